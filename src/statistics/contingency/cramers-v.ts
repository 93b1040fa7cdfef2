import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { noncentralityLower, noncentralityUpper } from "../distributions/noncentrality-limits.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { FEW_EXPECTED, type FilledTable, chiSquaredStatistic, filledTable, tableObstacle } from "./chi-squared-independence.ts";
import { total as sum } from "../whole-numbers.ts";

/**
 * Cramer's V with Bergsma's bias correction.
 *
 * Formula: phi2 = X2/n; phi2~ = max(0, phi2 - (r-1)(c-1)/(n-1)); r~ = r - (r-1)^2/(n-1), c~ likewise;
 * V~ = sqrt(phi2~ / (min(r~, c~) - 1)). Interval: the union of (a) sqrt(lambda / (n (min(r, c) - 1))) for the noncentralities with
 * P(X2 <= observed) and P(X2 > observed) = (1 - level)/2, right for weak associations, and (b) V~ - z se to V + z se with the
 * multinomial se of phi2, right for strong ones; (a) alone covered as little as 66 % with uneven margins.
 * Purpose: size of an association, 0 (none) to 1. Uncorrected V is above 0 by chance alone: it is in `detail.uncorrected`.
 * Source: W. Bergsma (2013) J. Korean Stat. Soc. 42, 323-328, doi:10.1016/j.jkss.2012.10.002; (a) M. Smithson (2003) Confidence
 * Intervals, ch. 5, doi:10.4135/9781412983761, without his "+ df"; (b) Bishop, Fienberg and Holland (1975), section 11.3.
 * Units: rows of counts in; index 0..1 out. No interval (and `detail.interval` says so) where an expected count is below 5.
 * Not computable: no counts (no-rows); one filled row or column (degenerate); as many filled rows or columns as counts (too-few).
 * Golden: mpmath at 50 digits with the definition, scripts/golden-values/contingency.py; uncorrected V: scipy association.
 */
export function cramersV(table: readonly (readonly number[])[], level: number): Outcome {
  requireLevel("cramersV", level);
  const filled = filledTable(table);
  const obstacle = tableObstacle(filled);
  if (obstacle !== null) return obstacle;
  const { rows, columns, total: n } = filled;
  const [r, c] = [rows.length, columns.length];
  // r~ - 1 and c~ - 1, which are 0 where every count has its own row or column.
  const correctedSpan = Math.min(...[r, c].map((lines) => (lines - 1) * (1 - (lines - 1) / (n - 1))));
  if (correctedSpan <= 0) return notComputable("too-few", `The table has ${n} counts for ${r} rows and ${c} columns; V needs more counts.`);
  const statistic = chiSquaredStatistic(filled);
  const df = (r - 1) * (c - 1);
  const span = Math.min(r, c) - 1;
  const estimate = Math.min(1, Math.sqrt(Math.max(0, statistic / n - df / (n - 1)) / correctedSpan));
  const uncorrected = Math.min(1, Math.sqrt(statistic / n / span));
  const isSparse = (Math.min(...rows) / n) * Math.min(...columns) < FEW_EXPECTED;
  const tail = (1 - level) / 2;
  const half = -normalQuantile(tail) * standardErrorOfV(filled, uncorrected, span);
  const limit = (noncentrality: number): number => Math.sqrt(noncentrality / n / span);
  return computed({
    estimate,
    n,
    method: "Cramer's V, bias-corrected (Bergsma)",
    ...(isSparse
      ? {}
      : {
          interval: {
            lower: Math.max(0, Math.min(limit(noncentralityLower(statistic, df, tail)), estimate - half)),
            upper: Math.min(1, Math.max(limit(noncentralityUpper(statistic, df, tail)), uncorrected + half)),
            level,
            method: "non-central chi-squared inversion and multinomial standard error, the wider",
          },
        }),
    pValue: chiSquaredSurvival(statistic, df),
    detail: {
      chiSquared: statistic,
      df,
      uncorrected,
      ...(isSparse ? { interval: `not given: an expected count is below ${FEW_EXPECTED}` } : {}),
    },
  });
}

/**
 * Multinomial delta method: the influence of a cell's share on phi2 is 2 p/(p_i p_j) - R_i - C_j and has mean 0. At V = 0 its limit,
 * 1/sqrt(n (min(r, c) - 1)) whatever the direction of departure.
 */
function standardErrorOfV({ cells, rows, columns, total: n }: FilledTable, V: number, span: number): number {
  const ratios = cells.map((row, i) => row.map((count, j) => (count / (rows[i] ?? 0)) * (n / (columns[j] ?? 0))));
  const mean = (count: number, i: number, j: number, line: number): number => (count / line) * (ratios[i]?.[j] ?? 0);
  const R = cells.map((row, i) => sum(row.map((count, j) => mean(count, i, j, rows[i] ?? 0))));
  const C = columns.map((column, j) => sum(cells.map((row, i) => mean(row[j] ?? 0, i, j, column))));
  const variance = sum(
    cells.flatMap((row, i) => row.map((count, j) => (count / n) * (2 * (ratios[i]?.[j] ?? 0) - (R[i] ?? 0) - (C[j] ?? 0)) ** 2)),
  );
  return V === 0 ? 1 / Math.sqrt(n * span) : Math.sqrt(variance / n) / (2 * V * span);
}
