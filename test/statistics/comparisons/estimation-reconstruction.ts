import { type ReconstructionProfile, reconstructionProfile } from "../../../src/statistics/estimation/reconstruction-profile.ts";
import { reconstructionError } from "../../../src/statistics/estimation/reconstruction-error.ts";
import { type MomentSums, standardisedMoments } from "../../../src/statistics/estimation/standardised-moments.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison } from "./comparison.ts";

interface WrittenSums {
  readonly rows: number;
  readonly sums: readonly string[];
  readonly products: readonly (readonly string[])[];
}

export interface ReconstructionCase {
  readonly name: string;
  readonly share: number;
  readonly tolerance: number;
  readonly baseline: WrittenSums;
  readonly window: WrittenSums;
  readonly used: readonly number[];
  readonly moments: readonly (readonly number[])[];
  readonly eigenvalues: readonly number[];
  readonly components: number;
  readonly keptProjector: readonly (readonly number[])[];
  readonly error: number;
  readonly baselineError: number;
  /** Mean squared residual by column: window, baseline. */
  readonly columns: readonly (readonly [number, number])[];
}

export function reconstructionCases(): readonly ReconstructionCase[] {
  return readGolden<{ reconstructions: ReconstructionCase[] }>("estimation").reconstructions;
}

export function sumsOf({ rows, sums, products }: WrittenSums): MomentSums {
  return { rows, sums: sums.map(BigInt), products: products.map((row) => row.map(BigInt)) };
}

export function readyProfile(baseline: MomentSums, share: number): ReconstructionProfile {
  const profile = reconstructionProfile(baseline, share);
  if ("status" in profile) throw new Error(profile.reason);
  return profile;
}

export function reconstructionComparisons(): readonly Comparison[] {
  return reconstructionCases().flatMap(compareCase);
}

function compareCase(one: ReconstructionCase): Comparison[] {
  const [baseline, window] = [sumsOf(one.baseline), sumsOf(one.window)];
  const moments = standardisedMoments(baseline, window, one.used);
  const profile = readyProfile(baseline, one.share);
  const { error, columns } = reconstructionError(profile, window);
  if (error.status !== "computed") throw new Error(error.reason);
  const entries = one.used.flatMap((_, i) => one.used.map((_unused, j) => ({ i, j })));
  return [
    ...entries.map(({ i, j }) => ({
      method: "estimation/standardised-moments",
      what: `${one.name}, ${i}, ${j}`,
      actual: moments[i]?.[j] ?? Number.NaN,
      expected: one.moments[i]?.[j] ?? Number.NaN,
      tolerance: 1e-14,
    })),
    ...one.eigenvalues.map((expected, k) => ({
      method: "estimation/reconstruction-profile",
      what: `${one.name}, eigenvalue ${k}`,
      actual: profile.eigenvalues[k] ?? Number.NaN,
      expected,
      tolerance: 1e-14,
      scale: one.used.length,
    })),
    ...[
      [profile.kept.length, one.components],
      [profile.kept.length + profile.leftOut.length, one.used.length],
      [profile.shareKept, one.eigenvalues.slice(0, one.components).reduce((sum, value) => sum + value, 0) / one.used.length],
    ].map(([actual = Number.NaN, expected = Number.NaN], index) => ({
      method: "estimation/reconstruction-profile",
      what: `${one.name}, ${["components kept", "components", "share kept"][index]}`,
      actual,
      expected,
      tolerance: 1e-14,
    })),
    // The projector, not the loadings: inside a tie these are arbitrary. It moves by rounding over the gap at the cut.
    ...entries.map(({ i, j }) => ({
      method: "estimation/reconstruction-profile",
      what: `${one.name}, projector ${i}, ${j}`,
      actual: profile.kept.reduce((sum, loadings) => sum + (loadings[i] ?? 0) * (loadings[j] ?? 0), 0),
      expected: one.keptProjector[i]?.[j] ?? Number.NaN,
      tolerance: 1e-13,
      scale: 1,
    })),
    // A squared residual carries the rounding of 1: where it is 1e-9 (ill conditioned) seven digits are left.
    {
      method: "estimation/reconstruction-error",
      what: one.name,
      actual: error.estimate,
      expected: one.error,
      tolerance: one.tolerance,
    },
    {
      method: "estimation/reconstruction-error",
      what: `${one.name}, baseline`,
      actual: Number(error.detail?.["baselineError"]),
      expected: one.baselineError,
      tolerance: one.tolerance,
    },
    ...one.columns.flatMap(([now, before], index) =>
      [now, before].map((expected, which) => ({
        method: "estimation/reconstruction-error",
        what: `${one.name}, column ${index}, ${which === 0 ? "window" : "baseline"}`,
        actual: (which === 0 ? columns[index]?.window : columns[index]?.baseline) ?? Number.NaN,
        expected,
        tolerance: 1e-12,
        scale: 1,
      })),
    ),
  ];
}
