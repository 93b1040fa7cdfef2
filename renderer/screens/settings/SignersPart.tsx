import { useState } from "react";
import type { TrustedSigner } from "../../../src/contract/key-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { formatDay, inWords, plural } from "../../parts/format.ts";
import { FingerprintCheck } from "../../parts/FingerprintCheck.tsx";
import { ErrorNote, Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { AddSigner } from "./AddSigner.tsx";
import { useKeyChange } from "./use-key-change.ts";

interface SignersPartProps {
  readonly list: { readonly file: string; readonly signers: readonly TrustedSigner[] };
}

/** Whose signatures count when a pack is reviewed here. */
export function SignersPart({ list }: SignersPartProps) {
  const { signers, file } = list;
  return (
    <div className="columns">
      <Section title="Trusted signers" aside={plural(signers.length, "signer")}>
        {signers.length === 0 && (
          <p className="soft">Nobody is trusted yet: a review can tell whether a pack is whole, but not who signed it.</p>
        )}
        {signers.length > 0 && (
          <ul className="entry-list" aria-label="Trusted signers">
            {signers.map((signer) => (
              <Signer key={`${signer.line} ${signer.fingerprint}`} signer={signer} />
            ))}
          </ul>
        )}
        <p className="faint small">
          An allowed signers file as ssh-keygen reads it: <code className="wrap-anywhere">{file}</code>
        </p>
      </Section>
      <Section title="Add a signer">
        <AddSigner />
      </Section>
    </div>
  );
}

function Signer({ signer }: { readonly signer: TrustedSigner }) {
  const engine = useEngine();
  const [open, setOpen] = useState<"compare" | "remove" | null>(null);
  const remove = useKeyChange(() => engine.signers.remove({ fingerprint: signer.fingerprint }));
  const name = signer.principals.join(", ");
  const toggle = (part: "compare" | "remove") => setOpen(open === part ? null : part);
  return (
    <li className="entry">
      <div className="entry-head">
        <b className="wrap-anywhere">{name}</b>
        {signer.roles.length === 0 ? (
          <span className="badge badge-attention">No role: trusted for nothing</span>
        ) : (
          <span className="actions">
            {signer.roles.map((role) => (
              <span key={role} className="badge">
                {inWords(role)}
              </span>
            ))}
          </span>
        )}
      </div>
      <code className="wrap-anywhere">{signer.fingerprint}</code>
      <p className="faint small">
        {validity(signer)} · {signer.keyType} · line {signer.line}
      </p>
      <div className="entry-foot">
        <button
          type="button"
          className="button button-quiet button-small"
          aria-expanded={open === "compare"}
          aria-label={`Compare fingerprint of ${name}`}
          onClick={() => toggle("compare")}
        >
          Compare fingerprint
        </button>
        <button
          type="button"
          className="button button-quiet button-small"
          aria-expanded={open === "remove"}
          aria-label={`Remove ${name}`}
          onClick={() => toggle("remove")}
        >
          Remove
        </button>
      </div>
      {open === "compare" && <FingerprintCheck fingerprint={signer.fingerprint} />}
      {open === "remove" && (
        <div className="key-action stack-small">
          <Note tone="attention" title={`Packs signed by ${name} will no longer verify against your list.`} />
          {remove.error !== null && <ErrorNote error={remove.error} />}
          <div className="actions">
            <button type="button" className="button button-primary" disabled={remove.isPending} onClick={() => remove.mutate(undefined)}>
              Remove signer
            </button>
            <button type="button" className="button" onClick={() => setOpen(null)}>
              Keep
            </button>
          </div>
        </div>
      )}
    </li>
  );
}

function validity({ validAfter, validBefore }: TrustedSigner): string {
  const parts = [
    validAfter === null ? "" : `valid from ${formatDay(validAfter)}`,
    validBefore === null ? "" : `valid before ${formatDay(validBefore)}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "No limit of time" : inSentence(parts.join(", "));
}

function inSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
