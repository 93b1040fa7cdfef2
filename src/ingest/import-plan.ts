import type { ColumnMapping, SourceMapping } from "../population/mapping.ts";
import type { SourceFormat } from "../population/source-format.ts";

/** One file of a plan. */
export interface PlannedFile {
  readonly path: string;
  readonly bytes: number;
  readonly compression: "none" | "gzip" | "zstd";
}

/** What a sample of a column's values looks like; only suggestions rest on it. */
export interface ColumnProfile {
  readonly sampled: number;
  readonly missing: number;
  readonly distinct: number;
  /** Share of the sampled values that are present and read as ... */
  readonly integerShare: number;
  readonly numberShare: number;
  readonly timeShare: number;
  readonly examples: readonly string[];
}

/** A suggestion is never applied without a person: confidence in [0, 1] and the reason stand beside it. */
export interface RoleSuggestion {
  /** Provisional as long as one of `openQuestions` is not answered: use `draftMapping`, which leaves such columns out. */
  readonly mapping: ColumnMapping;
  readonly openQuestions: readonly string[];
  readonly confidence: number;
  readonly reason: string;
}

export interface PlannedColumn {
  readonly name: string;
  /** Physical types over all files, most frequent first; CSV and JSON columns are VARCHAR. */
  readonly types: readonly string[];
  /** In how many of the plan's files the column exists. */
  readonly filesWithColumn: number;
  readonly profile: ColumnProfile;
  readonly suggestion: RoleSuggestion | null;
}

/** The schema differs between files: stated, never smoothed over silently. */
export interface SchemaChange {
  readonly column: string;
  readonly kind: "missing" | "type-changed";
  readonly file: string;
  readonly detail: string;
}

export const QUESTION_KINDS = [
  "date-order",
  "time-zone",
  "decimal-separator",
  "encoding",
  "missing-values",
  "not-a-number",
  "epoch-unit",
  "task-type",
  "positive-outcome",
  "favourable-decision",
  "positive-decision",
] as const;
export type QuestionKind = (typeof QUESTION_KINDS)[number];

/** What the data cannot say and a person must. */
export interface Question {
  /** `<kind>` or `<kind>:<column>`; unique within a plan. */
  readonly questionId: string;
  readonly kind: QuestionKind;
  readonly column: string | null;
  readonly prompt: string;
  readonly reason: string;
  /** Empty: free text (a time zone name). */
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

/** What an import would do, for a person to check and change before anything is read for good. */
export interface ImportPlan {
  readonly title: string;
  /** Why the files were recognised as this format. */
  readonly reason: string;
  readonly format: SourceFormat;
  readonly files: readonly PlannedFile[];
  readonly columns: readonly PlannedColumn[];
  readonly changes: readonly SchemaChange[];
  /** First records as written (`raw`, null = missing) and as the suggested reading gives them (`typed`). */
  readonly sample: { readonly columns: readonly string[]; readonly raw: readonly SampleRow[]; readonly typed: readonly SampleRow[] };
  readonly questions: readonly Question[];
  /** What this kind of source can never show; goes into the report. */
  readonly limits: readonly string[];
  /** Files of the folder or glob that have no known format: not part of any plan. */
  readonly ignoredFiles: readonly string[];
}
export type SampleRow = readonly (string | null)[];

/** Answers by questionId. */
export type Answers = Readonly<Record<string, string>>;

/** A mapping from the suggestions and answers; columns whose question is open are left out and the questions returned. */
export interface MappingDraft {
  readonly mapping: SourceMapping;
  readonly open: readonly Question[];
}
