import { requireArgument, requireProbability } from "../domain.ts";

/**
 * Holm's step-down adjustment: adjusted p-values that control the probability of any false rejection.
 *
 * Formula: adjusted p(i) = max over j <= i of min(1, (M - j + 1) p(j)), p(1) <= p(2) <= ...; M is the size of the family, at least
 * the number of p-values; hypotheses without a p-value count as having larger ones.
 * Source: S. Holm (1979) Scandinavian Journal of Statistics 6, 65-70.
 * Units: probabilities in and out, in input order; the empty list stays empty.
 * Not computable: a p outside 0..1 or NaN, or a family size that is not whole or below the number of p-values, throws.
 * Golden: R p.adjust (scripts/golden-values/multiplicity.R).
 */
export function holm(pValues: readonly number[], familySize: number = pValues.length): number[] {
  requireArgument(
    Number.isSafeInteger(familySize) && familySize >= pValues.length,
    "holm (family size)",
    `a whole number of at least ${pValues.length}`,
    familySize,
  );
  for (const p of pValues) requireProbability("holm", p);
  const order = pValues.map((_, index) => index).sort((left, right) => (pValues[left] ?? 0) - (pValues[right] ?? 0));
  const adjusted = pValues.map(() => 1);
  let running = 0;
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (familySize - rank) * (pValues[index] ?? 0)));
    adjusted[index] = running;
  });
  return adjusted;
}
