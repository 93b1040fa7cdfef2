import { useState } from "react";
import type { SigningKey } from "../../../src/contract/key-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { CopyText } from "../../parts/CopyText.tsx";
import { TextField } from "../../parts/Field.tsx";
import { ErrorNote, Note } from "../../parts/Notes.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { PassphrasePair, passphraseMissing } from "./PassphrasePair.tsx";
import { useKeyChange } from "./use-key-change.ts";

interface KeyActionProps {
  readonly keyOf: SigningKey;
  readonly onDone: () => void;
}

export function ExportKey({ keyOf, onDone }: KeyActionProps) {
  const engine = useEngine();
  const [directory, setDirectory] = useState("");
  const save = useKeyChange(() => engine.keys.export({ keyId: keyOf.keyId, directory: directory.trim() }));
  if (save.data !== undefined)
    return (
      <div className="key-action stack-small">
        <Note tone="good" title="Exported.">
          {save.data.files.map((file) => (
            <code key={file} className="wrap-anywhere">
              {file}
            </code>
          ))}
        </Note>
        <p className="soft">The line by which others trust this key:</p>
        <CopyText label="Allowed signers line" text={save.data.allowedSignersLine} />
        <div className="actions">
          <button type="button" className="button button-small" onClick={onDone}>
            Close
          </button>
        </div>
      </div>
    );
  return (
    <form
      className="key-action form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <PathField
        label="Folder to export to"
        goal="directory"
        value={directory}
        hint="Public forms, and the key file as it is: encrypted with its passphrase."
        onChange={setDirectory}
      />
      {save.error !== null && <ErrorNote error={save.error} />}
      <SubmitLine title="Export key" missing={directory.trim() === "" ? "Choose a folder." : ""} busy={save.isPending} onCancel={onDone} />
    </form>
  );
}

export function ChangePassphrase({ keyOf, onDone }: KeyActionProps) {
  const engine = useEngine();
  const [passphrase, setPassphrase] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const change = useKeyChange(() => engine.keys.changePassphrase({ keyId: keyOf.keyId, passphrase, newPassphrase: next }));
  if (change.data !== undefined)
    return (
      <div className="key-action stack-small">
        <Note tone="good" title="The passphrase was changed.">
          <p>Copies of the key file made before still open with the old one.</p>
        </Note>
        <div className="actions">
          <button type="button" className="button button-small" onClick={onDone}>
            Close
          </button>
        </div>
      </div>
    );
  return (
    <form
      className="key-action form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate(undefined);
      }}
    >
      <TextField label="Passphrase now" type="password" value={passphrase} onChange={setPassphrase} />
      <PassphrasePair label="New passphrase" passphrase={next} again={again} onPassphrase={setNext} onAgain={setAgain} />
      {change.error !== null && <ErrorNote error={change.error} />}
      <SubmitLine
        title="Set passphrase"
        missing={passphrase === "" ? "The passphrase now is needed." : passphraseMissing(next, again)}
        busy={change.isPending}
        onCancel={onDone}
      />
    </form>
  );
}

export function RevokeKey({ keyOf, onDone }: KeyActionProps) {
  const engine = useEngine();
  const [reason, setReason] = useState("");
  const revoke = useKeyChange(() => engine.keys.revoke({ keyId: keyOf.keyId, reason: reason.trim() }));
  if (revoke.data !== undefined)
    return (
      <div className="key-action stack-small">
        <Note tone="attention" title="This key signs no more.">
          <p>What it signed before stays signed. Everybody who trusts it has to change their list to this line:</p>
        </Note>
        <CopyText label="Allowed signers line" text={revoke.data.allowedSignersLine} />
        <div className="actions">
          <button type="button" className="button button-small" onClick={onDone}>
            Close
          </button>
        </div>
      </div>
    );
  return (
    <form
      className="key-action form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        revoke.mutate(undefined);
      }}
    >
      <Note tone="attention" title="Revoking cannot be undone.">
        <p>The key is kept, but signs nothing more on this machine.</p>
      </Note>
      <TextField label="Reason" hint="Lost, stolen, replaced, left the house." value={reason} onChange={setReason} />
      {revoke.error !== null && <ErrorNote error={revoke.error} />}
      <SubmitLine title="Revoke key" missing={reason.trim() === "" ? "Give the reason." : ""} busy={revoke.isPending} onCancel={onDone} />
    </form>
  );
}
