import type { Figure } from "../../foundation/figure.ts";
import { notComputable } from "../../foundation/outcome.ts";
import { planWindows } from "../../population/windows.ts";
import type { FiguresInput } from "../analysis.ts";
import { type CountedCell, type ReviewCounts, countedCells, groupCells, sumCounts } from "./counts.ts";
import { NO_SCORE, NO_WINDOW, NO_VERSION, UNKNOWN_GROUP, countOutcome, keyName, overrideFigure, shareOutcome } from "./figure-building.ts";
import { directionalFigure, overrideRateOutcome } from "./rate-figures.ts";
import type { HumanOverridesParameters } from "./parameters.ts";
import { DIRECTIONS } from "./directions.ts";
import { distanceExpression, scoreBands } from "./score-bands.ts";

type Input = FiguresInput<HumanOverridesParameters>;

/** Was there a review at all? A missing review is no agreement, so it has figures of its own. */
export function coverageFigures(input: Input): Figure[] {
  const cells = countedCells(input.aggregates, "all");
  const all = sumCounts(cells);
  return [
    coverage(input, "reviewCoverage", {}, all),
    overrideFigure(
      "reviewsWithoutFinalDecision",
      {},
      "count",
      countOutcome(all.reviewed - all.decided, all.reviewed, "Count of reviewed decisions without a decision on one side"),
    ),
    overrideFigure(
      "changesWithoutReviewer",
      {},
      "count",
      countOutcome(
        all.unattributed,
        all.decisions - all.reviewed,
        "Count of final decisions that differ from the model's though no reviewer is named",
      ),
    ),
    ...bandFigures(input, cells),
    ...groupFigures(input),
    ...versionFigures(input),
    ...windowFigures(input),
  ];
}

function coverage(
  input: Input,
  name: string,
  dimensions: Record<string, string>,
  counts: ReviewCounts,
  detail: Record<string, number | string> = {},
): Figure {
  const outcome = shareOutcome({
    count: counts.reviewed,
    cases: counts.decisions,
    method: "Share of decisions with a named reviewer",
    policy: input.policy,
    nothing: "There are no decisions here.",
    detail: { ...(input.population.sampledCapture ? { capture: "sampled: a share of captured decisions" } : {}), ...detail },
  });
  return overrideFigure(name, dimensions, "share", outcome);
}

function bandFigures(input: Input, cells: readonly CountedCell[]): Figure[] {
  const distance = distanceExpression(input.population);
  if (distance === null)
    return [
      overrideFigure(
        "reviewCoverageByBand",
        {},
        "share",
        notComputable("missing-role", "The population has no score, so there are no score bands."),
      ),
    ];
  const byBand = groupCells(cells, ({ band }) => band);
  const bands = [
    ...scoreBands(input.aggregates).map(({ index, label, from, to }) => ({ index, label, from, to })),
    { index: null, label: NO_SCORE, from: null, to: null },
  ];
  return bands.flatMap(({ index, label, from, to }) => {
    const members = byBand.get(index) ?? [];
    if (index === null && members.length === 0) return [];
    const detail = {
      scale: distance.toThreshold ? "score minus threshold" : "score (no threshold known)",
      ...(from === null ? {} : { from }),
      ...(to === null ? {} : { to }),
    };
    return [
      coverage(input, "reviewCoverageByBand", { band: label }, sumCounts(members), detail),
      ...directional(input, "band", label, members),
    ];
  });
}

function groupFigures(input: Input): Figure[] {
  const figures: Figure[] = [];
  for (const [attribute, ofAttribute] of groupCells(countedCells(input.aggregates, "group"), (cell) => cell.attribute ?? ""))
    for (const [value, members] of groupCells(ofAttribute, (cell) => cell.group)) {
      const group = keyName(value, UNKNOWN_GROUP);
      figures.push(coverage(input, "reviewCoverageByGroup", { attribute, group }, sumCounts(members)));
      for (const direction of DIRECTIONS)
        figures.push(directionalFigure(input, "directionalOverrideByGroup", { attribute, group, direction }, direction, members));
    }
  return figures;
}

function versionFigures(input: Input): Figure[] {
  const figures: Figure[] = [];
  for (const [value, members] of groupCells(countedCells(input.aggregates, "version"), (cell) => cell.modelVersion)) {
    const version = keyName(value, NO_VERSION);
    figures.push(coverage(input, "reviewCoverageByVersion", { version }, sumCounts(members)));
    figures.push(...directional(input, "version", version, members));
  }
  return figures;
}

function windowFigures(input: Input): Figure[] {
  const windows = planWindows(input.population, input.parameters.windows);
  if (windows === null)
    return [
      overrideFigure(
        "overrideRateByWindow",
        {},
        "share",
        notComputable("missing-role", "The population has no decision times, so there are no windows."),
      ),
    ];
  const known = new Set(windows.windows.map(({ index }) => index));
  // Decisions without a time, or outside the declared period, keep a row of their own.
  const byWindow = groupCells(countedCells(input.aggregates, "window"), ({ windowIndex }) =>
    windowIndex !== null && known.has(windowIndex) ? windowIndex : null,
  );
  const labelled = [
    ...windows.windows.map(({ index, label, partial }) => ({ index, label, partial })),
    ...(byWindow.has(null) ? [{ index: null, label: NO_WINDOW, partial: false }] : []),
  ];
  return labelled.flatMap(({ index, label, partial }) => {
    const members = byWindow.get(index) ?? [];
    const counts = sumCounts(members);
    const detail = partial ? { note: "partial window" } : {};
    return [
      coverage(input, "reviewCoverageByWindow", { window: label }, counts, detail),
      overrideFigure("overrideRateByWindow", { window: label }, "share", overrideRateOutcome(input.policy, counts, detail)),
      ...directional(input, "window", label, members),
    ];
  });
}

function directional(input: Input, dimension: "band" | "version" | "window", value: string, members: readonly CountedCell[]): Figure[] {
  const name = `directionalOverrideBy${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}`;
  return DIRECTIONS.map((direction) => directionalFigure(input, name, { [dimension]: value, direction }, direction, members));
}
