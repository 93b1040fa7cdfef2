export { type BuiltPopulation, buildPopulation, describePopulation } from "./build-population.ts";
export { decimalDifference } from "./control-totals.ts";
export { hashFiles } from "./hash-files.ts";
export type {
  Answers,
  ColumnProfile,
  ImportPlan,
  MappingDraft,
  PlannedColumn,
  PlannedFile,
  Question,
  QuestionKind,
  RoleSuggestion,
  SampleRow,
  SchemaChange,
} from "./import-plan.ts";
export { QUESTION_KINDS } from "./import-plan.ts";
export { type ImportOptions, type ImportRequest, importSource } from "./import-source.ts";
export { type StagedSource, rejectPage, removeSource, stagedSources } from "./import-tables.ts";
export type { ControlTotal, ImportProgress, ImportedFile, ImportedSource, RejectSummary, RejectedRow } from "./imported-source.ts";
export { JOIN_PROBLEMS, type JoinProblem, type JoinReport, listJoinProblems } from "./join-report.ts";
export { applyFormatAnswers, planImport } from "./plan-import.ts";
export { type RecordPageRequest, recordPage } from "./record-page.ts";
export { draftMapping, unmappedColumns } from "./suggest-mapping.ts";
