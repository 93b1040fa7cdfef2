import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { requireCount, requireNumber, requireProbability } from "../domain.ts";
import type { ProbabilityCell } from "./expected-confusion.ts";
import type { ExpectedMetric } from "./expected-rate.ts";
import { total } from "../whole-numbers.ts";

interface TieGroup {
  readonly score: number;
  /** Expected positives and negatives of the group, and the variance of either. */
  positives: number;
  negatives: number;
  variance: number;
}

/**
 * Area under the ROC curve expected from calibrated probabilities, safe under ties.
 *
 * Expected true and false positive rate along the uncalibrated score; rows with one score enter together, as one straight piece of the
 * curve, so the order of the rows cannot matter. (NannyML steps row by row, which is the same as long as tied scores share one
 * probability, and rounds to 1e-5 rows.)
 * Formula: A = sum over groups t of N_t (P_above + P_t / 2) / (P N), with P_t = sum p, N_t = sum (1 - p); a row paired with itself counts
 * half, which adds at most sum p (1 - p) / (2 P N). Variance: sum over rows of p (1 - p) d^2, d = (F(s) - A) / P - (G(s) - A) / N, F(s) =
 * share of expected negatives below s plus half of those at s, G(s) = share of expected positives above s plus half of those at s.
 * Source: J. Kivimaki et al. (2025), doi:10.48550/arXiv.2505.05295; derivative of D. Bamber (1975) Journal of Mathematical Psychology 12,
 * 387-415, doi:10.1016/0022-2496(75)90001-2.
 * Units: cells of score, count and probability in (see expected-confusion), area out.
 * Not computable: one score only; no expected positives or no expected negatives.
 * Golden: all pairs of rows and numerical derivatives in mpmath (scripts/golden-values/estimation.py), NannyML's published estimates.
 */
export function expectedAreaUnderCurve(cells: readonly ProbabilityCell[]): ExpectedMetric | NotComputable {
  const groups = tieGroups(cells);
  if (groups.length === 1) return notComputable("degenerate", "All rows have one score, which ranks nothing.");
  const positives = total(groups.map((group) => group.positives));
  const negatives = total(groups.map((group) => group.negatives));
  if (positives === 0) return notComputable("zero-denominator", "There are no expected positives.");
  if (negatives === 0) return notComputable("zero-denominator", "There are no expected negatives.");
  let [positivesAbove, negativesAbove, pairs] = [0, 0, 0];
  const placed = groups.map((group) => {
    const above = (positivesAbove + group.positives / 2) / positives;
    const below = (negatives - negativesAbove - group.negatives / 2) / negatives;
    pairs += group.negatives * (positivesAbove + group.positives / 2);
    positivesAbove += group.positives;
    negativesAbove += group.negatives;
    return { above, below, variance: group.variance };
  });
  const area = Math.min(1, pairs / positives / negatives);
  return {
    estimate: area,
    labelVariance: total(
      placed.map(({ above, below, variance }) => variance * ((below - area) / positives - (above - area) / negatives) ** 2),
    ),
  };
}

/** Highest score first. */
function tieGroups(cells: readonly ProbabilityCell[]): TieGroup[] {
  const groups: TieGroup[] = [];
  for (const { score, rows, probability } of cells.toSorted((left, right) => right.score - left.score)) {
    requireNumber("expectedAreaUnderCurve (score)", score);
    requireCount("expectedAreaUnderCurve (rows)", rows);
    requireProbability("expectedAreaUnderCurve (probability)", probability);
    if (rows === 0) continue;
    let group = groups.at(-1);
    if (group?.score !== score) groups.push((group = { score, positives: 0, negatives: 0, variance: 0 }));
    group.positives += rows * probability;
    group.negatives += rows * (1 - probability);
    group.variance += rows * probability * (1 - probability);
  }
  return groups;
}
