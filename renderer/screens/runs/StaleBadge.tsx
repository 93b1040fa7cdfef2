import { History } from "lucide-react";

/** The run no longer describes the case. */
export function StaleBadge({ reason }: { readonly reason: string }) {
  return (
    <span className="badge badge-attention" title={reason}>
      <History size={11} aria-hidden="true" />
      Stale<span className="hidden-visually">: {reason}</span>
    </span>
  );
}
