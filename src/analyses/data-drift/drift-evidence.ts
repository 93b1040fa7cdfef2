import { assertNever } from "../../foundation/assert-never.ts";
import type { Computed } from "../../foundation/outcome.ts";
import type { Evidence } from "../../policy/judge.ts";
import { driftEffectLimits } from "../../statistics/divergences/drift-effect-limits.ts";
import { rowsToDecide } from "../../statistics/divergences/rows-to-decide.ts";
import { betaUpperPoint } from "../../statistics/distributions/beta.ts";
import { wilsonInterval } from "../../statistics/proportions/wilson-interval.ts";
import { studentTQuantile } from "../../statistics/distributions/student-t.ts";
import { newcombeDifference } from "../../statistics/proportions/newcombe-difference.ts";
import { excessLimits, excessUpper } from "../../statistics/two-samples/excess-share.ts";
import { undriftedOutside } from "../../statistics/two-samples/out-of-range.ts";
import { undriftedUnseen } from "../../statistics/two-samples/unseen-share.ts";
import { type JudgedFigure, detailNumber } from "./figure-ids.ts";

/** Effect, its interval at level 1 - 2q, the region that does not matter, and p, as the judge wants them. */
export function evidenceOf(name: JudgedFigure, outcome: Computed, threshold: number, q: number): Evidence {
  const detail = (key: string): number => detailNumber(outcome, key);
  switch (name) {
    case "psi": {
      const [df, n] = [detail("df"), detail("baselineRows")];
      const limits = driftEffectLimits({ standardised: detail("standardised"), chiSquared: detail("chiSquared"), df, n, m: outcome.n }, q);
      return oneSided(outcome, limits, threshold, q, () => atLeastMore(outcome.n, rowsToDecide(outcome.estimate, threshold, df, n, q)));
    }
    case "out-of-range-share":
    case "unseen-share": {
      const n = detail("baselineRows");
      const [count, undrifted] =
        name === "unseen-share"
          ? [detail("unseen"), undriftedUnseen({ n, seenOnce: detail("seenOnce"), seenTwice: detail("seenTwice") })]
          : [detail("outside"), undriftedOutside(n)];
      const limits = excessLimits(count, outcome.n, undrifted, 1 - 2 * q);
      const share = count / outcome.n;
      return oneSided(outcome, limits, threshold, q, () =>
        outcome.estimate < threshold
          ? fewestRows(outcome.n, (m) => excessUpper(share, shareUpper(share, m, q), undrifted, q) < threshold)
          : null,
      );
    }
    case "missing-share-difference": {
      const [missing, rows, baselineMissing, baselineRows] = [
        detail("missing"),
        detail("rows"),
        detail("baselineMissing"),
        detail("baselineRows"),
      ];
      const interval = newcombeDifference(missing, rows, baselineMissing, baselineRows, 1 - 2 * q);
      const limits = interval.status === "computed" ? interval.interval : undefined;
      const baseline = { share: baselineMissing / baselineRows, limits: wilsonInterval(baselineMissing, baselineRows, 1 - 2 * q) };
      return twoSided(outcome, limits?.lower ?? null, limits?.upper ?? null, threshold, () =>
        fewestRows(rows, (m) => differenceInside(missing / rows, m, baseline, threshold, q)),
      );
    }
    case "psi-change":
    case "mean-ridit-change": {
      const half = studentTQuantile(1 - q, detail("df")) * detail("standardError");
      return twoSided(outcome, outcome.estimate - half, outcome.estimate + half, threshold, () => null);
    }
    default:
      return assertNever(name);
  }
}

function oneSided(
  outcome: Computed,
  limits: { lower: number; upper: number },
  threshold: number,
  q: number,
  rows: () => number | null,
): Evidence {
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

const MOST_ROWS = 1e9;

/** Fewest window rows beyond the present ones that settle the question at the observed share, to a part in a thousand; null where none do. */
function fewestRows(present: number, settled: (rows: number) => boolean): number | null {
  if (settled(present) || !settled(MOST_ROWS)) return null;
  let low = present;
  let high = MOST_ROWS;
  while (high - low > Math.max(1, low * 1e-3)) {
    const middle = Math.min(high - 1, Math.max(low + 1, Math.floor(Math.sqrt(low * high))));
    if (settled(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** A hint that asks for no more rows than there are would contradict the verdict beside it. */
function atLeastMore(present: number, rows: number | null): number | null {
  return rows !== null && rows > present ? rows : null;
}

/** Clopper-Pearson's upper limit at level 1 - 2q, were the same share seen in m rows (the count need not be whole). */
function shareUpper(share: number, m: number, q: number): number {
  return share >= 1 ? 1 : betaUpperPoint(q, share * m + 1, m - share * m);
}

/** Whether Newcombe's limits lie inside the thresholds, were the same share missing in m rows. */
function differenceInside(
  share: number,
  m: number,
  baseline: { share: number; limits: { lower: number; upper: number } },
  threshold: number,
  q: number,
): boolean {
  const window = wilsonInterval(share * m, m, 1 - 2 * q);
  const difference = share - baseline.share;
  const lower = difference - Math.hypot(share - window.lower, baseline.limits.upper - baseline.share);
  const upper = difference + Math.hypot(window.upper - share, baseline.share - baseline.limits.lower);
  return lower > -threshold && upper < threshold;
}

function withRows(rows: number | null): { rowsToDecide?: number } {
  return rows === null ? {} : { rowsToDecide: rows };
}
