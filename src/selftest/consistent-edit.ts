import { evaluate } from "../analyses/evaluate.ts";
import { reperformRun } from "../evidence/reperform.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import type { Aggregate, AggregateCell } from "../foundation/aggregate.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { decodeTypedCsv, encodeTypedCsv } from "../foundation/typed-csv.ts";
import type { GenuinePack } from "./attack.ts";
import { readRun, readJson, runIds, runPath } from "./edit-pack.ts";
import { type PackFiles, textOf } from "./sample-pack.ts";

export interface EditedRun {
  readonly record: RunRecord;
  readonly file: string;
  readonly text: string;
}

/** Adds one to the last count of an aggregate, and states its new digest. */
export function editedAggregates(files: PackFiles, run: RunRecord): EditedRun[] {
  return run.queries.flatMap((query) => {
    const path = `data/runs/${run.runId}/${query.file}`;
    const counted = query.columns.find((column) => column.type === "integer" && column.key !== true);
    if (!files.has(path) || counted === undefined) return [];
    const aggregate = decodeTypedCsv(textOf(files, path), query.name, query.columns as Aggregate["columns"]);
    const last = aggregate.rows.at(-1);
    const count: AggregateCell | undefined = last?.[counted.name];
    if (last === undefined || typeof count !== "number") return [];
    const text = encodeTypedCsv({ ...aggregate, rows: [...aggregate.rows.slice(0, -1), { ...last, [counted.name]: count + 1 }] });
    const queries = run.queries.map((entry) => (entry.name === query.name ? { ...entry, sha256: sha256Hex(text) } : entry));
    return [{ record: { ...run, queries }, file: path, text }];
  });
}

/** An aggregate of a run raised by one, with figures, verdicts and answer computed from it by the program itself. */
export function consistentEdit(files: PackFiles, pack: GenuinePack): EditedRun | null {
  const known = CONSISTENT_EDITS.get(pack);
  if (known !== undefined) return known;
  const found = searchedEdit(files, pack);
  CONSISTENT_EDITS.set(pack, found);
  return found;
}

/** The search recomputes runs, so it is done once a pack. */
const CONSISTENT_EDITS = new WeakMap<GenuinePack, EditedRun | null>();

function searchedEdit(files: PackFiles, { analyses }: GenuinePack): EditedRun | null {
  for (const runId of journaledRuns(files))
    for (const edit of editedAggregates(files, readRun(files, runId))) {
      const analysis = analyses.find((candidate) => candidate.id === edit.record.analysisId);
      if (analysis === undefined) continue;
      const texts = new Map(
        edit.record.queries.map((query) => {
          const path = `data/runs/${runId}/${query.file}`;
          return [query.file, path === edit.file ? edit.text : textOf(files, path)];
        }),
      );
      try {
        const aggregates = new Map(
          edit.record.queries.map((query) => [
            query.name,
            decodeTypedCsv(texts.get(query.file) ?? "", query.name, query.columns as Aggregate["columns"]),
          ]),
        );
        const { parameters, population, policy, origin } = edit.record;
        const { figures, verdicts, answer } = evaluate(analysis, {
          parameters: analysis.parameters.parse(parameters),
          population,
          policy,
          origin,
          aggregates,
        });
        const record = { ...edit.record, figures: [...figures], verdicts: [...verdicts], answer } as RunRecord;
        const changed = canonicalJson(record.figures) !== canonicalJson(readRun(files, runId).figures);
        if (changed && reperformRun({ record, files: texts, withheld: new Set() } as never, analyses).state === "pass")
          return { record, file: edit.file, text: edit.text };
      } catch {
        // This aggregate cannot be raised without contradiction; the next one is tried.
      }
    }
  return null;
}

/** Runs whose digest the journal shows in this pack, the smallest first. */
function journaledRuns(files: PackFiles): string[] {
  const shown = new Set(
    [...files.keys()]
      .filter((path) => path.startsWith("data/journal/payloads/"))
      .map((path) => (readJson(files, path)["payload"] as { runId?: string; runDigest?: string } | null) ?? {})
      .flatMap(({ runId, runDigest }) => (runId === undefined || runDigest === undefined ? [] : [runId])),
  );
  return runIds(files)
    .filter((runId) => shown.has(runId))
    .toSorted((left, right) => (files.get(runPath(left))?.length ?? 0) - (files.get(runPath(right))?.length ?? 0));
}
