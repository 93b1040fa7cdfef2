import { integerCell, textCell } from "../../foundation/aggregate.ts";
import type { Figure } from "../../foundation/figure.ts";
import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import type { FiguresInput } from "../analysis.ts";
import { overrideFigure, shareOutcome } from "./figure-building.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

type Input = FiguresInput<HumanOverridesParameters>;

/** Final decisions in words that the model never used. Some are real (escalated); many mean two vocabularies. */
const LARGEST_FOREIGN_SHARE = 0.1;

export function vocabularyFigure(input: Input): Figure {
  const { foreign, total, words } = foreignWords(input);
  const outcome = shareOutcome({
    count: foreign,
    cases: total,
    method: "Share of reviewed final decisions in words that the model never used",
    policy: input.policy,
    nothing: "No reviewed decision has a final decision.",
    detail: words.length === 0 ? {} : { words: words.slice(0, 5).join(", ") },
  });
  return overrideFigure("finalDecisionsInOtherWords", {}, "share", outcome);
}

/** Comparing decision and final decision would count spelling as overrides. */
export function vocabularyObstacle(input: Input): NotComputable | null {
  const { foreign, total, words } = foreignWords(input);
  if (total === 0 || foreign / total <= LARGEST_FOREIGN_SHARE) return null;
  return notComputable(
    "assumption-failed",
    `${((foreign / total) * 100).toFixed(1)} % of final decisions use words that the model never used (${words.slice(0, 5).join(", ")}); map both columns to the same words.`,
  );
}

/** What is asked and cannot be answered while the words differ. */
export function figuresWithoutVocabulary(obstacle: NotComputable): Figure[] {
  return [
    "overrideRate",
    "directionalOverride",
    "reviewerExcess",
    "reviewerOverrideRate",
    "reviewerGroupDifference",
    "disparityChange",
  ].map((name) => overrideFigure(name, {}, "share", obstacle));
}

function foreignWords({ aggregates }: Input): { foreign: number; total: number; words: string[] } {
  const rows = aggregates.get("decision-values")?.rows ?? [];
  const foreign = rows.filter((row) => integerCell(row, "by_model") === 0);
  const count = (some: typeof rows) => some.reduce((total, row) => total + integerCell(row, "by_reviewer"), 0);
  return { foreign: count(foreign), total: count(rows), words: foreign.map((row) => textCell(row, "decision_value") ?? "") };
}
