import type { Target } from "./mapping.ts";
import { ROLE_COLUMNS, type Role } from "./roles.ts";

/** What is known about a column when a role is suggested. */
export interface ColumnEvidence {
  readonly name: string;
  /** Shares of the sampled values that are present, 0 to 1. */
  readonly numberShare: number;
  readonly timeShare: number;
  readonly sampled: number;
  readonly missing: number;
  readonly distinct: number;
  /** True when the file itself types the column as text, so that digits are codes and no quantities. */
  readonly typedAsText: boolean;
}

export interface SuggestedTarget {
  readonly target: Target;
  /** 0 to 1; only orders suggestions and shows doubt. */
  readonly confidence: number;
  readonly reason: string;
}

/**
 * Column names by role: defaults of Evidently, NannyML, Arize, Fiddler and the Databricks, SageMaker, Azure, Vertex and
 * KServe logs, and what business systems call the same things. Compared without case and separators.
 */
const NAMES: { readonly [R in Role]: string } = {
  decisionId:
    "id prediction_id decision_id event_id inference_id request_id databricks_request_id client_request_id application_id case_id entity_id transaction_id record_id row_id correlation_id loan_id claim_id uuid",
  decidedAt:
    "timestamp ts datetime event_time event_timestamp event_ts prediction_timestamp prediction_time inference_time request_time logging_time timestamp_ms decided_at decision_time decision_date scored_at scoring_time scoring_date created_at logged_at occurrence_time time date year",
  modelId: "model model_id model_name endpoint endpoint_name served_entity_id deployed_model_id inference_service_name",
  modelVersion: "model_version version deployment variant model_revision",
  subjectId: "subject_id customer_id applicant_id person_id user_id client_id patient_id account_id candidate_id party_id",
  score:
    "score y_pred_proba predicted_probability prediction_score prediction_proba prediction_probas predicted_proba proba probability risk_score model_score decile_score",
  scoreThreshold: "threshold score_threshold cutoff cut_off decision_threshold",
  decision:
    "decision y_pred prediction prediction_label prediction_labels predicted_label predicted_class model_decision ai_decision recommendation",
  partition: "partition dataset split data_partition",
  latencyMs: "latency_ms execution_time_ms execution_duration_ms duration_ms response_time_ms latency",
  status: "status status_code http_status",
  outcome: "outcome target y_true label actual actual_label ground_truth label_value true_label repaid employed default",
  outcomeAt: "outcome_at outcome_date outcome_time label_timestamp label_ts label_date label_time actual_timestamp",
  humanBefore: "human_before human_decision_before initial_human_decision decision_before_advice",
  reviewer: "reviewer reviewer_id reviewed_by annotator worker_id underwriter analyst completed_by case_worker",
  reviewStartedAt: "review_started_at review_start review_start_time acceptance_time review_opened_at",
  reviewedAt: "reviewed_at review_time review_date submission_time submitted_at review_end review_completed_at",
  finalDecision: "final_decision human_decision decision_final final_label override_decision",
  overrideReason: "override_reason reason_code override_comment rationale reason",
};

const ATTRIBUTES = new Set(
  words(
    "sex gender race ethnicity rac1p age_cat age_group age_band nationality citizenship religion disability marital_status native_country",
  ),
);
const INDEXES = new Set(words("unnamed_0 index index_level_0 level_0"));

const ROLE_OF = new Map<string, Role>(
  Object.entries(NAMES).flatMap(([role, names]) => words(names).map((name) => [name, role as Role] as const)),
);
const TIMES: ReadonlySet<Role> = new Set(["decidedAt", "outcomeAt", "reviewStartedAt", "reviewedAt"]);
const NUMBERS: ReadonlySet<Role> = new Set(["score", "scoreThreshold", "latencyMs"]);

