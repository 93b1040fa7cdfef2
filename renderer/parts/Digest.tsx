import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { shortDigest } from "./format.ts";

/** A digest in short form, in full as title, with one press to copy it. */
export function Digest({ value, what, full = false }: { readonly value: string; readonly what: string; readonly full?: boolean }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <span className={full ? "digest digest-full" : "digest"}>
      <code title={value} className="wrap-anywhere">
        {full ? value : shortDigest(value)}
      </code>
      <button type="button" className="button button-quiet digest-copy" aria-label={`Copy ${what}`} onClick={() => void copy()}>
        {copied ? <Check size={12} aria-hidden="true" /> : <Copy size={12} aria-hidden="true" />}
      </button>
      <span className="hidden-visually" role="status">
        {copied ? "Copied" : ""}
      </span>
    </span>
  );
}
