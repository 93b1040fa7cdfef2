import type { Analysis } from "../analyses/analysis.ts";
import type { ChartSpec } from "../charts/chart-spec.ts";
import type { PackClaims, PrivacyPreview } from "../contract/pack-schemas.ts";
import { shareableInSteps } from "../evidence/disclosure/shareable-content.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { withPauses } from "../foundation/steps.ts";
import type { PackInput } from "../packs/pack-input.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import type { PackServices } from "./pack-document.ts";
import type { PseudonymisedContent } from "./pack-leaving.ts";
import { pausesOf } from "./pausing.ts";
import { checkDisclosures, identifierLookup } from "./disclosure-check.ts";
import { recordDisclosures } from "./record-disclosures.ts";

/** What the privacy preview counts of the aggregates. */
export type SuppressionCounts = Pick<
  PrivacyPreview,
  "cells" | "suppressedCells" | "complementaryCells" | "figures" | "withheldFigures" | "withheldPayloads" | "tables"
>;

export interface ProtectedContent {
  readonly input: Omit<PackInput, "report">;
  readonly charts: ReadonlyMap<string, readonly ChartSpec[]>;
  readonly counts: SuppressionCounts;
}

/** Small cells of a shareable pack are suppressed; a restricted pack shows every cell. */
export async function protectedContent(
  content: PseudonymisedContent,
  claims: PackClaims,
  analyses: readonly Analysis[],
  job: JobContext,
): Promise<ProtectedContent> {
  const pause = pausesOf(job);
  if (claims.kind === "restricted")
    return { input: content.input, charts: await withPauses(content.charts(), pause), counts: countsOf(content.input) };
  const { input, charts, counts } = await withPauses(shareableInSteps(content.input, { minimumCell: claims.minimumCell }, analyses), pause);
  return { input, charts, counts: { ...counts, tables: [...counts.tables], withheldPayloads: input.privacy.withheldPayloads.length } };
}

function countsOf({ runs, privacy }: PseudonymisedContent["input"]): SuppressionCounts {
  const perQuery = runs.flatMap(({ record }) =>
    record.queries.map(({ rows, columns }) => rows * columns.filter(({ key }) => key !== true).length),
  );
  return {
    cells: perQuery.reduce((sum, cells) => sum + cells, 0),
    suppressedCells: 0,
    complementaryCells: 0,
    figures: runs.reduce((sum, { record }) => sum + record.figures.length, 0),
    withheldFigures: 0,
    withheldPayloads: privacy.withheldPayloads.length,
    tables: [],
  };
}

/** Places where something of a single record would leave in clear: in texts, aggregates and SQL, and in columns of the records. */
export async function disclosuresOf(
  session: CaseSession,
  services: PackServices,
  input: Omit<PackInput, "report">,
  records: PackInput["privacy"]["records"],
  job: JobContext,
): Promise<PrivacyPreview["disclosures"]> {
  return await services.population.read(
    session,
    async (engine, { population }) => [
      ...(await checkDisclosures(input, identifierLookup(engine, population, job.signal))),
      ...(records === null ? [] : await recordDisclosures(engine, population, records.columns, job.signal)),
    ],
    job,
  );
}

/** Refuses the export for such places, unless a reason for accepting them was given. */
export async function acceptedDisclosures(
  session: CaseSession,
  services: PackServices,
  input: Omit<PackInput, "report">,
  { records, claims }: { readonly records: PackInput["privacy"]["records"]; readonly claims: PackClaims },
  job: JobContext,
): Promise<PackInput["privacy"]["acceptedDisclosures"]> {
  const found = await disclosuresOf(session, services, input, records, job);
  const [first] = found;
  if (first !== undefined && claims.acceptedDisclosure === "")
    throw new TickmarkError(
      "bad-input",
      `${found.length} places would show something of single records in clear. The first: ${first.place}: "${first.text}". ${first.reason}`,
      { remedy: "Look at the preview; remove what it names, or give a reason for accepting it." },
    );
  return found.map(({ place }) => ({ place, reason: claims.acceptedDisclosure }));
}
