import { z } from "zod";

export const RISK_TIERS = ["standard", "elevated", "high"] as const;
export type RiskTier = (typeof RISK_TIERS)[number];

export const policySchema = z.strictObject({
  policyId: z.string(),
  version: z.string(),
  title: z.string(),
  tier: z.enum(RISK_TIERS),
  /** Domains the tier is meant for: employment, credit, health care, ... */
  domains: z.array(z.string()),
  /** False-discovery level; also the one-sided error of "no exception". */
  q: z.number().gt(0).lt(0.5),
  /** Level of displayed intervals. */
  level: z.number().gt(0.5).lt(1),
  /** Rows below which a window, group or reviewer is not judged. */
  minimumCell: z.int().min(1),
  /** Smallest effects that matter, by `<analysis id>.<name>`. */
  thresholds: z.record(z.string(), z.number()),
});
/** Versioned thresholds of one risk tier. The whole object goes into each run's pack. */
export type Policy = z.infer<typeof policySchema>;

/** The policy's threshold, or undefined: a hypothesis without threshold is insufficient evidence. */
export function thresholdOf(policy: Policy, key: string): number | undefined {
  return Object.hasOwn(policy.thresholds, key) ? policy.thresholds[key] : undefined;
}