/** A target for one column, or null where none is better than leaving it out. */
export function suggestTarget(evidence: ColumnEvidence): SuggestedTarget | null {
  const name = plainName(evidence.name);
  if (INDEXES.has(name)) return null;
  const role = ROLE_OF.get(name);
  if (role !== undefined) {
    const suggestion = roleSuggestion(role, evidence);
    if (suggestion !== null) return suggestion;
  }
  if (ATTRIBUTES.has(name) || evidence.name.toLowerCase().startsWith("protected"))
    return {
      target: { kind: "attribute", name: evidence.name },
      confidence: 0.7,
      reason: `"${evidence.name}" names a group that people are often compared by.`,
    };
  return featureSuggestion(evidence);
}

/** Each role goes to one column: the most confident, then the first. The others become features. */
export function suggestTargets(columns: readonly ColumnEvidence[]): (SuggestedTarget | null)[] {
  const all = columns.map(suggestTarget);
  return all.map((suggestion, index) => {
    if (suggestion === null || suggestion.target.kind !== "role") return suggestion;
    const { role } = suggestion.target;
    const rivals = all
      .map((other, at) => ({ other, at }))
      .filter(({ other }) => other?.target.kind === "role" && other.target.role === role);
    const best = rivals.toSorted((left, right) => (right.other?.confidence ?? 0) - (left.other?.confidence ?? 0) || left.at - right.at)[0];
    const evidence = columns[index];
    return best === undefined || best.at === index || evidence === undefined ? suggestion : featureSuggestion(evidence);
  });
}

function roleSuggestion(role: Role, evidence: ColumnEvidence): SuggestedTarget | null {
  const target: Target = { kind: "role", role };
  const { title } = ROLE_COLUMNS[role];
  const present = evidence.sampled - evidence.missing;
  const named = `"${evidence.name}" is a usual name for ${title}`;
  if (TIMES.has(role))
    return evidence.timeShare >= 0.9 ? { target, confidence: 0.9, reason: `${named}, and its values read as times.` } : null;
  if (NUMBERS.has(role))
    return evidence.numberShare >= 0.9 ? { target, confidence: 0.9, reason: `${named}, and its values are numbers.` } : null;
  if (role === "decisionId") {
    const unique = present > 0 && evidence.distinct === present;
    return unique
      ? { target, confidence: 0.95, reason: `${named}, and no value repeats in the sample.` }
      : { target, confidence: 0.5, reason: `${named}, but values repeat in the sample.` };
  }
  if ((role === "decision" || role === "outcome" || role === "finalDecision" || role === "humanBefore") && evidence.distinct > 50)
    return { target, confidence: 0.4, reason: `${named}, but it has more than 50 values: a regression, perhaps.` };
  return { target, confidence: 0.8, reason: `${named}.` };
}

function featureSuggestion(evidence: ColumnEvidence): SuggestedTarget | null {
  const present = evidence.sampled - evidence.missing;
  const feature = (type: "numeric" | "categorical", confidence: number, reason: string): SuggestedTarget => ({
    target: { kind: "feature", name: evidence.name, type },
    confidence,
    reason,
  });
  if (present === 0) return null;
  if (evidence.numberShare >= 0.9 && !evidence.typedAsText) {
    return evidence.distinct <= 2
      ? feature("categorical", 0.4, "It has at most two values, so they are taken as categories.")
      : feature(
          "numeric",
          evidence.numberShare === 1 ? 0.6 : 0.4,
          `${Math.round(evidence.numberShare * 100)} % of the sampled values are numbers.`,
        );
  }
  if (evidence.timeShare >= 0.9) return null;
  if (present >= 20 && evidence.distinct > present * 0.9) return null;
  return feature(
    "categorical",
    0.5,
    evidence.distinct === 1 ? "One value in the whole sample." : `${evidence.distinct} different values in the sample.`,
  );
}

/** Lower case, one underscore between words, camelCase taken apart. */
function plainName(name: string): string {
  const last = name.split(".").at(-1) ?? name;
  return last
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

function words(text: string): string[] {
  return text.split(" ");
}
