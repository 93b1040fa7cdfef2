import { describeError } from "../../foundation/errors.ts";
import { decodeShownCsv } from "../../foundation/typed-csv.ts";
import type { PackContents } from "../pack-contents.ts";
import { coordinatesKey } from "./coordinates-key.ts";
import type { RunEvidence } from "../reperform.ts";
import { asColumn } from "../run-record.ts";
import { countMarks } from "./reperform-suppressed.ts";

/** What privacy.json says of suppressed cells and withheld figures must be what the files hold. */
export function suppressionProblems({ runs, privacy }: Pick<PackContents, "runs" | "privacy">): string[] {
  const { suppression } = privacy;
  const problems: string[] = [];
  const marks = runs.reduce((sum, run) => sum + marksOf(run, suppression?.minimumCell ?? null, problems), 0);
  const stated = suppression === null ? 0 : suppression.suppressedCells + suppression.complementaryCells;
  if (problems.length === 0 && marks !== stated)
    problems.push(`privacy.json states ${stated} suppressed cells, and the files hold ${marks}`);
  const known = new Set(runs.map(({ record }) => record.runId));
  const seen = new Set<string>();
  for (const { runId, figureId } of privacy.withheldFigures) {
    if (!known.has(runId)) problems.push(`privacy.json withholds ${figureId} of run ${runId}, which is not in the pack`);
    const key = `${runId}\n${figureId}`;
    if (seen.has(key)) problems.push(`privacy.json withholds ${figureId} of run ${runId} twice`);
    seen.add(key);
  }
  for (const { runId, universe, at, value } of privacy.margins ?? []) {
    const name = `${runId}: ${universe} ${coordinatesKey(at)}`;
    if (!known.has(runId)) problems.push(`privacy.json prints a sum of run ${runId}, which is not in the pack`);
    if (seen.has(name)) problems.push(`privacy.json prints a sum twice: ${name}`);
    seen.add(name);
    if (suppression === null) problems.push(`privacy.json prints a sum, and no cell is suppressed: ${name}`);
    else if (value >= 1 && value < suppression.minimumCell) problems.push(`privacy.json prints a sum below the minimum cell: ${name}`);
  }
  for (const { runId, query } of privacy.withheldQueries)
    if (runs.find(({ record }) => record.runId === runId)?.record.queries.some(({ name }) => name === query) !== true)
      problems.push(`privacy.json withholds the aggregate ${query} of run ${runId}, which is not in the pack`);
  return problems;
}

function marksOf({ record, files }: RunEvidence, minimumCell: number | null, problems: string[]): number {
  let marks = 0;
  for (const query of record.queries) {
    const text = files.get(query.file);
    if (text === undefined) continue;
    try {
      marks += countMarks(decodeShownCsv(text, query.name, query.columns.map(asColumn), minimumCell), minimumCell);
    } catch (error) {
      problems.push(`data/runs/${record.runId}/${query.file}: ${describeError(error)}`);
    }
  }
  return marks;
}
