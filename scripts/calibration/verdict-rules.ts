import { benjaminiHochberg } from "../../src/foundation/false-discovery.ts";
import { driftEffectLimits } from "../../src/statistics/divergences/drift-effect-limits.ts";
import { biasCorrectedStabilityIndex } from "../../src/statistics/divergences/population-stability-index.ts";
import { twoSampleChiSquared } from "../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { isComputed } from "../../src/foundation/outcome.ts";
import { frozenSeries, trueShares } from "./frozen-deciles.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { shiftWithIndex, shifted } from "./shifted-feature.ts";
import { type SimulatedShare, rejects, simulatedShares, streamOf, sum } from "./simulation.ts";

const [BASELINE, WINDOW, THRESHOLD, Q] = [20_000, 200, 0.1, 0.05];
const REPLICATES = 10_000;

interface VerdictShares {
  readonly corrected: SimulatedShare;
  readonly raw: SimulatedShare;
  readonly noException: SimulatedShare;
  readonly covered: SimulatedShare;
}

/** Verdicts on a window that has this true PSI. */
function verdicts(index: number): VerdictShares {
  const shift = shiftWithIndex(index);
  const [corrected, raw, noException, covered] = simulatedShares(`verdict ${index}`, REPLICATES, (random) => {
    const shares = trueShares(random, BASELINE);
    const { baseline } = frozenSeries(random, BASELINE, []);
    const window = random.nextMultinomial(WINDOW, shifted(shares, shift));
    const test = twoSampleChiSquared(baseline, window);
    const effect = biasCorrectedStabilityIndex(baseline, window);
    if (!isComputed(test) || !isComputed(effect)) return [null, null, null, null];
    const significant = rejects(test, Q) === true;
    const standardised = Number(effect.detail?.["standardised"]);
    const limits = driftEffectLimits({ standardised, chiSquared: test.estimate, df: 9, n: BASELINE, m: WINDOW }, Q);
    return [
      significant && effect.estimate >= THRESHOLD,
      significant && Number(effect.detail?.["floored"]) >= THRESHOLD,
      limits.upper < THRESHOLD,
      limits.lower <= index && index <= limits.upper,
    ];
  });
  if (!corrected || !raw || !noException || !covered) throw new Error("No replicate was computed.");
  return { corrected, raw, noException, covered };
}

function verdictLines(): CalibrationLine[] {
  const setting = (index: number): string => `deciles, n/m = ${BASELINE}/${WINDOW}, threshold ${THRESHOLD}, q = ${Q}, true PSI ${index}`;
  const below = ([index, ours, rawKnown]: readonly [number, number, number]): CalibrationLine[] => {
    const { corrected, raw } = verdicts(index);
    const requirement: Requirement = { kind: "between", lower: 0, upper: ours, why: "under half of the raw rule's" };
    return [
      { method: "False exception: bias-corrected PSI >= threshold and p <= q", setting: setting(index), ...corrected, requirement },
      {
        method: "Not used: raw PSI >= threshold and p <= q",
        setting: setting(index),
        ...raw,
        requirement: { kind: "counter-example", known: rawKnown, tolerance: 0.03 },
      },
    ];
  };
  const at = verdicts(THRESHOLD);
  const lower = verdicts(0.02);
  return [
    ...[[0.048, 0.2, 0.4] as const, [0.067, 0.3, 0.6] as const].flatMap(below),
    {
      method: "False no exception: upper limit of the PSI below the threshold",
      setting: setting(THRESHOLD),
      ...at.noException,
      requirement: { kind: "conservative-size" },
    },
    ...[
      { index: THRESHOLD, covered: at.covered },
      { index: 0.02, covered: lower.covered },
    ].map(({ index, covered }): CalibrationLine => ({
      method: "Coverage: limits of the PSI by non-central chi-squared",
      setting: `${setting(index)}; 90 %`,
      ...covered,
      requirement: { kind: "mean-coverage", level: 1 - 2 * Q },
    })),
  ];
}

/** Features by windows with one baseline a feature; a quarter of the features drifts in every window. */
function falseDiscoveries(features: number, windows: number, drifted: number, shift: number): CalibrationLine {
  const random = streamOf(`false discoveries ${features} ${windows} ${drifted}`);
  const replicates = 1000;
  const shares = Array.from({ length: replicates }, () => {
    const tests = Array.from({ length: features }, (_, feature) => {
      const truth = trueShares(random, BASELINE);
      const { baseline } = frozenSeries(random, BASELINE, []);
      return Array.from({ length: windows }, () => {
        const outcome = twoSampleChiSquared(baseline, random.nextMultinomial(WINDOW, feature < drifted ? shifted(truth, shift) : truth));
        return { pValue: isComputed(outcome) ? (outcome.pValue ?? 1) : 1, isTrue: feature < drifted };
      });
    }).flat();
    const adjusted = benjaminiHochberg(tests.map(({ pValue }) => pValue));
    const found = tests.filter((_, at) => (adjusted[at] ?? 1) <= Q);
    return found.filter(({ isTrue }) => !isTrue).length / Math.max(1, found.length);
  });
  const mean = sum(shares) / replicates;
  return {
    method: "False discovery rate of Benjamini-Hochberg",
    setting: `${features} features by ${windows} windows against one baseline each, ${drifted} features drift, q = ${Q}`,
    measured: mean,
    monteCarloError: Math.sqrt(sum(shares.map((share) => (share - mean) ** 2)) / (replicates - 1) / replicates),
    replicates,
    requirement: { kind: "conservative-size" },
  };
}

export const VERDICTS: CalibrationSection = {
  title: "Verdict rules",
  lines: () => [...verdictLines(), falseDiscoveries(20, 8, 0, 0), falseDiscoveries(20, 8, 5, 0.4)],
};
