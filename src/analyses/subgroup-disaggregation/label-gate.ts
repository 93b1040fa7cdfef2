import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import type { Population } from "../../population/population.ts";
import { instantLiteral } from "../../population/windows.ts";
import { type SqlFragment, integerLiteral, sql } from "../../sql/sql.ts";

const DAY_MS = 86_400_000;

/** Whether error rates can be had from this population at all. */
export type LabelGate =
  | { readonly kind: "open" }
  /** Outcomes exist after one decision only: some rates have bounds instead of values. */
  | { readonly kind: "selective"; readonly released: "final" | "model" }
  | { readonly kind: "closed"; readonly outcome: NotComputable; readonly missing: readonly string[] };

/** Decides from what is stated, before any row is read. */
export function labelGate(population: Population): LabelGate {
  if (population.taskType === "multiclass")
    return closed(
      "unsupported-task",
      "Error rates by group are given for binary decisions only; for several classes only selection rates are.",
    );
  if (!population.roles.includes("outcome")) return closed("missing-role", "The population has no outcomes.", ["outcome"]);
  if (population.positiveOutcome === null)
    return closed("missing-role", "Which outcome is the positive one is not stated.", ["positiveOutcome"]);
  if (population.positiveDecision === null)
    return closed("missing-role", "Which decision predicts the positive outcome is not stated.", ["positiveDecision"]);
  if (population.labelCausedByDecision)
    return closed(
      "assumption-failed",
      "The outcome is produced by the reviewer's own decision, so error rates against it would be circular.",
    );
  if (population.outcomeHorizonDays !== null && !population.roles.includes("decidedAt"))
    return closed("missing-role", "An outcome horizon is stated, but no decision time tells which outcomes are mature.", ["decidedAt"]);
  if (population.outcomeHorizonDays !== null && population.cutOffMs === null)
    return closed("missing-role", "An outcome horizon is stated, but not the cut-off instant of the data.", ["cutOff"]);
  return availabilityGate(population);
}

function availabilityGate(population: Population): LabelGate {
  switch (population.labelAvailability) {
    case "all":
      return { kind: "open" };
    case "not-stated":
      return closed("missing-role", "Whether outcomes exist after every decision is not stated.", ["labelAvailability"]);
    case "final-favourable-only":
      if (population.favourableDecision === null)
        return closed("missing-role", "Which decision is favourable is not stated.", ["favourableDecision"]);
      if (!population.roles.includes("finalDecision"))
        return closed("missing-role", "Outcomes follow the final decision, which the population does not have.", ["finalDecision"]);
      return { kind: "selective", released: "final" };
    case "model-favourable-only":
      if (population.favourableDecision === null)
        return closed("missing-role", "Which decision is favourable is not stated.", ["favourableDecision"]);
      return { kind: "selective", released: "model" };
  }
}

function closed(code: NotComputable["code"], reason: string, missing: readonly string[] = []): LabelGate {
  return { kind: "closed", outcome: notComputable(code, reason), missing };
}

/** Latest decision whose outcome is mature; null when no horizon is stated (all are then taken as mature). */
export function lastMatureMs(population: Population): number | null {
  const { outcomeHorizonDays, cutOffMs } = population;
  return outcomeHorizonDays === null || cutOffMs === null ? null : cutOffMs - Math.round(outcomeHorizonDays * DAY_MS);
}

/**
 * What is known about a row's outcome: positive, negative; or why it does not count: immature (younger than the horizon),
 * missing, undated (no time to hold against the horizon), late (came after the horizon).
 */
export function labelExpression(population: Population, gate: LabelGate): SqlFragment {
  if (gate.kind === "closed") return sql`cast(null as varchar)`;
  const matureMs = lastMatureMs(population);
  const labelled = sql`when outcome_positive then 'positive'
    else 'negative'`;
  if (matureMs === null || population.outcomeHorizonDays === null)
    return sql`case
    when outcome_positive is null then 'missing'
    ${labelled}
  end`;
  const seconds = integerLiteral(Math.round(population.outcomeHorizonDays * 86_400));
  const dated = population.roles.includes("outcomeAt")
    ? sql`when outcome_at is null then 'undated'
    when outcome_at > decided_at + interval ${seconds} second then 'late'
    `
    : sql``;
  return sql`case
    when decided_at is null or decided_at > ${instantLiteral(matureMs)} then 'immature'
    when outcome_positive is null then 'missing'
    ${dated}${labelled}
  end`;
}

/** True where the decision that releases the outcome was favourable; null where labels are not selective. */
export function releasedExpression(gate: LabelGate): SqlFragment {
  if (gate.kind !== "selective") return sql`cast(null as boolean)`;
  return gate.released === "final" ? sql`final_favourable` : sql`favourable`;
}
