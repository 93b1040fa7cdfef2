import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { type DecisionChanges, changeInDisparity } from "../../statistics/agreement/change-in-disparity.ts";
import { stratifiedChangeInDisparity } from "../../statistics/agreement/stratified-change-in-disparity.ts";
import type { FiguresInput } from "../analysis.ts";
import { type CountedCell, countedCells, eligibleCells, groupCells, sumCounts } from "./counts.ts";
import { UNKNOWN_GROUP, keyName, overrideFigure } from "./figure-building.ts";
import { mirrored } from "./mirrored-groups.ts";
import type { HumanOverridesParameters } from "./parameters.ts";
import { groupObstacle, groupSizes } from "./reviewer-group-figures.ts";

type Input = FiguresInput<HumanOverridesParameters>;

/** Do people add disparity? Final minus model decision, group against the known rest, reviewed decisions only. */
export function disparityFigures(input: Input): Figure[] {
  const obstacle = groupObstacle(input.population);
  if (obstacle !== null) return [overrideFigure("disparityChange", {}, "share", obstacle)];
  const figures: Figure[] = [];
  for (const [attribute, cells] of groupCells(countedCells(input.aggregates, "group"), (cell) => cell.attribute ?? "")) {
    const reviewed = cells.filter(({ reviewer }) => reviewer !== null);
    const known = reviewed.filter(({ group }) => group !== null);
    const sizes = groupSizes(reviewed);
    const unknown = changes(reviewed.filter(({ group }) => group === null));
    for (const [value, inside] of groupCells(known, (cell) => cell.group ?? "")) {
      const group = keyName(value, UNKNOWN_GROUP);
      const outside = known.filter((cell) => cell.group !== value);
      const change = overrideFigure("disparityChange", { attribute, group }, "share", changeOutcome(input, inside, outside, unknown));
      figures.push(
        mirrored(change, value, [...sizes.keys()], sizes),
        overrideFigure(
          "disparityChangeWithinBands",
          { attribute, group },
          "share",
          stratifiedChangeInDisparity(bandStrata(inside, outside), input.policy.level),
        ),
      );
    }
  }
  if (figures.length === 0)
    figures.push(overrideFigure("disparityChange", {}, "share", notComputable("no-rows", "No reviewed decision has a known group.")));
  return figures;
}

function changeOutcome(input: Input, inside: readonly CountedCell[], outside: readonly CountedCell[], unknown: DecisionChanges): Outcome {
  const { policy } = input;
  const group = changes(inside);
  const rest = changes(outside);
  if (rest.rows === 0) return notComputable("no-rows", "There is no other known group to compare with.");
  if (Math.min(group.rows, rest.rows) < policy.minimumCell)
    return notComputable(
      "too-few",
      `The group has ${group.rows} reviewed decisions and the rest ${rest.rows}; at least ${policy.minimumCell} each are needed.`,
    );
  const shown = changeInDisparity(group, rest, policy.level);
  const judged = changeInDisparity(group, rest, 1 - 2 * policy.q);
  if (shown.status !== "computed") return shown;
  if (judged.status !== "computed" || judged.interval === undefined) return judged;
  const reviewed = group.rows + rest.rows + unknown.rows;
  return computed({
    ...shown,
    detail: {
      ...shown.detail,
      judgedLower: judged.interval.lower,
      judgedUpper: judged.interval.upper,
      unknownGroupShare: unknown.rows / reviewed,
      independence: "rows assumed independent",
      ...worstCases(group, rest, unknown),
    },
  });
}

/** What the change could be if every changed decision of unknown group belonged where it moves the gap most. */
function worstCases(group: DecisionChanges, rest: DecisionChanges, unknown: DecisionChanges): Record<string, number> {
  if (unknown.rows === 0) return {};
  const gap = (first: DecisionChanges, second: DecisionChanges) =>
    (first.up - first.down) / first.rows - (second.up - second.down) / second.rows;
  const add = (base: DecisionChanges, up: number, down: number) => ({
    up: base.up + up,
    down: base.down + down,
    rows: base.rows + up + down,
  });
  return {
    worstCaseLower: gap(add(group, 0, unknown.down), add(rest, unknown.up, 0)),
    worstCaseUpper: gap(add(group, unknown.up, 0), add(rest, 0, unknown.down)),
  };
}

function changes(cells: readonly CountedCell[]): DecisionChanges {
  const up = sumCounts(eligibleCells(cells, "to-favourable"));
  const down = sumCounts(eligibleCells(cells, "to-unfavourable"));
  return { up: up.turned, down: down.turned, rows: up.eligible + down.eligible };
}

function bandStrata(inside: readonly CountedCell[], outside: readonly CountedCell[]) {
  const insideByBand = groupCells(inside, ({ band }) => band);
  const outsideByBand = groupCells(outside, ({ band }) => band);
  return [...insideByBand].map(([band, members]) => ({ group: changes(members), rest: changes(outsideByBand.get(band) ?? []) }));
}
