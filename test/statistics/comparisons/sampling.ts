import { attributeEvaluation } from "../../../src/statistics/sampling/attribute-evaluation.ts";
import { attributeSampleSize } from "../../../src/statistics/sampling/attribute-sample-size.ts";
import { stratifiedAllocation } from "../../../src/statistics/sampling/stratified-allocation.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { detailOf, numberOf } from "./computed-value.ts";

type Four = [number, number, number, number];
interface Golden {
  readonly sampleSize: [Four, [number, number, number] | null][];
  readonly evaluation: [Four, number][];
  readonly allocation: [[number[], number, number, number[] | null], number[]][];
}

function compare(): readonly Comparison[] {
  const golden = readGolden<Golden>("sampling");
  return [
    ...golden.sampleSize.flatMap(([[population, tolerableRate, expectedExceptions, risk], expected]) => {
      const outcome = attributeSampleSize({ population, tolerableRate, expectedExceptions, risk });
      const what = `${population} ${tolerableRate} ${expectedExceptions} ${risk}`;
      const method = "sampling/attribute-sample-size";
      if (expected === null)
        return [{ method, what: `${what} is refused`, actual: Number(outcome.status === "computed"), expected: 0, tolerance: 0 }];
      const [size, marked, reached] = expected;
      return [
        { method, what: `size ${what}`, actual: numberOf(outcome, "estimate"), expected: size, tolerance: 0 },
        { method, what: `M0 ${what}`, actual: detailOf(outcome, "tolerableCount"), expected: marked, tolerance: 0 },
        // A cumulative hypergeometric probability; the distribution's own tolerance.
        { method, what: `risk ${what}`, actual: detailOf(outcome, "riskReached"), expected: reached, tolerance: 1e-11 },
      ];
    }),
    ...golden.evaluation.flatMap(([[population, drawn, exceptions, risk], expected]) => {
      const outcome = attributeEvaluation({ population, drawn, exceptions, risk });
      const method = "sampling/attribute-evaluation";
      const what = `${population} ${drawn} ${exceptions} ${risk}`;
      return [
        { method, what: `count ${what}`, actual: detailOf(outcome, "upperCount"), expected, tolerance: 0 },
        { method, what: `limit ${what}`, actual: numberOf(outcome, "upper"), expected: expected / population, tolerance: 0 },
      ];
    }),
    ...golden.allocation.flatMap(([[sizes, n, minimum, deviations], expected]) => {
      const strata = sizes.map((size, h) => (deviations === null ? { size } : { size, standardDeviation: deviations[h] ?? 0 }));
      const allocation = stratifiedAllocation(strata, n, minimum);
      if (allocation.status !== "computed") throw new Error(allocation.reason);
      return expected.map((value, h) => ({
        method: "sampling/stratified-allocation",
        what: `${sizes.join(" ")}, n ${n}, minimum ${minimum}, stratum ${h}`,
        actual: allocation.sizes[h] ?? Number.NaN,
        expected: value,
        tolerance: 0,
      }));
    }),
  ];
}

export const sampling: ComparisonFamily = { family: "sampling", compare };
