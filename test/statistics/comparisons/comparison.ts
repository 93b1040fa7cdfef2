/** One golden number beside ours. */
export interface Comparison {
  /** File of `src/statistics` without its ending, for example "ranking/area-under-curve". */
  readonly method: string;
  /** What is compared and for which input; names the case when it fails. */
  readonly what: string;
  readonly actual: number;
  readonly expected: number;
  /** Largest error allowed. */
  readonly tolerance: number;
  /** The error is |actual - expected| / max(|expected|, scale). Needed only where the expected value is a difference of larger numbers. */
  readonly scale?: number;
}

/** The golden cases of one folder of `src/statistics`. */
export interface ComparisonFamily {
  /** The folder. */
  readonly family: string;
  readonly compare: () => readonly Comparison[];
}

/** Relative error of a comparison; the absolute one where 0 is expected; 0 where both are the same infinity. */
export function errorOf({ actual, expected, scale = 0 }: Comparison): number {
  if (Object.is(actual, expected) || actual === expected) return 0;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return Infinity;
  const size = Math.max(Math.abs(expected), scale);
  // Dividing first keeps errors of subnormal sizes apart from 0.
  return size === 0 ? Math.abs(actual) : Math.abs(actual / size - expected / size);
}

export interface LargestError {
  readonly error: number;
  readonly cases: number;
  readonly worst: Comparison;
}

/** Largest error by method (or by whatever `key` gives). */
export function largestErrors(comparisons: readonly Comparison[], key: (comparison: Comparison) => string): Map<string, LargestError> {
  const largest = new Map<string, LargestError>();
  for (const comparison of comparisons) {
    const error = errorOf(comparison);
    const before = largest.get(key(comparison));
    const isWorse = before === undefined || error > before.error;
    largest.set(key(comparison), {
      error: isWorse ? error : before.error,
      cases: (before?.cases ?? 0) + 1,
      worst: isWorse ? comparison : before.worst,
    });
  }
  return largest;
}
