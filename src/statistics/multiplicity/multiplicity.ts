import { requireProbability } from "../domain.ts";

export { benjaminiHochberg, benjaminiYekutieli } from "../../foundation/false-discovery.ts";

/**
 * Holm's step-down adjustment: adjusted p values that control the probability of any false rejection.
 *
 * Formula: adjusted p(i) = max over j <= i of min(1, (M - j + 1) p(j)), p(1) <= ... <= p(M). Source: S. Holm (1979)
 * Scandinavian Journal of Statistics 6, 65-70. Units: probabilities in and out, in input order; the empty list stays empty.
 * Not computable: a p outside 0..1 or NaN throws. Golden: R p.adjust (scripts/golden-values/distributions.R).
 */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues) requireProbability("holm", p);
  const order = pValues.map((_, index) => index).sort((left, right) => (pValues[left] ?? 0) - (pValues[right] ?? 0));
  const adjusted = pValues.map(() => 1);
  let running = 0;
  order.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (pValues.length - rank) * (pValues[index] ?? 0)));
    adjusted[index] = running;
  });
  return adjusted;
}
