import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Policy, RiskTier } from "../policy/policy.ts";
import { RISK_TIERS } from "../policy/policy.ts";
import { loadPolicy } from "../policy/load-policy.ts";
import { resourcesDirectory } from "./resources.ts";

/** The policy files that come with the program. */
export function shippedPolicies(): Policy[] {
  return RISK_TIERS.map(policyForTier);
}

export function policyForTier(tier: RiskTier): Policy {
  const file = join(resourcesDirectory(), "policies", `${tier}.json`);
  return loadPolicy(readFileSync(file, "utf8"), `policies/${tier}.json`);
}
