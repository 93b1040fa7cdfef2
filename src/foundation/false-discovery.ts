import { TickmarkError } from "./errors.ts";

/** The sum of that many reciprocals takes under a second. */
const MOST_HYPOTHESES = 1e8;

/**
 * Benjamini-Hochberg step-up adjustment of p-values, here because policies need it; described and sourced in
 * src/statistics/multiplicity/benjamini-hochberg.ts. The family may hold more hypotheses than p-values are given; those left out
 * count as having larger ones.
 */
export function benjaminiHochberg(pValues: readonly number[], familySize: number = pValues.length): number[] {
  return stepUp(pValues, familySize, 1);
}

/** Benjamini-Yekutieli adjustment, valid under any dependence; see src/statistics/multiplicity/benjamini-yekutieli.ts. */
export function benjaminiYekutieli(pValues: readonly number[], familySize: number = pValues.length): number[] {
  return stepUp(pValues, familySize, harmonicNumber(familySize));
}

/** 1 + 1/2 + ... + 1/size, summed from the smallest term. */
function harmonicNumber(size: number): number {
  if (size > MOST_HYPOTHESES) {
    throw new TickmarkError("bad-input", `A family of ${size} hypotheses is too large.`, { expected: "at most 1e8 hypotheses" });
  }
  let sum = 0;
  for (let term = size; term >= 1; term -= 1) sum += 1 / term;
  return sum;
}

function stepUp(pValues: readonly number[], familySize: number, factor: number): number[] {
  if (!Number.isSafeInteger(familySize) || familySize < pValues.length) {
    throw new TickmarkError("bad-input", `A family of ${familySize} hypotheses has ${pValues.length} p-values.`, {
      expected: "a whole number of at least the number of p-values",
    });
  }
  for (const p of pValues) {
    if (!(p >= 0 && p <= 1)) throw new TickmarkError("bad-input", `A p-value is ${p}.`, { expected: "a probability in 0..1" });
  }
  const order = pValues.map((_, index) => index).sort((left, right) => (pValues[right] ?? 0) - (pValues[left] ?? 0));
  const adjusted = pValues.map(() => 1);
  let running = 1;
  order.forEach((index, position) => {
    const rank = pValues.length - position;
    running = Math.min(running, ((factor * familySize) / rank) * (pValues[index] ?? 0));
    adjusted[index] = running;
  });
  return adjusted;
}
