import { assertNever } from "../../foundation/assert-never.ts";
import type { Computed } from "../../foundation/outcome.ts";
import type { Evidence } from "../../policy/judge.ts";
import { driftEffectLimits, rowsToDecide } from "../../statistics/drift-effect-limits.ts";
import { normalQuantile } from "../../statistics/normal.ts";
import { clopperPearsonInterval } from "../../statistics/proportion.ts";
import { studentTQuantile } from "../../statistics/student-t.ts";
import { newcombeDifference } from "../../statistics/two-proportions.ts";
import { type JudgedFigure, detailNumber } from "./figure-ids.ts";

/** Effect, its interval at level 1 - 2q, the region that does not matter, and p, as the judge wants them. */
export function evidenceOf(name: JudgedFigure, outcome: Computed, threshold: number, q: number): Evidence {
  const detail = (key: string): number => detailNumber(outcome, key);
  switch (name) {
    case "psi": {
      const [df, n] = [detail("df"), detail("baselineRows")];
      const limits = driftEffectLimits({ standardised: detail("standardised"), chiSquared: detail("chiSquared"), df, n, m: outcome.n }, q);
      return oneSided(outcome, limits, threshold, q, () => rowsToDecide(outcome.estimate, threshold, df, n, q));
    }
    case "out-of-range-share":
    case "unseen-share": {
      const expected = detail("expected");
      const limits = clopperPearsonInterval(detail(name === "unseen-share" ? "unseen" : "outside"), outcome.n, 1 - 2 * q);
      const shifted = { lower: Math.max(0, limits.lower - expected), upper: Math.max(0, limits.upper - expected) };
      return oneSided(outcome, shifted, threshold, q, () => rowsForShare(detail("share"), outcome.estimate, threshold, q, 0));
    }
    case "missing-share-difference": {
      const [missing, rows, baselineMissing, baselineRows] = [detail("missing"), detail("rows"), detail("baselineMissing"), detail("baselineRows")];
      const interval = newcombeDifference(missing, rows, baselineMissing, baselineRows, 1 - 2 * q);
      const limits = interval.status === "computed" ? interval.interval : undefined;
      const before = baselineMissing / baselineRows;
      return twoSided(outcome, limits?.lower ?? null, limits?.upper ?? null, threshold, () =>
        rowsForShare(missing / rows, Math.abs(outcome.estimate), threshold, q, (before * (1 - before)) / baselineRows),
      );
    }
    case "mean-ridit-change": {
      const half = studentTQuantile(1 - q, detail("df")) * detail("standardError");
      return twoSided(outcome, outcome.estimate - half, outcome.estimate + half, threshold, () => null);
    }
    default:
      return assertNever(name);
  }
}

function oneSided(outcome: Computed, limits: { lower: number; upper: number }, threshold: number, q: number, rows: () => number | null): Evidence {
  const pValue = outcome.pValue ?? 1;
  const settled = limits.upper < threshold || (outcome.estimate >= threshold && pValue <= q);
  return {
    kind: "evidence",
    effect: outcome.estimate,
    lower: limits.lower,
    // A limit below the estimate can only come from rounding; the estimate itself is then the limit.
    upper: Math.max(limits.upper, outcome.estimate),
    acceptedLower: null,
    acceptedUpper: threshold,
    pValue,
    ...withRows(settled ? null : rows()),
  };
}

function twoSided(outcome: Computed, lower: number | null, upper: number | null, threshold: number, rows: () => number | null): Evidence {
  const settled = lower !== null && upper !== null && lower > -threshold && upper < threshold;
  return {
    kind: "evidence",
    effect: outcome.estimate,
    lower,
    upper,
    acceptedLower: -threshold,
    acceptedUpper: threshold,
    pValue: outcome.pValue ?? 1,
    ...withRows(settled || Math.abs(outcome.estimate) >= threshold ? null : rows()),
  };
}

/** Window rows at which the normal limit of a share clears the threshold; null when the baseline's own error prevents it. */
function rowsForShare(share: number, effect: number, threshold: number, q: number, baselineVariance: number): number | null {
  const room = ((threshold - effect) / normalQuantile(1 - q)) ** 2 - baselineVariance;
  // With nothing observed the limit is that of zero events: m = ln q / ln(1 - threshold).
  if (share === 0) return threshold < 1 ? Math.ceil(Math.log(q) / Math.log1p(-threshold)) : null;
  return effect < threshold && room > 0 ? Math.ceil((share * (1 - share)) / room) : null;
}

function withRows(rows: number | null): { rowsToDecide?: number } {
  return rows === null ? {} : { rowsToDecide: rows };
}
