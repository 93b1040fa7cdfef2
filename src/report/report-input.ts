import type { ChartSpec } from "../charts/chart-spec.ts";
import type {
  EngagementDocument,
  EnvironmentDocument,
  FindingsDocument,
  PopulationsDocument,
  SourcesDocument,
} from "../evidence/documents.ts";
import type { RunRecord } from "../evidence/run-record.ts";

/** Everything a report is a function of; the same input gives the same bytes. */
export interface ReportInput {
  readonly engagement: EngagementDocument;
  readonly environment: EnvironmentDocument;
  /** Null for a report outside a pack. */
  readonly pack: ReportPack | null;
  /** Date on the title page, ISO: the seal's, or that of writing. */
  readonly writtenAt: string;
  readonly preparedBy: string;
  readonly sources: SourcesDocument["sources"];
  readonly populations: PopulationsDocument["populations"];
  readonly inventory: ReportInventory | null;
  readonly findings: FindingsDocument["findings"];
  /** In the order of the programme; superseded and exploratory runs too. */
  readonly runs: readonly ReportRun[];
  readonly journalHead: { readonly seq: number; readonly digest: string };
}

export interface ReportPack {
  readonly name: string;
  readonly revision: number;
  readonly kind: "restricted" | "shareable";
  /** What was suppressed and by which rule, as the pack's privacy document tells it. */
  readonly privacyRule?: string;
  readonly classification: string;
  readonly recipients: readonly string[];
  readonly retainUntil: string;
}

export interface ReportRun {
  readonly record: RunRecord;
  readonly charts: readonly ChartSpec[];
  /** The analysis' own, as an auditor would ask it. */
  readonly question: string;
  /** Rows of the criteria library it gives evidence for. */
  readonly criteria: readonly string[];
  /** Why the run no longer describes the case (superseded, data or method changed), or null. */
  readonly stale: string | null;
}

export interface ReportInventory {
  readonly title: string;
  readonly observedAt: string | null;
  readonly models: number;
  readonly versions: number;
  readonly limits: readonly string[];
}
