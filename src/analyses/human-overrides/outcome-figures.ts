import type { AggregateRow } from "../../foundation/aggregate.ts";
import { integerCell } from "../../foundation/aggregate.ts";
import type { Figure } from "../../foundation/figure.ts";
import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { pairedDifference } from "../../statistics/agreement/paired-difference.ts";
import type { FiguresInput } from "../analysis.ts";
import { overrideFigure, shareOutcome } from "./figure-building.ts";
import { labelObstacle } from "./label-obstacle.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

type Input = FiguresInput<HumanOverridesParameters>;

interface Right {
  readonly model?: boolean;
  readonly final?: boolean;
  readonly before?: boolean;
}

/** Figures that need to know who was right: refused under selective or self-made labels. */
export function outcomeFigures(input: Input): Figure[] {
  const obstacle = labelObstacle(input.population) ?? maturityObstacle(input);
  const rows = input.aggregates.get("review-outcomes")?.rows ?? [];
  const count = (right: Right) =>
    rows.filter((row) => matches(row, right)).reduce((total, row) => total + integerCell(row, "decisions"), 0);
  const overridden = [{ model: true, final: false } as const, { model: false, final: true } as const];
  const [spoiled, mended] = overridden.map(count);
  return [
    share(
      input,
      obstacle,
      "overridePrecision",
      mended ?? 0,
      (mended ?? 0) + (spoiled ?? 0),
      "Share of overrides that were right",
      "No override has a known outcome.",
    ),
    share(
      input,
      obstacle,
      "harmfulOverride",
      spoiled ?? 0,
      count({ model: true }),
      "Share of the model's right decisions that were overridden",
      "The model was never right where the outcome is known.",
    ),
    share(
      input,
      obstacle,
      "errorAcceptance",
      count({ model: false, final: false }),
      count({ model: false }),
      "Share of the model's errors that were accepted",
      "The model was never wrong where the outcome is known.",
    ),
    overrideFigure("netAccuracy", {}, "share", obstacle ?? pairedDifference(mended ?? 0, spoiled ?? 0, count({}), input.policy.level)),
    ...relianceFigures(input, obstacle, count),
  ];
}

/** Appropriate reliance (Schemmer and others 2023) needs the person's decision before advice. */
function relianceFigures(input: Input, obstacle: NotComputable | null, count: (right: Right) => number): Figure[] {
  const unknown = input.population.roles.includes("humanBefore")
    ? obstacle
    : notComputable("not-identifiable", "What the person would have decided without the model was not recorded.");
  return [
    share(
      input,
      unknown,
      "relativeAiReliance",
      count({ before: false, model: true, final: true }),
      count({ before: false, model: true }),
      "Share of own errors given up for right advice (RAIR)",
      "Right advice never met a wrong first decision.",
    ),
    share(
      input,
      unknown,
      "relativeSelfReliance",
      count({ before: true, model: false, final: true }),
      count({ before: true, model: false }),
      "Share of wrong advice withstood (RSR)",
      "Wrong advice never met a right first decision.",
    ),
  ];
}

function share(
  input: Input,
  obstacle: NotComputable | null,
  name: string,
  hits: number,
  cases: number,
  method: string,
  nothing: string,
): Figure {
  const outcome = obstacle ?? shareOutcome({ count: hits, cases, method, policy: input.policy, nothing });
  return overrideFigure(name, {}, "share", outcome);
}

function maturityObstacle(input: Input): NotComputable | null {
  const rows = input.aggregates.get("review-outcomes")?.rows ?? [];
  if (rows.length > 0) return null;
  return input.population.outcomeHorizonDays === null
    ? notComputable("no-rows", "No reviewed decision has a known outcome.")
    : notComputable("immature-labels", "No reviewed decision is old enough to have its outcome, or none arrived within the horizon.");
}

function matches(row: AggregateRow, { model, final, before }: Right): boolean {
  return (
    (model === undefined || row["model_right"] === model) &&
    (final === undefined || row["final_right"] === final) &&
    (before === undefined || row["before_right"] === before)
  );
}
