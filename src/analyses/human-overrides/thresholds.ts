import type { ThresholdDeclaration } from "../analysis.ts";

export const MINIMUM_OVERRIDE_RATE = "human-overrides.minimumOverrideRate";
export const REVIEWER_EXCESS = "human-overrides.reviewerExcess";
export const OVERRIDE_RATE_DIFFERENCE = "human-overrides.overrideRateDifference";
export const DISPARITY_CHANGE = "human-overrides.disparityChange";

export const humanOverridesThresholds: readonly ThresholdDeclaration[] = [
  { key: MINIMUM_OVERRIDE_RATE, title: "Override rate below which a reviewer's review is a formality", unit: "share" },
  { key: REVIEWER_EXCESS, title: "Override rate of a reviewer above or below what the same cases give with others", unit: "share" },
  { key: OVERRIDE_RATE_DIFFERENCE, title: "Override rate of a reviewer in one group against the reviewer's other cases", unit: "share" },
  { key: DISPARITY_CHANGE, title: "Change of a selection-rate gap made by reviewers", unit: "share" },
];
