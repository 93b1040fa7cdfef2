import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { SigningKey } from "../../../src/contract/pack-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useCurrentCase } from "../../client/queries.ts";
import { TextField } from "../../parts/Field.tsx";
import { formatDay } from "../../parts/format.ts";
import { ErrorNote } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";

const SHORTEST_PASSPHRASE = 8;

/** Keys of the people who sign; the secret half is sealed with a passphrase that is kept nowhere. */
export function KeyPanel({ keys }: { readonly keys: readonly SigningKey[] }) {
  const engine = useEngine();
  const queries = useQueryClient();
  const auditor = useCurrentCase().data?.auditor ?? "";
  const [open, setOpen] = useState(keys.length === 0);
  const [principal, setPrincipal] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const name = principal.trim() === "" ? auditor : principal.trim();
  const create = useMutation({
    mutationFn: () => engine.pack.createKey({ principal: name, passphrase }),
    onSuccess: async () => {
      setPassphrase("");
      setAgain("");
      setOpen(false);
      await queries.invalidateQueries({ queryKey: ["pack"] });
    },
  });
  const error = passphrase !== "" && passphrase.length < SHORTEST_PASSPHRASE ? `At least ${SHORTEST_PASSPHRASE} characters.` : undefined;
  const mismatch = again !== "" && again !== passphrase ? "Not the same." : undefined;
  return (
    <Section
      title="Keys"
      aside={
        keys.length > 0 && (
          <button type="button" className="button button-small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Cancel" : "New key"}
          </button>
        )
      }
    >
      {keys.length > 0 && (
        <ul className="file-list list-plain" aria-label="Keys">
          {keys.map((key) => (
            <li key={key.keyId} className="key-line">
              <b>{key.principal}</b>
              <code className="wrap-anywhere">{key.fingerprint}</code>
              <span className="faint small">since {formatDay(key.createdAt)}</span>
            </li>
          ))}
        </ul>
      )}
      {open && (
        <form
          className="panel form-narrow"
          onSubmit={(event) => {
            event.preventDefault();
            create.mutate();
          }}
        >
          <TextField
            label="Whose key"
            hint="The name that a reviewer has to trust."
            value={principal}
            placeholder={auditor}
            onChange={setPrincipal}
          />
          <TextField
            label="Passphrase"
            type="password"
            autoComplete="new-password"
            hint="It is kept nowhere. Without it the key is lost."
            error={error}
            value={passphrase}
            onChange={setPassphrase}
          />
          <TextField
            label="Passphrase again"
            type="password"
            autoComplete="new-password"
            error={mismatch}
            value={again}
            onChange={setAgain}
          />
          {create.error !== null && <ErrorNote error={create.error} />}
          <div className="actions">
            <button
              type="submit"
              className="button button-primary"
              disabled={name === "" || passphrase.length < SHORTEST_PASSPHRASE || again !== passphrase || create.isPending}
            >
              {create.isPending ? "Sealing" : "Create key"}
            </button>
          </div>
        </form>
      )}
    </Section>
  );
}
