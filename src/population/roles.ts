import type { AggregateType } from "../foundation/aggregate.ts";

/** What a column is for. `feature` and `attribute` columns are many and listed apart. */
export const ROLES = [
  "decisionId",
  "decidedAt",
  "modelId",
  "modelVersion",
  "subjectId",
  "score",
  "scoreThreshold",
  "decision",
  "partition",
  "latencyMs",
  "status",
  "outcome",
  "outcomeAt",
  "humanBefore",
  "reviewer",
  "reviewStartedAt",
  "reviewedAt",
  "finalDecision",
  "overrideReason",
] as const;
export type Role = (typeof ROLES)[number];

export interface RoleColumn {
  /** Name in the canonical relation. */
  readonly column: string;
  readonly type: AggregateType;
  readonly title: string;
  /** What it means, one sentence: shown in the import wizard and the docs. */
  readonly meaning: string;
}

/** The canonical columns that analyses read. Absent roles have no column. */
export const ROLE_COLUMNS: Record<Role, RoleColumn> = {
  decisionId: {
    column: "decision_id",
    type: "text",
    title: "Decision id",
    meaning: "Identifies one prediction; joins outcomes, reviews and groups.",
  },
  decidedAt: { column: "decided_at", type: "instant", title: "Decided at", meaning: "When the model decided; TIMESTAMP in UTC." },
  modelId: { column: "model_id", type: "text", title: "Model", meaning: "Name of the model that decided." },
  modelVersion: { column: "model_version", type: "text", title: "Model version", meaning: "Version of the model that decided." },
  subjectId: {
    column: "subject_id",
    type: "text",
    title: "Subject",
    meaning: "The person or thing decided about; one subject may have several decisions.",
  },
  score: { column: "score", type: "float", title: "Score", meaning: "The model's number, DOUBLE, before any threshold." },
  scoreThreshold: { column: "score_threshold", type: "float", title: "Threshold", meaning: "Threshold the log says was applied." },
  decision: { column: "decision", type: "text", title: "Decision", meaning: "What the model decided or recommended." },
  partition: {
    column: "partition_name",
    type: "text",
    title: "Partition",
    meaning: "Names the data set a row belongs to, for example reference or analysis.",
  },
  latencyMs: { column: "latency_ms", type: "float", title: "Latency (ms)", meaning: "Time the prediction took, in milliseconds." },
  status: { column: "status", type: "text", title: "Status", meaning: "Technical result of the call." },
  outcome: { column: "outcome", type: "text", title: "Outcome", meaning: "What turned out to be true." },
  outcomeAt: {
    column: "outcome_at",
    type: "instant",
    title: "Outcome known at",
    meaning: "When the outcome became known; TIMESTAMP in UTC.",
  },
  humanBefore: {
    column: "human_before",
    type: "text",
    title: "Human decision before advice",
    meaning: "What the person decided before seeing the model.",
  },
  reviewer: { column: "reviewer", type: "text", title: "Reviewer", meaning: "Who reviewed the decision. Null means that nobody did." },
  reviewStartedAt: {
    column: "review_started_at",
    type: "instant",
    title: "Review started at",
    meaning: "When the review was opened; TIMESTAMP in UTC.",
  },
  reviewedAt: { column: "reviewed_at", type: "instant", title: "Reviewed at", meaning: "When the review was submitted; TIMESTAMP in UTC." },
  finalDecision: { column: "final_decision", type: "text", title: "Final decision", meaning: "What took effect after the review." },
  overrideReason: {
    column: "override_reason",
    type: "text",
    title: "Override reason",
    meaning: "Why the reviewer departed from the model.",
  },
};

export const TASK_TYPES = ["binary", "multiclass", "regression", "ranking", "rule"] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/**
 * BOOLEAN columns that the population derives from stated values, null where the source is null:
 * `favourable` (decision = favourableDecision), `final_favourable`, `before_favourable`,
 * `predicted_positive` (decision = positiveDecision), `final_positive`, `outcome_positive` (outcome = positiveOutcome).
 */
export const DERIVED_COLUMNS = [
  "favourable",
  "final_favourable",
  "before_favourable",
  "predicted_positive",
  "final_positive",
  "outcome_positive",
] as const;
export type DerivedColumn = (typeof DERIVED_COLUMNS)[number];

/** Always present: 0-based position in record order (source digest, record, row), BIGINT. */
export const RECORD_NUMBER = "record_number";
/** On demand only, see `populationInOrder`: 0-based position within the filtered population by time, undated rows last; BIGINT. */
export const POPULATION_NUMBER = "population_number";

export function featureColumn(name: string): string {
  return `feature_${name}`;
}

export function attributeColumn(name: string): string {
  return `attribute_${name}`;
}
