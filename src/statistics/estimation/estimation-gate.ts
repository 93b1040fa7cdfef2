import { type NotComputable, type Outcome, notComputable } from "../../foundation/outcome.ts";

/** What is known about the assumptions in one group. */
export interface EstimationAssumptions {
  /** Name of the group for the reasons, for example "all rows". */
  readonly group: string;
  readonly unsupportedShare: Outcome;
  /** Slope of the labels on the cross-fitted calibrated probability within the group, with interval; 1 is perfect. */
  readonly calibrationSlope: Outcome;
  /** Expected calibration error of the same. Its upper limit is judged; without an interval, its raw value (`rawError`), which errs upwards. */
  readonly calibrationError: Outcome;
}

/** From the policy. */
export interface EstimationLimits {
  readonly largestUnsupportedShare: number;
  readonly smallestSlope: number;
  readonly largestSlope: number;
  readonly largestCalibrationError: number;
}

/**
 * Refusal of a performance estimate whose assumptions are not shown to hold in its group.
 *
 * The burden of proof is on the estimate: a check that could not be computed, or whose interval is too wide to tell, refuses like a failed
 * one. A global calibration is no calibration within a group, so every group brings checks of its own labelled rows. No check here sees
 * P(y | score) change after the labelled rows.
 * Formula: pass when share <= limit, the slope's interval lies within its limits, and the upper limit (else the raw value) of the
 * calibration error <= limit.
 * Source: the rule is this product's; calibration slope: D. R. Cox (1958) Biometrika 45, 562-565, doi:10.1093/biomet/45.3-4.562;
 * calibration within groups: U. Hebert-Johnson et al. (2018) Proceedings of Machine Learning Research 80, 1939-1948.
 * Units: outcomes of the three checks in; null (pass) or the refusal with every reason out.
 * Not computable: the refusal itself is the not-computable outcome, assumption-failed.
 * Golden: the rule applied by scripts/golden-values/estimation.py.
 */
export function estimationRefusal(assumptions: EstimationAssumptions, limits: EstimationLimits): NotComputable | null {
  const reasons = [
    ...problem("The share of unsupported scores", assumptions.unsupportedShare, ({ estimate }) =>
      estimate <= limits.largestUnsupportedShare
        ? null
        : `${shown(estimate)} of the scores lie where no labelled rows calibrate them; at most ${shown(limits.largestUnsupportedShare)} may.`,
    ),
    ...problem("The calibration slope", assumptions.calibrationSlope, ({ interval }) => {
      if (interval === undefined) return "The calibration slope has no interval.";
      const { lower, upper } = interval;
      return lower >= limits.smallestSlope && upper <= limits.largestSlope
        ? null
        : `The calibration slope lies in ${shown(lower)} to ${shown(upper)}, not within ${shown(limits.smallestSlope)} to ${shown(limits.largestSlope)}.`;
    }),
    ...problem("The calibration error", assumptions.calibrationError, ({ estimate, interval, detail }) => {
      const largest = Math.max(estimate, interval?.upper ?? Number(detail?.["rawError"] ?? 1));
      return largest <= limits.largestCalibrationError
        ? null
        : `The calibration error may be ${shown(largest)}; at most ${shown(limits.largestCalibrationError)} is allowed.`;
    }),
  ];
  return reasons.length === 0 ? null : notComputable("assumption-failed", `${assumptions.group}: ${reasons.join(" ")}`);
}

function problem(what: string, outcome: Outcome, judge: (value: Extract<Outcome, { status: "computed" }>) => string | null): string[] {
  if (outcome.status !== "computed") return [`${what} is not known: ${outcome.reason}`];
  const reason = judge(outcome);
  return reason === null ? [] : [reason];
}

function shown(value: number): string {
  return value.toFixed(4).replace(/\.?0+$/, "");
}
