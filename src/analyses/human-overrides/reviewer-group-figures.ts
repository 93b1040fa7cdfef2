import type { Figure } from "../../foundation/figure.ts";
import { type NotComputable, type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import type { Population } from "../../population/population.ts";
import type { FourfoldTable } from "../../statistics/proportions/fourfold-table.ts";
import { mantelHaenszelDifference } from "../../statistics/stratified/mantel-haenszel-difference.ts";
import { stratifiedExactTest } from "../../statistics/stratified/stratified-exact.ts";
import type { FiguresInput } from "../analysis.ts";
import { type CountedCell, cellsByReviewer, countedCells, eligibleCells, groupCells, sumCounts } from "./counts.ts";
import { DIRECTIONS, directionInWords } from "./directions.ts";
import { UNKNOWN_GROUP, countOutcome, keyName, overrideFigure } from "./figure-building.ts";
import { THE_REST, isMirror, mirrored } from "./mirrored-groups.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

type Input = FiguresInput<HumanOverridesParameters>;

/**
 * Does one reviewer override one group more than the same reviewer's other cases (`reviewer-group-difference`),
 * and do all reviewers together (`group-override-difference`, described only)? Compared within score bands.
 * The family is every comparison with enough cases on both sides, fixed by case counts before any override is looked at.
 */
export function reviewerGroupFigures(input: Input): Figure[] {
  const obstacle = groupObstacle(input.population);
  if (obstacle !== null) return [overrideFigure("reviewerGroupDifference", {}, "share", obstacle)];
  const figures: Figure[] = [];
  let tooSmall = 0;
  let comparisons = 0;
  for (const [attribute, ofAttribute] of groupCells(countedCells(input.aggregates, "group"), (cell) => cell.attribute ?? "")) {
    const reviewed = ofAttribute.filter(({ reviewer }) => reviewer !== null);
    const sizes = groupSizes(reviewed);
    const groups = [...sizes.keys()];
    for (const direction of DIRECTIONS) {
      const eligible = eligibleCells(reviewed, direction);
      for (const group of groups)
        figures.push(
          overrideFigure(
            "groupOverrideDifference",
            { attribute, group: keyName(group, UNKNOWN_GROUP), direction },
            "share",
            differenceOutcome(input, eligible, group),
          ),
        );
      for (const [reviewer, own] of cellsByReviewer(eligible)) {
        const met = groupSizes(own.filter((cell) => cell.eligible > 0));
        for (const group of groups) {
          const enough = smallestSide(own, group) >= input.policy.minimumCell;
          const dimensions = { attribute, group: keyName(group, UNKNOWN_GROUP), direction, reviewer };
          const outcome = enough ? differenceOutcome(input, own, group) : notComputable("too-few", "Too few cases.");
          const figure = mirrored(
            overrideFigure("reviewerGroupDifference", dimensions, "share", outcome),
            group,
            groups.length === 2 ? groups : [...met.keys()],
            sizes,
          );
          if (!isMirror(figure)) comparisons += 1;
          if (!isMirror(figure) && !enough) tooSmall += 1;
          if (enough) figures.push(figure);
        }
      }
    }
  }
  if (comparisons > 0)
    figures.push(
      overrideFigure(
        "reviewerGroupsTooSmall",
        {},
        "count",
        countOutcome(
          tooSmall,
          comparisons,
          `Count of reviewer, group and direction comparisons with fewer than ${input.policy.minimumCell} cases on a side, so not made`,
        ),
      ),
    );
  if (comparisons === tooSmall)
    figures.push(
      overrideFigure(
        "reviewerGroupDifference",
        {},
        "share",
        notComputable("too-few", "No reviewer has enough cases in a group and outside it."),
      ),
    );
  return figures;
}

/** Why groups cannot be compared at all; null when they can. */
export function groupObstacle(population: Population): NotComputable | null {
  if (population.favourableDecision === null) return notComputable("missing-role", "It was not stated which decision is favourable.");
  if (population.attributes.length === 0) return notComputable("missing-role", "The population has no group attribute.");
  return null;
}

/** Words for a comparison's subject. */
export function describeReviewerGroup(dimensions: Readonly<Record<string, string>>): string {
  const direction = DIRECTIONS.find((candidate) => candidate === dimensions["direction"]);
  const words = direction === undefined ? "" : directionInWords(direction);
  const rest = dimensions[THE_REST] === undefined ? "" : ` (${dimensions[THE_REST]})`;
  return `reviewer ${dimensions["reviewer"] ?? ""}, overrides from ${words}, ${dimensions["attribute"] ?? ""} = ${dimensions["group"] ?? ""} against the reviewer's other cases${rest}`;
}

/** Decisions of each known group. */
export function groupSizes(cells: readonly CountedCell[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { group, decisions } of cells) if (group !== null) sizes.set(group, (sizes.get(group) ?? 0) + decisions);
  return sizes;
}

function smallestSide(own: readonly CountedCell[], group: string): number {
  const known = own.filter((cell) => cell.group !== null);
  const inside = sumCounts(known.filter((cell) => cell.group === group)).eligible;
  return Math.min(inside, sumCounts(known).eligible - inside);
}

function differenceOutcome(input: Input, eligible: readonly CountedCell[], group: string): Outcome {
  const cells = eligible.filter((cell) => cell.group !== null);
  const tables = [...groupCells(cells, ({ band }) => band).values()].map((members): FourfoldTable => {
    const inside = sumCounts(members.filter((cell) => cell.group === group));
    const all = sumCounts(members);
    return {
      a: inside.turned,
      b: inside.eligible - inside.turned,
      c: all.turned - inside.turned,
      d: all.eligible - inside.eligible - (all.turned - inside.turned),
    };
  });
  const inside = tables.reduce((total, { a, b }) => total + a + b, 0);
  const outside = tables.reduce((total, { c, d }) => total + c + d, 0);
  if (inside === 0 || outside === 0) return notComputable("no-rows", "The group or the rest has no such cases.");
  const { policy } = input;
  const shown = mantelHaenszelDifference(tables, policy.level);
  const judged = mantelHaenszelDifference(tables, 1 - 2 * policy.q);
  if (shown.status !== "computed" || shown.interval === undefined) return shown;
  if (judged.status !== "computed" || judged.interval === undefined) return judged;
  const test = stratifiedExactTest(tables);
  return computed({
    ...shown,
    // Without both results in a stratum with both groups nothing contradicts "no difference".
    pValue: test.status === "computed" ? (test.pValue ?? 1) : 1,
    detail: {
      ...shown.detail,
      test: test.status === "computed" ? test.method : test.reason,
      groupOverrides: tables.reduce((total, { a }) => total + a, 0),
      groupCases: inside,
      restOverrides: tables.reduce((total, { c }) => total + c, 0),
      restCases: outside,
      judgedLower: judged.interval.lower,
      judgedUpper: judged.interval.upper,
      unknownGroupShare: 1 - (inside + outside) / sumCounts(eligible).eligible,
      independence: "rows assumed independent",
    },
  });
}
