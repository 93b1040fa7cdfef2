import { expect, test } from "vitest";
import { errorOf } from "./comparisons/comparison.ts";
import { type SequencesGolden, maximumCases } from "./comparisons/sequences.ts";
import { readGolden } from "./golden-file.ts";

test("the multinomial maximum holds up to a million balls in a million slots", () => {
  const compared = readGolden<SequencesGolden>("sequences")
    .maximum.filter(({ n }) => n > 1000)
    .flatMap(maximumCases);
  expect(compared.length).toBeGreaterThan(3);
  for (const comparison of compared) expect(errorOf(comparison), comparison.what).toBeLessThanOrEqual(comparison.tolerance);
});
