import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { ScrollRegion } from "./ScrollRegion.tsx";

/** A command or a line to be carried elsewhere, with one press to copy it. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  return (
    <div className="copy-text">
      <ScrollRegion className="sql copy-text-body" label={label}>
        <code>{text}</code>
      </ScrollRegion>
      <button type="button" className="button" aria-label={`Copy ${label.toLowerCase()}`} onClick={() => void copy()}>
        {copied ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />}
        Copy
      </button>
      <span className="hidden-visually" role="status">
        {copied ? "Copied" : ""}
      </span>
    </div>
  );
}
