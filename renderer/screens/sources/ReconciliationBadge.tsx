import { Check, Minus, X } from "lucide-react";
import type { Source } from "../../../src/contract/source-schemas.ts";

/** Do the imported rows agree with what the data owner said? Not asked is not agreed. */
export function ReconciliationBadge({ totals, rejected }: { readonly totals: Source["controlTotals"]; readonly rejected: number }) {
  const compared = totals.filter((total) => total.agrees !== null);
  if (compared.length === 0)
    return (
      <span className="badge badge-attention">
        <Minus size={11} aria-hidden="true" />
        None given
      </span>
    );
  if (compared.some((total) => total.agrees === false))
    return (
      <span className="badge badge-failure">
        <X size={11} aria-hidden="true" />
        Differ
      </span>
    );
  if (rejected > 0)
    return (
      <span className="badge badge-attention">
        <Minus size={11} aria-hidden="true" />
        Agree, with rejects
      </span>
    );
  return (
    <span className="badge badge-good">
      <Check size={11} aria-hidden="true" />
      Agree
    </span>
  );
}
