import { join } from "node:path";
import type { CaseHead } from "../../contract/case-schemas.ts";
import type { ColumnMapping, PopulationRequest, Source, SourceKind } from "../../contract/source-schemas.ts";
import type { CaseSession } from "../case-session.ts";
import { importInventory } from "../inventory-service.ts";
import type { JobContext } from "../job.ts";
import type { Workbench } from "../workbench.ts";
import { type SampleFiles, writeSampleCase } from "./sample-case.ts";

export const SAMPLE_CASE = {
  title: "Credit decisions 2025 (sample)",
  organisation: "Example Bank",
  auditor: "auditor@example.org",
  tier: "high" as const,
  domain: "credit",
  objective: "Did the credit models behave in 2025 as they were validated, for every group, and did reviewers oversee them?",
};

/** For the start screen: writes the sample exports and opens an empty case ready to import them. */
export async function createSampleCase(
  workbench: Workbench,
  directory: string,
  job: JobContext,
): Promise<{ case: CaseHead; files: string[]; registry: string }> {
  job.report({ step: "Writing the sample exports", fraction: null });
  const files = await writeSampleCase({
    directory: join(directory, "exports"),
    rows: 40_000,
    seed: 1,
    faults: true,
    format: "csv",
    signal: job.signal,
  });
  const head = await workbench.cases.create({ ...SAMPLE_CASE, directory: join(directory, "sample-credit.tickmark") });
  return { case: head, files: [files.decisions, files.outcomes, files.reviews, files.attributes], registry: files.registry };
}

const PROVENANCE = {
  system: "decision-service",
  query: "daily export job, all records",
  extractedBy: "data owner",
  extractedAt: "2026-02-16",
  receivedFrom: "data owner",
  receivedAt: "2026-02-17",
  completenessEvidence: "row counts stated by the data owner",
};

/** What an auditor would state for the sample: nothing here is guessed from the data. */
const COLUMNS: Record<SourceKind, readonly ColumnMapping[]> = {
  decisions: [
    { column: "decision_id", use: "decisionId", type: "text" },
    { column: "decided_at", use: "decidedAt", type: "timestamp", formats: ["iso"] },
    { column: "applicant_id", use: "subjectId", type: "text" },
    { column: "model_name", use: "modelId", type: "text" },
    { column: "model_version", use: "modelVersion", type: "text" },
    { column: "score", use: "score", type: "double" },
    { column: "decision", use: "decision", type: "text" },
    ...["income", "debt_ratio", "employment_years", "credit_age_months", "utilisation", "loan_amount", "inquiries"].map(
      (column): ColumnMapping => ({ column, use: "feature", type: "double", featureKind: "numeric" }),
    ),
    ...["channel", "purpose", "region"].map((column): ColumnMapping => ({
      column,
      use: "feature",
      type: "text",
      featureKind: "categorical",
    })),
  ],
  outcomes: [
    { column: "decision_id", use: "decisionId", type: "text" },
    { column: "outcome", use: "outcome", type: "text" },
    { column: "known_at", use: "outcomeAt", type: "timestamp", formats: ["%Y-%m-%d"], timeZone: "UTC" },
  ],
  reviews: [
    { column: "decision_id", use: "decisionId", type: "text" },
    { column: "reviewer", use: "reviewer", type: "text" },
    { column: "opened_at", use: "reviewStartedAt", type: "timestamp", formats: ["iso"] },
    { column: "submitted_at", use: "reviewedAt", type: "timestamp", formats: ["iso"] },
    { column: "final_decision", use: "finalDecision", type: "text" },
    { column: "reason", use: "overrideReason", type: "text" },
  ],
  attributes: [
    { column: "decision_id", use: "decisionId", type: "text" },
    { column: "sex", use: "attribute", type: "text" },
    { column: "age_group", use: "attribute", type: "text" },
  ],
};

const STATED: Omit<PopulationRequest, "decisions" | "outcomes" | "reviews" | "attributes"> = {
  title: "All credit applications decided in 2025",
  taskType: "binary",
  timeZone: "Europe/Berlin",
  positiveOutcome: "repaid",
  favourableDecision: "approve",
  positiveDecision: "approve",
  labelAvailability: "all",
  labelCausedByDecision: false,
  outcomeHorizonDays: 90,
  cutOff: "2026-02-15",
  baseline: { kind: "period", startMs: Date.parse("2024-12-31T23:00:00Z"), endMs: Date.parse("2025-03-02T23:00:00Z") },
  decisionRule: { operator: ">=", threshold: 0.62, origin: "registry tag threshold", otherDecision: null },
  duplicates: "keep-first",
  filters: [],
  sampledCapture: false,
};

export interface SamplePart {
  readonly kind: SourceKind;
  readonly title: string;
  readonly path: string;
  /** Stated by the data owner. */
  readonly rows: number;
}

export function sampleParts({ decisions, outcomes, reviews, attributes, controlTotals }: SampleFiles): SamplePart[] {
  return [
    { kind: "decisions", title: "Decision log", path: decisions, rows: controlTotals.decisions },
    { kind: "outcomes", title: "Bureau outcomes", path: outcomes, rows: controlTotals.outcomes },
    { kind: "reviews", title: "Manual reviews", path: reviews, rows: controlTotals.reviews },
    { kind: "attributes", title: "Applicant groups", path: attributes, rows: controlTotals.attributes },
  ];
}

export async function importSampleSource({ sources }: Workbench, session: CaseSession, part: SamplePart, job: JobContext): Promise<Source> {
  const { kind, title, path, rows } = part;
  const { planId } = await sources.preview([path], job.signal);
  const controlTotals = [{ measure: "rows", given: String(rows) }];
  return await sources.import(
    session,
    { planId, kind, title, columns: [...COLUMNS[kind]], answers: {}, controlTotals, provenance: PROVENANCE },
    job,
  );
}

export function sampleRequest(imported: readonly Source[]): PopulationRequest {
  const idOf = (kind: SourceKind): string => imported.find((source) => source.kind === kind)?.sourceId ?? "";
  return {
    ...STATED,
    decisions: [idOf("decisions")],
    outcomes: idOf("outcomes"),
    reviews: idOf("reviews"),
    attributes: [idOf("attributes")],
  };
}

/** Imports the sample as an auditor would, with control totals, and builds the population. */
export async function importSample(workbench: Workbench, session: CaseSession, files: SampleFiles, job: JobContext): Promise<Source[]> {
  const imported: Source[] = [];
  for (const part of sampleParts(files)) imported.push(await importSampleSource(workbench, session, part, job));
  await workbench.population.build(session, sampleRequest(imported), job);
  importInventory(session, files.registry);
  return imported;
}
