import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, notComputable } from "../../foundation/outcome.ts";
import type { Policy } from "../../policy/policy.ts";
import { planWindows } from "../../population/windows.ts";
import { scaledTrendChange } from "../../statistics/trend/scaled-trend-change.ts";
import { cohenKappa } from "../../statistics/agreement/cohen-kappa.ts";
import { pabak } from "../../statistics/agreement/pabak.ts";
import type { FiguresInput } from "../analysis.ts";
import { type CountedCell, type ReviewCounts, cellsByReviewer, countedCells, eligibleCells, groupCells, sumCounts } from "./counts.ts";
import { DIRECTIONS, type Direction, directionInWords } from "./directions.ts";
import { overrideFigure, shareOutcome } from "./figure-building.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

type Input = FiguresInput<HumanOverridesParameters>;

/** Override rates overall and by reviewer, agreement, and reasons given. */
export function rateFigures(input: Input): Figure[] {
  const cells = countedCells(input.aggregates, "all");
  const all = sumCounts(cells);
  const figures = [
    overrideFigure("overrideRate", {}, "share", overrideRateOutcome(input.policy, all)),
    ...DIRECTIONS.map((direction) => directionalFigure(input, "directionalOverride", { direction }, direction, cells)),
    ...agreementFigures(input, cells),
    overrideFigure("overrideRateTrend", {}, "share", trendOutcome(input)),
    overrideFigure("reasonsGiven", {}, "share", reasonsOutcome(input, all)),
    overrideFigure(
      "trainedRosterShare",
      {},
      "share",
      notComputable("missing-role", "No roster of trained reviewers was given, so it is not known who was on it at the time."),
    ),
  ];
  for (const [reviewer, members] of cellsByReviewer(cells)) {
    for (const direction of DIRECTIONS)
      figures.push(directionalFigure(input, "directionalOverrideByReviewer", { direction, reviewer }, direction, members));
    figures.push(overrideFigure("reasonsGivenByReviewer", { reviewer }, "share", reasonsOutcome(input, sumCounts(members))));
  }
  return figures;
}

export function overrideRateOutcome(policy: Policy, counts: ReviewCounts, detail: Readonly<Record<string, number | string>> = {}): Outcome {
  return shareOutcome({
    count: counts.overrides,
    cases: counts.decided,
    method: "Share of reviewed decisions whose final decision differs from the model's",
    policy,
    nothing: "No reviewed decision has both the model's and a final decision.",
    detail,
  });
}

/** Overrides in one direction among the cases that could be overridden that way. */
export function directionalFigure(
  input: Input,
  name: string,
  dimensions: Readonly<Record<string, string>>,
  direction: Direction,
  cells: readonly CountedCell[],
): Figure {
  if (input.population.favourableDecision === null)
    return overrideFigure(name, dimensions, "share", notComputable("missing-role", "It was not stated which decision is favourable."));
  const { turned, eligible } = sumCounts(eligibleCells(cells, direction));
  const outcome = shareOutcome({
    count: turned,
    cases: eligible,
    method: `Overrides from ${directionInWords(direction)} among reviewed decisions that could be overridden so`,
    policy: input.policy,
    nothing: "No reviewed decision could be overridden in this direction.",
  });
  return overrideFigure(name, dimensions, "share", outcome);
}

function agreementFigures(input: Input, cells: readonly CountedCell[]): Figure[] {
  if (input.population.favourableDecision === null) {
    const missing = notComputable("missing-role", "It was not stated which decision is favourable.");
    return [overrideFigure("cohenKappa", {}, "index", missing), overrideFigure("pabak", {}, "index", missing)];
  }
  const rows = DIRECTIONS.map((direction) => sumCounts(eligibleCells(cells, direction)));
  const [unfavourable, favourable] = rows;
  if (unfavourable === undefined || favourable === undefined) return [];
  const table = [
    [favourable.eligible - favourable.turned, favourable.turned],
    [unfavourable.turned, unfavourable.eligible - unfavourable.turned],
  ];
  const pairs = favourable.eligible + unfavourable.eligible;
  return [
    overrideFigure("cohenKappa", {}, "index", cohenKappa(table, input.policy.level)),
    overrideFigure("pabak", {}, "index", pabak(pairs - favourable.turned - unfavourable.turned, pairs)),
  ];
}

/** A fall over time is the mark of growing trust in the model; described, no verdict rests on it. */
function trendOutcome(input: Input): Outcome {
  const windows = planWindows(input.population, input.parameters.windows);
  if (windows === null) return notComputable("missing-role", "The population has no decision times, so there are no windows.");
  const complete = new Set(windows.windows.filter(({ partial }) => !partial).map(({ index }) => index));
  const byWindow = groupCells(countedCells(input.aggregates, "window"), ({ windowIndex }) => windowIndex);
  const points = [...byWindow].flatMap(([index, members]) => {
    const { overrides, decided } = sumCounts(members);
    return index !== null && complete.has(index) && decided > 0 ? [{ score: index, count: overrides, rows: decided }] : [];
  });
  return scaledTrendChange(points, input.policy.level);
}

function reasonsOutcome(input: Input, counts: ReviewCounts): Outcome {
  if (!input.population.roles.includes("overrideReason")) return notComputable("missing-role", "The population has no override reason.");
  return shareOutcome({
    count: counts.reasoned,
    cases: counts.overrides,
    method: "Share of overrides with a reason",
    policy: input.policy,
    nothing: "There are no overrides.",
  });
}
