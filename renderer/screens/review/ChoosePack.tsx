import { Link } from "wouter";
import { useSigners } from "../../client/queries.ts";
import { ChoiceField, TextField } from "../../parts/Field.tsx";
import { plural } from "../../parts/format.ts";
import { PathField } from "../../parts/PathField.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { isEncrypted, missingOf } from "./review-draft.ts";
import { useReview } from "./use-review.ts";

/** Which pack, and whom the reviewer trusts. Nothing of this comes from the pack. */
export function ChoosePack({ onVerify, onCancel }: { readonly onVerify: () => void; readonly onCancel?: (() => void) | undefined }) {
  const { draft, choose, verify } = useReview();
  const own = useSigners().data;
  return (
    <form
      className="form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        onVerify();
      }}
    >
      <fieldset className="form-narrow" disabled={verify.running}>
        <legend className="hidden-visually">Pack and trust</legend>
        <PathField
          label="Pack"
          goal="any"
          value={draft.path}
          hint="As it was handed over: a ZIP file, an unpacked folder, or an encrypted transport file (.age)."
          onChange={(path) => choose({ path })}
        />
        {isEncrypted(draft.path) && (
          <>
            <ChoiceField
              legend="The file is encrypted. It opens with"
              value={draft.openWith}
              choices={[
                { value: "passphrase", title: "A passphrase", consequence: "From the sender, by another way than the file." },
                { value: "identity", title: "My age identity", consequence: "The secret half of the key that it was encrypted for." },
              ]}
              onChange={(value) => choose({ openWith: value === "identity" ? "identity" : "passphrase" })}
            />
            {draft.openWith === "passphrase" ? (
              <TextField
                label="Passphrase of the transport file"
                type="password"
                value={draft.transportPassphrase}
                onChange={(transportPassphrase) => choose({ transportPassphrase })}
              />
            ) : (
              <PathField
                label="Identity file"
                goal="file"
                value={draft.identityFile}
                hint="As age-keygen writes it. It is read on this machine and kept nowhere else."
                onChange={(identityFile) => choose({ identityFile })}
              />
            )}
          </>
        )}
        <ChoiceField
          legend="Trusted signers"
          value={draft.signersFrom}
          choices={[
            {
              value: "own",
              title: "My own list",
              consequence: own === undefined ? "" : `${plural(own.signers.length, "signer")}, kept on this machine.`,
            },
            { value: "file", title: "A file", consequence: "An allowed signers file in OpenSSH's form." },
          ]}
          onChange={(value) => choose({ signersFrom: value === "file" ? "file" : "own" })}
        />
        {draft.signersFrom === "own" && own?.signers.length === 0 && (
          <p className="soft">
            Your list is empty: integrity can be checked, but not who signed. <Link href="/settings/signers">Add a signer</Link>
          </p>
        )}
        {draft.signersFrom === "file" && (
          <PathField
            label="Allowed signers file"
            goal="file"
            value={draft.allowedSigners}
            hint="From a source that you trust; never the one that lies beside the pack."
            onChange={(allowedSigners) => choose({ allowedSigners })}
          />
        )}
        <PathField
          label="Time stamp authorities"
          goal="file"
          value={draft.timestampAuthorities}
          hint="Optional. A PEM file of the authorities that you trust; without it, time stamps are not checked."
          onChange={(timestampAuthorities) => choose({ timestampAuthorities })}
        />
      </fieldset>
      {!verify.running && <SubmitLine title="Verify" missing={missingOf(draft)} onCancel={onCancel} />}
    </form>
  );
}
