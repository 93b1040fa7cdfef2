import { useState } from "react";
import type { SigningKey } from "../../../src/contract/key-schemas.ts";
import { formatDay, formatInstant } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";
import { ChangePassphrase, ExportKey, RevokeKey } from "./KeyActions.tsx";
import { CreateKey, ImportKey } from "./NewKey.tsx";

type Action = "export" | "passphrase" | "revoke";

const ACTIONS: readonly { readonly action: Action; readonly title: string }[] = [
  { action: "export", title: "Export" },
  { action: "passphrase", title: "Change passphrase" },
  { action: "revoke", title: "Revoke" },
];

/** Keys that sign here; those that no longer may are kept in sight. */
export function KeysPart({ keys }: { readonly keys: readonly SigningKey[] }) {
  const [open, setOpen] = useState<{ readonly keyId: string; readonly action: Action } | null>(null);
  const [adding, setAdding] = useState<"create" | "import" | null>(keys.length === 0 ? "create" : null);
  return (
    <div className="columns">
      <Section title="Keys on this machine" aside={keys.length === 0 ? "None yet" : ""}>
        {keys.length === 0 && <p className="soft">A key signs packs, findings and reviews. Its secret half is sealed with a passphrase.</p>}
        {keys.length > 0 && (
          <ul className="entry-list" aria-label="Keys">
            {keys.map((key) => (
              <li key={key.keyId} className="entry" data-revoked={key.revoked !== null}>
                <div className="entry-head">
                  <b>{key.principal}</b>
                  {key.revoked !== null && <span className="badge badge-failure">Revoked, signs no more</span>}
                </div>
                <code className="wrap-anywhere">{key.fingerprint}</code>
                <p className="faint small">
                  Since {formatDay(key.createdAt)}
                  {key.revoked !== null && `; revoked ${formatInstant(key.revoked.at)} UTC: ${key.revoked.reason}`}
                </p>
                <div className="entry-foot">
                  {ACTIONS.filter(({ action }) => key.revoked === null || action === "export").map(({ action, title }) => {
                    const shown = open?.keyId === key.keyId && open.action === action;
                    return (
                      <button
                        key={action}
                        type="button"
                        className="button button-quiet button-small"
                        aria-expanded={shown}
                        aria-label={`${title}, ${key.principal} ${key.fingerprint.slice(7, 13)}`}
                        onClick={() => setOpen(shown ? null : { keyId: key.keyId, action })}
                      >
                        {title}
                      </button>
                    );
                  })}
                </div>
                {open?.keyId === key.keyId && <KeyAction action={open.action} keyOf={key} onDone={() => setOpen(null)} />}
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="Another key">
        <div className="actions">
          <button
            type="button"
            className="button"
            aria-expanded={adding === "create"}
            onClick={() => setAdding(adding === "create" ? null : "create")}
          >
            New key
          </button>
          <button
            type="button"
            className="button"
            aria-expanded={adding === "import"}
            onClick={() => setAdding(adding === "import" ? null : "import")}
          >
            Import a key
          </button>
        </div>
        {adding === "create" && <CreateKey onDone={() => setAdding(null)} />}
        {adding === "import" && <ImportKey onDone={() => setAdding(null)} />}
        <p className="faint small">
          A key in ssh-agent or on a security key need not be here: choose &ldquo;With a key held elsewhere&rdquo; when you sign a pack.
        </p>
      </Section>
    </div>
  );
}

function KeyAction({ action, keyOf, onDone }: { readonly action: Action; readonly keyOf: SigningKey; readonly onDone: () => void }) {
  switch (action) {
    case "export":
      return <ExportKey keyOf={keyOf} onDone={onDone} />;
    case "passphrase":
      return <ChangePassphrase keyOf={keyOf} onDone={onDone} />;
    case "revoke":
      return <RevokeKey keyOf={keyOf} onDone={onDone} />;
  }
}
