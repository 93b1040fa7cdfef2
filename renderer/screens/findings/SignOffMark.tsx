import { CircleCheck, CircleDashed, CircleSlash } from "lucide-react";
import type { FindingView, SIGN_OFF_ROLES } from "../../../src/contract/finding-schemas.ts";

export type SignOffRole = (typeof SIGN_OFF_ROLES)[number];
type SignOff = FindingView["signOffs"][number];

/** The sign-off of a role that stands, else the last that was voided, else none. */
export function signOffOf(finding: FindingView, role: SignOffRole): SignOff | undefined {
  const all = finding.signOffs.filter((signOff) => signOff.role === role);
  return all.findLast((signOff) => signOff.inForce) ?? all.at(-1);
}

/** In force, void or missing: told by word and shape. */
export function SignOffMark({ signOff }: { readonly signOff: SignOff | undefined }) {
  if (signOff === undefined)
    return (
      <span className="mark mark-neutral">
        <CircleDashed size={14} aria-hidden="true" />
        Not signed off
      </span>
    );
  return signOff.inForce ? (
    <span className="mark mark-no-exception">
      <CircleCheck size={14} aria-hidden="true" />
      Signed off
    </span>
  ) : (
    <span className="mark mark-exception">
      <CircleSlash size={14} aria-hidden="true" />
      Void, edited since
    </span>
  );
}
