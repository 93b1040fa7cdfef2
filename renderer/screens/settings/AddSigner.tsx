import { useState } from "react";
import { useEngine } from "../../client/EngineProvider.tsx";
import { AreaField, CheckField, TextField } from "../../parts/Field.tsx";
import { ErrorNote, Note } from "../../parts/Notes.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { useKeyChange } from "./use-key-change.ts";

type Role = "auditor" | "reviewer";

const ROLES: readonly { readonly role: Role; readonly title: string; readonly hint: string }[] = [
  { role: "auditor", title: "Auditor", hint: "May sign packs." },
  { role: "reviewer", title: "Reviewer", hint: "May countersign the packs of others." },
];

const EMPTY = { principal: "", publicKey: "", from: "", before: "" };

/** A name, a key, a role and a time: trust is never wider than that. */
export function AddSigner() {
  const engine = useEngine();
  const [draft, setDraft] = useState(EMPTY);
  const [roles, setRoles] = useState<readonly Role[]>(["auditor"]);
  const [added, setAdded] = useState("");
  const change = (next: Partial<typeof EMPTY>) => setDraft({ ...draft, ...next });
  const add = useKeyChange(
    () =>
      engine.signers.add({
        principal: draft.principal.trim(),
        roles: [...roles],
        publicKey: draft.publicKey.trim(),
        validAfter: instantOf(draft.from),
        validBefore: instantOf(draft.before),
      }),
    () => {
      setAdded(draft.principal.trim());
      setDraft(EMPTY);
    },
  );
  const backwards = draft.from !== "" && draft.before !== "" && draft.before <= draft.from;
  const missing =
    draft.principal.trim() === ""
      ? "Say whose key it is."
      : draft.publicKey.trim() === ""
        ? "The public key is needed."
        : roles.length === 0
          ? "Choose a role."
          : backwards
            ? "The validity ends before it begins."
            : "";
  return (
    <form
      className="panel form-narrow"
      aria-label="Add a signer"
      onSubmit={(event) => {
        event.preventDefault();
        setAdded("");
        add.mutate(undefined);
      }}
    >
      <TextField
        label="Whose key"
        hint="As it stands in the pack, for example an e-mail address."
        value={draft.principal}
        onChange={(principal) => change({ principal })}
      />
      <AreaField
        label="Public key"
        hint="From its owner, not from a pack: ssh-ed25519 AAAA…, or a line of an allowed signers file."
        code
        value={draft.publicKey}
        onChange={(publicKey) => change({ publicKey })}
      />
      <fieldset className="field">
        <legend className="field-label">Trusted as</legend>
        {ROLES.map(({ role, title, hint }) => (
          <CheckField
            key={role}
            label={title}
            hint={hint}
            checked={roles.includes(role)}
            onChange={(checked) => setRoles(checked ? [...roles, role] : roles.filter((entry) => entry !== role))}
          />
        ))}
      </fieldset>
      <div className="form-pair">
        <TextField label="Valid from" type="date" value={draft.from} onChange={(from) => change({ from })} />
        <TextField
          label="Valid before"
          type="date"
          error={backwards ? "Before the first day." : undefined}
          value={draft.before}
          onChange={(before) => change({ before })}
        />
      </div>
      {add.error !== null && <ErrorNote error={add.error} />}
      {added !== "" && (
        <div role="status">
          <Note tone="good" title={`${added} is trusted from now on.`}>
            <p>Compare the fingerprint in the list with the one its owner told you.</p>
          </Note>
        </div>
      )}
      <SubmitLine title="Add signer" missing={missing} busy={add.isPending} />
    </form>
  );
}

/** A day of the form as an instant at its first second, UTC; null: no limit. */
function instantOf(day: string): string | null {
  return day === "" ? null : `${day}T00:00:00.000Z`;
}
