import { CircleCheck, CircleX } from "lucide-react";
import { useState } from "react";
import { TextField } from "./Field.tsx";

/** A fingerprint, and a place to paste the one that came by another way: eyes skip letters, this does not. */
export function FingerprintCheck({ fingerprint }: { readonly fingerprint: string }) {
  const [given, setGiven] = useState("");
  const same = bare(given) === bare(fingerprint);
  return (
    <div className="fingerprint-check">
      <TextField
        label="Fingerprint that you were given"
        hint="From its owner: by telephone, on paper, from a page that you trust. Not from the pack."
        code
        value={given}
        placeholder="SHA256:…"
        onChange={setGiven}
      />
      <p role="status" className="fingerprint-answer">
        {bare(given) !== "" && (
          <span className={same ? "mark mark-no-exception" : "mark mark-exception"}>
            {same ? <CircleCheck size={15} aria-hidden="true" /> : <CircleX size={15} aria-hidden="true" />}
            {same ? "The same key" : "Not this key"}
          </span>
        )}
      </p>
    </div>
  );
}

/** Spaces and the name of the digest do not count; letters do, with their case. */
function bare(text: string): string {
  return text
    .replaceAll(/\s+/g, "")
    .replace(/^SHA256:/i, "")
    .replace(/=+$/, "");
}
