import { binomialCdf, binomialPmf } from "../distributions/binomial.ts";
import { requireCount } from "../domain.ts";

/**
 * McNemar's exact test for paired decisions, with its mid-p.
 *
 * Formula: b of b + c discordant pairs ~ Binomial(b + c, 1/2); p = min(1, 2 P(X <= min(b, c))); mid-p takes off the point
 * probability P(X = min(b, c)) once.
 * Purpose: are people right more often than the model on the same decisions? Invalid when one kind of discordant pair can never get
 * a label (selective labels): the analysis must refuse before.
 * Source: Q. McNemar (1947) Psychometrika 12, 153-157, doi:10.1007/BF02295996; mid-p: M. W. Fagerland, S. Lydersen and P. Laake
 * (2013) BMC Med. Res. Methodol. 13, 91, doi:10.1186/1471-2288-13-91.
 * Units: b = only the first is right, c = only the second is right (counts); probabilities out.
 * Not computable: never; without discordant pairs both are 1. Counts not whole throw.
 * Golden: mpmath at 50 digits, scripts/golden-values/agreement.py; R binom.test (overrides.R); review G14.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): { exact: number; midP: number } {
  requireCount("mcnemarExact (only the first right)", onlyFirst);
  requireCount("mcnemarExact (only the second right)", onlySecond);
  const discordant = onlyFirst + onlySecond;
  const smaller = Math.min(onlyFirst, onlySecond);
  const twice = 2 * binomialCdf(smaller, discordant, 0.5);
  return { exact: Math.min(1, twice), midP: Math.min(1, twice - binomialPmf(smaller, discordant, 0.5)) };
}
