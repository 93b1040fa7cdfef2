import { type Interval, type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { type FourfoldTable, determinantOf, requireFourfoldTable, sumOfTables } from "../proportions/fourfold-table.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { newcombeDifference } from "../proportions/newcombe-difference.ts";
import { informativeStrata } from "./cochran-mantel-haenszel.ts";

/** With fewer events or non-events than this on either side, in the strata that hold both, the interval is Newcombe's over all strata. */
const SPARSE_EVENTS = 5;

/**
 * Mantel-Haenszel difference of two proportions over strata, with Sato's variance.
 * Formula: D = sum w (p1 - p2) / sum w with w = n1 n2 / N; variance (D sum P + sum Q) / (sum w)^2,
 * P = (n1^2 y - n2^2 x + n1 n2 (n2 - n1) / 2) / N^2, Q = (x (n2 - y) + y (n1 - x)) / (2 N); x, y the events of group and rest. Strata
 * without events, or without non-events, add no variance. Where all others together hold fewer than 5 events or non-events on a side
 * the normal interval collapses: the crude difference's Newcombe interval, moved to D, is given.
 * Purpose: how much more often does it happen in the group than in the rest, compared within score bands?
 * Source: T. Sato (1989) Biometrics 45, 1323-1324; S. Greenland and J. M. Robins (1985) Biometrics 41, 55-68,
 * doi:10.2307/2530643. Consistent for few large and for many small strata.
 * Units: tables of counts in, first row the group; a difference of shares, -1..1, out. Strata without both rows carry no information.
 * Not computable: no stratum holds both rows (no-rows); counts that are not whole throw.
 * Golden: base R (scripts/golden-values/subgroup.R), exact fractions (stratified.py).
 */
export function mantelHaenszelDifference(tables: readonly FourfoldTable[], level: number): Outcome {
  tables.forEach(requireFourfoldTable);
  requireLevel("Mantel-Haenszel difference", level);
  const strata = tables.filter(({ a, b, c, d }) => a + b > 0 && c + d > 0);
  if (strata.length === 0) return notComputable("no-rows", "No score band holds both the group and the rest.");
  let weights = 0;
  let difference = 0;
  let sumP = 0;
  let sumQ = 0;
  for (const { a: x, b, c: y, d } of strata) {
    const first = x + b;
    const second = y + d;
    const total = first + second;
    weights += (first * second) / total;
    difference += determinantOf({ a: x, b, c: y, d }) / total;
    sumP += (first ** 2 * y - second ** 2 * x + (first * second * (second - first)) / 2) / total ** 2;
    sumQ += (x * d + y * b) / (2 * total);
  }
  const estimate = difference / weights;
  const standardError = Math.sqrt(Math.max(0, (estimate * sumP + sumQ) / weights ** 2));
  return computed({
    estimate,
    n: strata.reduce((total, { a, b, c, d }) => total + a + b + c + d, 0),
    method: "Mantel-Haenszel difference of proportions",
    interval: intervalAround(strata, estimate, standardError, level),
    detail: { standardError, strata: strata.length, strataWithoutComparison: tables.length - strata.length },
  });
}

function intervalAround(strata: readonly FourfoldTable[], estimate: number, standardError: number, level: number): Interval {
  const varied = sumOfTables(informativeStrata(strata));
  if (Math.min(varied.a, varied.b, varied.c, varied.d) < SPARSE_EVENTS) {
    const total = sumOfTables(strata);
    const crude = newcombeDifference(total.a, total.a + total.b, total.c, total.c + total.d, level);
    if (crude.status === "computed" && crude.interval !== undefined)
      return {
        lower: Math.max(-1, estimate + crude.interval.lower - crude.estimate),
        upper: Math.min(1, estimate + crude.interval.upper - crude.estimate),
        level,
        method: "Newcombe hybrid score (sparse)",
      };
  }
  const half = -normalQuantile((1 - level) / 2) * standardError;
  return { lower: Math.max(-1, estimate - half), upper: Math.min(1, estimate + half), level, method: "Sato variance, normal" };
}
