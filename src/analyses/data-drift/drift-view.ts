import { type AggregateSet } from "../../foundation/aggregate.ts";
import type { FiguresInput } from "../analysis.ts";
import { categorySample } from "./category-sample.ts";
import { type DriftSetup, driftSetup, isRefusal } from "./drift-setup.ts";
import type { FeatureSample } from "./feature-sample.ts";
import { type FrozenCells, cellsBySize } from "./frozen-cells.ts";
import { readingOf } from "./numeric-profile.ts";
import { numericSample } from "./numeric-sample.ts";
import type { DataDriftParameters } from "./parameters.ts";
import { type Coverage, windowCoverage } from "./window-status.ts";

export interface FeatureView {
  readonly sample: FeatureSample;
  /** The frozen cells, from the baseline alone. */
  readonly cells: FrozenCells;
  /** The frozen cells as far as so many rows can be tested on them. */
  readonly cellsFor: (rows: number) => FrozenCells;
  /** What the tests assume about rows, in words. A correction for rows of one subject (Rao-Scott) is not made. */
  readonly independence: string;
}

const INDEPENDENT_ROWS = "rows assumed independent";
const DEPENDENT_ROWS = "rows assumed independent, although subjects are recorded: several rows of one subject make p too small";

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
  return {
    setup,
    coverage,
    features: setup.features.map((feature) => {
      const sample = sampleOf(input.aggregates, feature, input.parameters);
      const cellsFor = cellsBySize(sample);
      return {
        sample,
        cells: cellsFor(Infinity),
        cellsFor,
        independence: input.population.roles.includes("subjectId") ? DEPENDENT_ROWS : INDEPENDENT_ROWS,
      };
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
