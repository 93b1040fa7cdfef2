import { computed, notComputable, type Outcome } from "../../foundation/outcome.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { bcaInterval } from "./bca-interval.ts";
import { seededRandom } from "./random.ts";

/** Below this count a resample leaves the cell empty too often (0.7 % at 5). */
const SMALLEST_CELL = 5;
/** Share of replicates without a value above which the rest no longer stands for all. */
const LARGEST_LOSS = 0.01;

export interface BootstrapRequest {
  /** Rows of each cell of the cross-table on which the statistic depends. */
  readonly counts: readonly number[];
  /** Whoever asks states it: rows of one subject or with weights need other methods. */
  readonly rows: "independent and unweighted";
  /** Indexes of the cells that the statistic must not find empty. */
  readonly neededCells: readonly number[];
  /** A smooth function of the counts; null or not finite where it has no value. */
  readonly statistic: (counts: readonly number[]) => number | null;
  readonly replicates: number;
  readonly seed: number | string;
  readonly level: number;
}

/**
 * Multinomial bootstrap over cell counts, with a BCa interval, for a smooth function of the counts that has no closed interval.
 *
 * Formula: replicates theta* = T(counts*), counts* multinomial with the observed total and shares: the row bootstrap of independent rows,
 * group sizes random with them. Acceleration by the delete-one jackknife, one row of each cell left out with the cell's multiplicity.
 * Source: B. Efron and R. J. Tibshirani (1993) An Introduction to the Bootstrap, ch. 14; B. Efron (1987) JASA 82, 171-185,
 * doi:10.1080/01621459.1987.10478410. Not for rows of one subject or weighted rows: the request states that there are none.
 * Units: counts in, the statistic's unit out. Random: stream "multinomial-bootstrap" of the seed.
 * Not computable: no rows (no-rows); a needed cell below 5, which resampling leaves empty: use score intervals (too-few); no value at
 * the data, more than 1 % of replicates without a value (they are left out and counted), one-sided replicates (degenerate).
 * Golden: R boot on the same replicates (scripts/golden-values/resampling.R); row bootstrap in the test.
 */
export function multinomialBootstrap(request: BootstrapRequest): Outcome {
  const { counts, neededCells, replicates, seed, level } = request;
  const method = "Multinomial bootstrap over cell counts";
  for (const count of counts) requireCount(method, count);
  for (const cell of neededCells) requireArgument(counts[cell] !== undefined, `${method} (needed cell)`, "the index of a cell", cell);
  requireCount(`${method} (replicates)`, replicates);
  const n = counts.reduce((sum, count) => sum + count, 0);
  if (n === 0) return notComputable("no-rows", "There are no rows to resample.");
  const smallest = Math.min(...neededCells.map((cell) => counts[cell] ?? 0));
  if (smallest < SMALLEST_CELL)
    return notComputable(
      "too-few",
      `A cell that the statistic needs has ${smallest} rows; below ${SMALLEST_CELL} resampling cannot show its uncertainty: use score intervals.`,
    );
  const valueAt = (cells: readonly number[]): number => request.statistic(cells) ?? Number.NaN;
  const estimate = valueAt(counts);
  const acceleration = jackknifeAcceleration(counts, valueAt);
  if (!Number.isFinite(estimate) || !Number.isFinite(acceleration))
    return notComputable("degenerate", "The statistic has no value at the data, or at the data without one row.");
  const random = seededRandom(seed, "multinomial-bootstrap");
  const values = Array.from({ length: replicates }, () => valueAt(random.nextMultinomial(n, counts)));
  const kept = values.filter((value) => Number.isFinite(value));
  const lost = replicates - kept.length;
  if (lost > LARGEST_LOSS * replicates)
    return notComputable("degenerate", `The statistic has no value in ${lost} of ${replicates} bootstrap replicates: use score intervals.`);
  const interval = bcaInterval({ estimate, replicates: kept, acceleration }, level);
  if ("status" in interval) return interval;
  const { biasCorrection, ...limits } = interval;
  const mean = kept.reduce((sum, value) => sum + value, 0) / kept.length;
  const standardError = Math.sqrt(kept.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (kept.length - 1));
  return computed({
    estimate,
    n,
    method,
    interval: { ...limits, method: "multinomial bootstrap, BCa" },
    detail: { replicates, replicatesWithoutValue: lost, seed, biasCorrection, acceleration, standardError },
  });
}

/** sum L^3 / (6 (sum L^2)^1.5) of the jackknife influences L; 0 where no row has any influence. */
function jackknifeAcceleration(counts: readonly number[], valueAt: (counts: readonly number[]) => number): number {
  const filled = counts.map((count, cell) => ({ count, cell })).filter(({ count }) => count > 0);
  const without = filled.map(({ count, cell }) => ({ count, value: valueAt(counts.with(cell, count - 1)) }));
  const n = without.reduce((sum, { count }) => sum + count, 0);
  const mean = without.reduce((sum, { count, value }) => sum + (count / n) * value, 0);
  const moment = (power: number): number => without.reduce((sum, { count, value }) => sum + (count / n) * (mean - value) ** power, 0);
  const variance = moment(2);
  return variance === 0 ? 0 : moment(3) / (6 * variance ** 1.5 * Math.sqrt(n));
}
