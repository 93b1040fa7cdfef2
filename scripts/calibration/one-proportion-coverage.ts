import { binomialPmf } from "../../src/statistics/distributions/binomial.ts";
import { clopperPearsonInterval, clopperPearsonUpper } from "../../src/statistics/proportions/clopper-pearson.ts";
import { wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { zeroEventUpperLimit } from "../../src/statistics/proportions/zero-event-bound.ts";
import type { Interval } from "../../src/foundation/outcome.ts";
import type { CalibrationLine, CalibrationSection } from "./line.ts";
import { steps } from "./simulation.ts";

const LEVEL = 0.95;
const SIZES = [5, 10, 20, 50, 100, 200, 1000];
/** An odd number of steps, so that the rates are not multiples of 1/n. */
const RATES = steps(0.001, 0.999, 1009);

/** All coverages over rates and sizes, summed over all outcomes. */
function coverages(limits: (k: number, n: number) => Pick<Interval, "lower" | "upper">): number[] {
  return SIZES.flatMap((n) => {
    const intervals = Array.from({ length: n + 1 }, (_, k) => limits(k, n));
    return RATES.map((p) =>
      intervals.reduce((total, { lower, upper }, k) => (lower <= p && p <= upper ? total + binomialPmf(k, n, p) : total), 0),
    );
  });
}

function line(method: string, kind: "exact-coverage" | "mean-coverage", all: readonly number[], setting?: string): CalibrationLine {
  return {
    method,
    setting: setting ?? `n = ${SIZES.join(", ")}; ${RATES.length} rates from 0.001 to 0.999; 95 %`,
    measured: all.reduce((total, one) => total + one, 0) / all.length,
    minimum: Math.min(...all),
    monteCarloError: 0,
    replicates: 0,
    requirement: { kind, level: LEVEL },
  };
}

/** Least chance that a rate above the bound would have shown an event. */
function zeroEventLine(): CalibrationLine {
  const all = Array.from({ length: 1000 }, (_, at) => 1 - (1 - zeroEventUpperLimit(at + 1, LEVEL)) ** (at + 1));
  return line("Zero-event bound (rate at the bound, some event seen)", "exact-coverage", all, "n = 1 to 1000; 95 %, one-sided");
}

export const ONE_PROPORTION: CalibrationSection = {
  title: "Coverage: one proportion",
  lines: () => [
    line(
      "Clopper-Pearson interval",
      "exact-coverage",
      coverages((k, n) => clopperPearsonInterval(k, n, LEVEL)),
    ),
    line(
      "Clopper-Pearson upper limit, one-sided",
      "exact-coverage",
      coverages((k, n) => ({ lower: 0, upper: clopperPearsonUpper(k, n, LEVEL) })),
    ),
    zeroEventLine(),
    line(
      "Wilson score interval",
      "mean-coverage",
      coverages((k, n) => wilsonInterval(k, n, LEVEL)),
    ),
  ],
};
