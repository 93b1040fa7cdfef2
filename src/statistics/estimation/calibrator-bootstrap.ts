import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { type IsotonicFit, type ScoreCell, isotonicRegression } from "../calibration/isotonic-regression.ts";
import { requireArgument } from "../domain.ts";
import type { RandomStream } from "../resampling/random.ts";
import { total } from "../whole-numbers.ts";

/** With fewer events (or other rows) a replicate may well have none. */
export const SMALLEST_CLASS = 10;

/**
 * Variance of figures that rest on an isotonic calibrator, by bootstrap of its calibration rows.
 *
 * The rows are drawn again as one multinomial over the cells of score and label, which is the bootstrap of independent rows; the
 * calibrator is fitted to each draw, and the figures are computed anew. A score whose rows all have one label keeps it in every draw: what
 * such a cell hides the bootstrap cannot show. Rows of one subject count as independent.
 * Formula: v = sum over r of (T(fit_r) - mean T)^2 / (R - 1).
 * Source: B. Efron and R. J. Tibshirani (1993) An Introduction to the Bootstrap, section 6.2, doi:10.1201/9780429246593.
 * Units: cells {score, rows, events} in (GROUP BY score makes them), square of each figure's unit out, in the order of the figures; the
 * same stream gives the same bits.
 * Not computable: fewer than 10 events or 10 other rows; a figure that some draw leaves undefined. Fewer than 2 replicates throw.
 * Golden: exact enumeration of all draws in fractions, and given draws (scripts/golden-values/estimation.py).
 */
export function calibratorVariances(
  calibration: readonly ScoreCell[],
  figures: (fit: IsotonicFit) => readonly (number | undefined)[],
  replicates: number,
  stream: RandomStream,
): readonly (number | NotComputable)[] | NotComputable {
  requireArgument(Number.isSafeInteger(replicates) && replicates >= 2, "calibratorVariances", "at least 2 replicates", replicates);
  const events = calibration.map((cell) => cell.events);
  const others = calibration.map((cell) => cell.rows - cell.events);
  const [eventTotal, otherTotal] = [total(events), total(others)];
  if (Math.min(eventTotal, otherTotal) < SMALLEST_CLASS)
    return notComputable(
      "too-few",
      `The calibration rows have ${eventTotal} events and ${otherTotal} others; ${SMALLEST_CLASS} of each are needed.`,
    );
  const draws = Array.from({ length: replicates }, () => {
    const drawn = stream.nextMultinomial(eventTotal + otherTotal, [...events, ...others]);
    return figures(
      isotonicRegression(
        calibration.map(({ x }, cell) => {
          const drawnEvents = drawn[cell] ?? 0;
          return { x, events: drawnEvents, rows: drawnEvents + (drawn[calibration.length + cell] ?? 0) };
        }),
      ),
    );
  });
  return (draws[0] ?? []).map((_, figure) => variance(draws.map((values) => values[figure])));
}

function variance(values: readonly (number | undefined)[]): number | NotComputable {
  const known = values.filter((value) => value !== undefined);
  const lost = values.length - known.length;
  if (lost > 0) return notComputable("numerical", `The figure is undefined in ${lost} of ${values.length} bootstrap replicates.`);
  // From the first value, so that draws which are all alike have a variance of exactly 0.
  const [first = 0] = known;
  const shifts = known.map((value) => value - first);
  const centre = total(shifts) / shifts.length;
  return total(shifts.map((shift) => (shift - centre) ** 2)) / (shifts.length - 1);
}
