import { benjaminiHochberg } from "../../../src/statistics/multiplicity/benjamini-hochberg.ts";
import { benjaminiYekutieli } from "../../../src/statistics/multiplicity/benjamini-yekutieli.ts";
import { holm } from "../../../src/statistics/multiplicity/holm.ts";
import { readGolden } from "../golden-file.ts";
import type { ComparisonFamily } from "./comparison.ts";

interface Case {
  readonly name: string;
  readonly pValues: readonly number[];
  readonly familySize: number;
  readonly holm: readonly number[];
  readonly BH: readonly number[];
  readonly BY: readonly number[];
}

const METHODS = [
  ["holm", "holm", holm],
  ["BH", "benjamini-hochberg", benjaminiHochberg],
  ["BY", "benjamini-yekutieli", benjaminiYekutieli],
] as const;

export const multiplicity: ComparisonFamily = {
  family: "multiplicity",
  compare: () =>
    readGolden<{ cases: Case[] }>("multiplicity").cases.flatMap((one) =>
      METHODS.flatMap(([name, file, adjust]) => {
        const adjusted = adjust(one.pValues, one.familySize);
        return one[name].map((expected, index) => ({
          method: `multiplicity/${file}`,
          what: `${one.name}, p-value ${index}`,
          actual: adjusted[index] ?? Number.NaN,
          expected,
          tolerance: 1e-14,
        }));
      }),
    ),
};
