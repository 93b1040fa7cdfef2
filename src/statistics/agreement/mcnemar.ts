import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { binomialCdf, binomialPmf } from "../distributions/binomial.ts";
import { normalQuantile } from "../distributions/normal.ts";

/**
 * McNemar's exact test and the difference of two paired proportions.
 * Purpose: are people right more often than the model on the same decisions?
 * Formula: b of b + c discordant pairs ~ Binomial(b + c, 1/2); p = min(1, 2 P(X <= min(b, c))); mid-p takes off the
 * point probability once. Difference (b - c) / n with the Bonett-Price interval: add one to b and c, two to n, then Wald.
 * Source: McNemar, Psychometrika 12 (1947) 153; Bonett and Price, Br. J. Math. Stat. Psych. 65 (2012) 479, doi:10.1111/j.2044-8317.2011.02040.x.
 * In: b = only the first is right, c = only the second is right, n = all pairs (counts). Out: difference of shares right.
 * Not computable without pairs. Invalid when one kind of discordant pair can never get a label (selective labels).
 * Golden values: statistics review G14 (b 25, c 11: .0288167196559, mid-p .0200738519197).
 */
export function pairedDifference(onlyFirst: number, onlySecond: number, pairs: number, level: number): Outcome {
  const method = "Difference of paired proportions, McNemar exact test";
  if (pairs < 1) return notComputable("no-rows", "There are no labelled pairs.");
  if (onlyFirst < 0 || onlySecond < 0 || onlyFirst + onlySecond > pairs) throw new RangeError("Discordant pairs cannot exceed all pairs.");
  const first = (onlyFirst + 1) / (pairs + 2);
  const second = (onlySecond + 1) / (pairs + 2);
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((first + second - (first - second) ** 2) / (pairs + 2));
  const { exact, midP } = mcnemarExact(onlyFirst, onlySecond);
  return computed({
    estimate: (onlyFirst - onlySecond) / pairs,
    n: pairs,
    method,
    interval: {
      lower: Math.max(-1, first - second - half),
      upper: Math.min(1, first - second + half),
      level,
      method: "Bonett-Price adjusted Wald",
    },
    pValue: exact,
    detail: { midP, onlyFirst, onlySecond },
  });
}

/** Two-sided exact p and mid-p of b against c; 1 and 1 without discordant pairs. */
export function mcnemarExact(onlyFirst: number, onlySecond: number): { exact: number; midP: number } {
  const discordant = onlyFirst + onlySecond;
  if (discordant === 0) return { exact: 1, midP: 1 };
  const smaller = Math.min(onlyFirst, onlySecond);
  const twice = 2 * binomialCdf(smaller, discordant, 0.5);
  return { exact: Math.min(1, twice), midP: Math.min(1, twice - binomialPmf(smaller, discordant, 0.5)) };
}
