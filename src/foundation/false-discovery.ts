import { TickmarkError } from "./errors.ts";

/**
 * Benjamini-Hochberg and Benjamini-Yekutieli step-up adjustments: control of the false discovery rate.
 *
 * Formula: adjusted p(i) = min over j >= i of min(1, c M p(j) / j), p(1) <= ... <= p(M); c = 1 (Benjamini-Hochberg, for
 * independent or positively dependent tests) or c = 1 + 1/2 + ... + 1/M (Benjamini-Yekutieli, any dependence).
 * Source: Benjamini and Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x; Benjamini and Yekutieli (2001),
 * doi:10.1214/aos/1013699998. Units: probabilities in and out, in input order; the empty list stays empty.
 * Not computable: a p outside 0..1 or NaN throws. Golden: R p.adjust (scripts/golden-values/distributions.R).
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, 1);
}

/** Valid under any dependence, at the price of the factor 1 + 1/2 + ... + 1/M; see `benjaminiHochberg`. */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  return stepUp(
    pValues,
    pValues.reduce((sum, _, index) => sum + 1 / (index + 1), 0),
  );
}

function stepUp(pValues: readonly number[], factor: number): number[] {
  for (const p of pValues) {
    if (!(p >= 0 && p <= 1)) throw new TickmarkError("bad-input", `A p-value is ${p}.`, { expected: "a probability in 0..1" });
  }
  const order = pValues.map((_, index) => index).sort((left, right) => (pValues[right] ?? 0) - (pValues[left] ?? 0));
  const adjusted = pValues.map(() => 1);
  let running = 1;
  order.forEach((index, position) => {
    const rank = pValues.length - position;
    running = Math.min(running, ((factor * pValues.length) / rank) * (pValues[index] ?? 0));
    adjusted[index] = running;
  });
  return adjusted;
}
