import { useState } from "react";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useCurrentCase } from "../../client/queries.ts";
import { TextField } from "../../parts/Field.tsx";
import { ErrorNote } from "../../parts/Notes.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { PassphrasePair, passphraseMissing } from "./PassphrasePair.tsx";
import { useKeyChange } from "./use-key-change.ts";

interface NewKeyProps {
  readonly onDone: () => void;
}

/** The owner's name: typed, else the auditor of the open case. */
function useOwner(): { readonly typed: string; readonly name: string; readonly auditor: string; readonly set: (name: string) => void } {
  const auditor = useCurrentCase().data?.auditor ?? "";
  const [typed, set] = useState("");
  return { typed, name: typed.trim() === "" ? auditor : typed.trim(), auditor, set };
}

function OwnerField({ owner }: { readonly owner: ReturnType<typeof useOwner> }) {
  return (
    <TextField
      label="Whose key"
      hint="The name that others have to trust, best in the form of an e-mail address."
      value={owner.typed}
      placeholder={owner.auditor}
      onChange={owner.set}
    />
  );
}

export function CreateKey({ onDone }: NewKeyProps) {
  const engine = useEngine();
  const owner = useOwner();
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const create = useKeyChange(() => engine.keys.create({ principal: owner.name, passphrase }), onDone);
  return (
    <form
      className="panel form-narrow"
      aria-label="New key"
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate(undefined);
      }}
    >
      <OwnerField owner={owner} />
      <PassphrasePair label="Passphrase" passphrase={passphrase} again={again} onPassphrase={setPassphrase} onAgain={setAgain} />
      {create.error !== null && <ErrorNote error={create.error} />}
      <SubmitLine
        title={create.isPending ? "Sealing" : "Create key"}
        missing={owner.name === "" ? "Say whose key it is." : passphraseMissing(passphrase, again)}
        busy={create.isPending}
      />
    </form>
  );
}

/** An existing key comes in under this program's own encryption; its file stays where it is. */
export function ImportKey({ onDone }: NewKeyProps) {
  const engine = useEngine();
  const owner = useOwner();
  const [path, setPath] = useState("");
  const [filePassphrase, setFilePassphrase] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const bring = useKeyChange(() => engine.keys.import({ path: path.trim(), principal: owner.name, filePassphrase, passphrase }), onDone);
  const missing =
    path.trim() === "" ? "Choose the key file." : owner.name === "" ? "Say whose key it is." : passphraseMissing(passphrase, again);
  return (
    <form
      className="panel form-narrow"
      aria-label="Import a key"
      onSubmit={(event) => {
        event.preventDefault();
        bring.mutate(undefined);
      }}
    >
      <PathField
        label="Private key file"
        goal="file"
        value={path}
        hint="Ed25519, in OpenSSH's form or PKCS#8. It is read and left as it is."
        onChange={setPath}
      />
      <TextField
        label="Passphrase of the file"
        type="password"
        hint="Empty when the file is not encrypted."
        value={filePassphrase}
        onChange={setFilePassphrase}
      />
      <OwnerField owner={owner} />
      <PassphrasePair label="Passphrase here" passphrase={passphrase} again={again} onPassphrase={setPassphrase} onAgain={setAgain} />
      {bring.error !== null && <ErrorNote error={bring.error} />}
      <SubmitLine title={bring.isPending ? "Sealing" : "Import key"} missing={missing} busy={bring.isPending} />
    </form>
  );
}
