import { type AggregateSet } from "../../foundation/aggregate.ts";
import type { FiguresInput } from "../analysis.ts";
import { categorySample } from "./category-sample.ts";
import { type DriftSetup, driftSetup, isRefusal } from "./drift-setup.ts";
import { type FeatureSample, comparedRows } from "./feature-sample.ts";
import { type FrozenCells, frozenCells } from "./frozen-cells.ts";
import { readingOf } from "./numeric-profile.ts";
import { numericSample } from "./numeric-sample.ts";
import type { DataDriftParameters } from "./parameters.ts";
import { type Coverage, type WindowStatus, windowCoverage } from "./window-status.ts";

export interface FeatureView {
  readonly sample: FeatureSample;
  readonly cells: FrozenCells;
  /** What the tests assume about rows, in words. A correction for rows of one subject (Rao-Scott) is not made. */
  readonly independence: string;
}

/** Everything the figures and charts are made of. */
export interface DriftView {
  readonly setup: DriftSetup;
  readonly coverage: Coverage;
  readonly features: readonly FeatureView[];
}

export interface DriftRefusal {
  readonly reason: string;
  readonly missing: readonly string[];
}

export function driftView(input: FiguresInput<DataDriftParameters>): DriftView | DriftRefusal {
  const setup = driftSetup(input.population, input.parameters);
  if (isRefusal(setup)) return setup;
  const coverage = windowCoverage(setup, input.aggregates, input.population, input.policy);
  if (coverage.baselineRows === 0) return { reason: "No row of the population belongs to the baseline.", missing: ["baseline"] };
  const independence = input.population.roles.includes("subjectId")
    ? "rows assumed independent, although subjects are recorded: several rows of one subject make p too small"
    : "rows assumed independent";
  return {
    setup,
    coverage,
    features: setup.features.map((feature) => {
      const sample = sampleOf(input.aggregates, feature, input.parameters);
      return { sample, cells: frozenCells(sample, smallestWindow(sample, coverage.windows, input.policy.minimumCell)), independence };
    }),
  };
}

export function isDriftRefusal(view: DriftView | DriftRefusal): view is DriftRefusal {
  return "reason" in view;
}

function sampleOf(aggregates: AggregateSet, feature: DriftSetup["features"][number], parameters: DataDriftParameters): FeatureSample {
  const reading = readingOf(aggregates, feature);
  return reading === "ordered" || reading === "categorical"
    ? categorySample(aggregates, feature, reading)
    : numericSample(aggregates, feature, parameters.cells);
}

function smallestWindow(sample: FeatureSample, windows: readonly WindowStatus[], minimumCell: number): number {
  const sizes = windows.flatMap(({ window, state }) => {
    const counts = state === "judged" ? sample.windows.get(window.index) : undefined;
    const rows = counts === undefined ? 0 : comparedRows(counts);
    return rows >= minimumCell ? [rows] : [];
  });
  return sizes.length === 0 ? Infinity : Math.min(...sizes);
}
