import { readFileSync } from "node:fs";
import { TickmarkError } from "../foundation/errors.ts";
import { loadPolicy } from "../policy/load-policy.ts";
import type { Policy } from "../policy/policy.ts";
import { shippedPolicies } from "./policies.ts";

/** A policy that comes with the program, by its id; else the policy in a file. */
export function policyNamed(idOrFile: string): Policy {
  const shipped = shippedPolicies();
  const found = shipped.find((policy) => policy.policyId === idOrFile);
  if (found !== undefined) return found;
  let text: string;
  try {
    text = readFileSync(idOrFile, "utf8");
  } catch (cause) {
    const ids = shipped.map((policy) => policy.policyId).join(", ");
    throw new TickmarkError(
      "not-found",
      `"${idOrFile}" is neither a policy nor a file that can be read.`,
      { expected: `${ids}, or a policy file` },
      cause,
    );
  }
  return loadPolicy(text, idOrFile);
}
