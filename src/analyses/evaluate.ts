import type { ChartSpec } from "../charts/chart-spec.ts";
import type { AggregateSet } from "../foundation/aggregate.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type Figure, figureId } from "../foundation/figure.ts";
import { computed, notComputable } from "../foundation/outcome.ts";
import { type Steps, atOnce } from "../foundation/steps.ts";
import type { Policy } from "../policy/policy.ts";
import type { Verdict } from "../policy/verdict.ts";
import type { Population } from "../population/population.ts";
import { ROLE_COLUMNS, type Role } from "../population/roles.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";
import type { Analysis } from "./analysis.ts";

/** What the runner computes and the reviewer recomputes: the same call, the same answer. */
export interface EvaluationInput {
  /** Already parsed by the analysis' own schema. */
  readonly parameters: unknown;
  readonly population: Population;
  readonly policy: Policy;
  readonly aggregates: AggregateSet;
  readonly origin: "planned" | "exploratory";
}

export interface Evaluation {
  readonly figures: readonly Figure[];
  readonly verdicts: readonly Verdict[];
  readonly charts: readonly ChartSpec[];
  readonly answer: string;
}

/** Required roles that the population lacks. */
export function missingRoles(analysis: Analysis, population: Population): Role[] {
  return analysis.requiredRoles.filter((role) => !population.roles.includes(role));
}

/** The next stage's queries; null when done, or when the analysis cannot run on this population at all. */
export function nextQueries(analysis: Analysis, input: Omit<EvaluationInput, "policy" | "origin">): readonly AggregateQuery[] | null {
  if (obstacleOf(analysis, input.population) !== null) return null;
  const queries = analysis.plan(input);
  return queries === null || queries.length === 0 ? null : queries;
}

/**
 * Figures, verdicts (planned runs only), charts and the answer. A planned run that judges nothing gets one verdict: insufficient evidence.
 * Errors: `bad-input` for a planned run under a policy with a threshold of this analysis that it does not read. Throws when an analysis
 * breaks its contract.
 */
export function evaluate(analysis: Analysis, input: EvaluationInput): Evaluation {
  return atOnce(evaluateInSteps(analysis, input));
}

/** The same, with a step between figures, verdicts and charts. */
export function* evaluateInSteps(analysis: Analysis, input: EvaluationInput): Steps<Evaluation> {
  if (input.origin === "planned") refuseUnreadThresholds(analysis, input.policy);
  const obstacle = obstacleOf(analysis, input.population);
  if (obstacle !== null) return evaluationOfObstacle(analysis, input, obstacle);
  const figures = analysis.figures(input);
  requireUnique(analysis, "figure", figures);
  yield;
  const verdicts = input.origin === "exploratory" ? [] : analysis.verdicts({ ...input, figures });
  requireUnique(analysis, "verdict", verdicts);
  const known = new Set(figures.map((figure) => figure.figureId));
  const stray = verdicts.find((verdict) => !known.has(verdict.figureId));
  if (stray !== undefined) throw new TypeError(`${analysis.id}: verdict on ${stray.figureId}, which is no figure of this run.`);
  yield;
  const complete = { ...input, figures, verdicts };
  if (input.origin === "planned" && verdicts.length === 0) return evaluationOfNothingJudged(analysis, figures, analysis.charts(complete));
  return { figures, verdicts, charts: analysis.charts(complete), answer: analysis.answer(complete) };
}

/** A threshold somebody set, but nobody reads, would look like a criterion that was met. */
function refuseUnreadThresholds(analysis: Analysis, policy: Policy): void {
  const declared = new Set(analysis.thresholds.map(({ key }) => key));
  const unread = Object.keys(policy.thresholds).filter((key) => key.startsWith(`${analysis.id}.`) && !declared.has(key));
  if (unread.length === 0) return;
  throw new TickmarkError(
    "bad-input",
    `The policy ${policy.policyId} sets ${unread.join(", ")}, which ${analysis.title} does not judge by.`,
    {
      expected: declared.size === 0 ? "no threshold of this analysis" : [...declared].join(", "),
      remedy: "Correct the name of the threshold in the policy, or remove it.",
    },
  );
}

interface Obstacle {
  readonly code: "missing-role" | "unsupported-task" | "no-rows";
  readonly reason: string;
  readonly missing: readonly string[];
}

function obstacleOf(analysis: Analysis, population: Population): Obstacle | null {
  const missing = missingRoles(analysis, population);
  if (missing.length > 0) {
    const titles = missing.map((role) => ROLE_COLUMNS[role].title.toLowerCase());
    return { code: "missing-role", reason: `The population has no ${titles.join(", no ")}.`, missing };
  }
  if (!analysis.taskTypes.includes(population.taskType))
    return { code: "unsupported-task", reason: `${analysis.title} does not support the task type ${population.taskType}.`, missing: [] };
  if (population.rows === 0) return { code: "no-rows", reason: "The population has no rows.", missing: [] };
  return null;
}

function evaluationOfObstacle(analysis: Analysis, input: EvaluationInput, obstacle: Obstacle): Evaluation {
  const id = figureId(analysis.id, "prerequisites");
  const figure: Figure = {
    figureId: id,
    name: "prerequisites",
    dimensions: {},
    unit: "none",
    outcome: notComputable(obstacle.code, obstacle.reason),
  };
  const verdict: Verdict = {
    figureId: id,
    subject: analysis.title,
    family: "prerequisites",
    state: "insufficient-evidence",
    reason: obstacle.reason,
    ...(obstacle.missing.length > 0 ? { missing: obstacle.missing } : {}),
  };
  return {
    figures: [figure],
    verdicts: input.origin === "exploratory" ? [] : [verdict],
    charts: [],
    answer: `Insufficient evidence: ${obstacle.reason}`,
  };
}

/** The figures stay, for the auditor to read; the run as a whole must not look like one without exceptions. */
function evaluationOfNothingJudged(analysis: Analysis, figures: readonly Figure[], charts: readonly ChartSpec[]): Evaluation {
  const id = figureId(analysis.id, "hypotheses-judged");
  const figure: Figure = {
    figureId: id,
    name: "hypothesesJudged",
    dimensions: {},
    unit: "count",
    outcome: computed({ estimate: 0, n: figures.length, method: "Number of figures of this run that were judged" }),
  };
  const reason = `Nothing was judged: none of the ${figures.length} figures of this run led to a verdict.`;
  const verdict: Verdict = { figureId: id, subject: analysis.title, family: "prerequisites", state: "insufficient-evidence", reason };
  return { figures: [...figures, figure], verdicts: [verdict], charts, answer: `Insufficient evidence: ${reason}` };
}

function requireUnique(analysis: Analysis, what: string, entries: readonly { readonly figureId: string }[]): void {
  const seen = new Set<string>();
  for (const { figureId: id } of entries) {
    if (seen.has(id)) throw new TypeError(`${analysis.id}: two ${what}s with figureId ${id}.`);
    seen.add(id);
  }
}
