import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type FindingView, SIGN_OFF_ROLES } from "../../../src/contract/finding-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useKeys } from "../../client/queries.ts";
import { Digest } from "../../parts/Digest.tsx";
import { SelectField } from "../../parts/Field.tsx";
import { formatInstant, inWords } from "../../parts/format.ts";
import { KeyFields, chosenKey } from "../../parts/KeyFields.tsx";
import { ErrorNote, Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { SignOffMark, type SignOffRole, signOffOf } from "./SignOffMark.tsx";

/** Who stands for the finding as it is now. */
export function SignOffPanel({ finding, changed }: { readonly finding: FindingView; readonly changed: boolean }) {
  const voided = finding.signOffs.some((signOff) => !signOff.inForce);
  return (
    <Section title="Sign-off">
      {voided && (
        <Note tone="failure" title="A sign-off is void.">
          <p>The finding was edited after it. It has to be signed off again.</p>
        </Note>
      )}
      <ul className="entry-list" aria-label="Sign-offs">
        {SIGN_OFF_ROLES.map((role) => {
          const signOff = signOffOf(finding, role);
          return (
            <li key={role} className="entry">
              <div className="entry-head entry-head-tight">
                <b>{inWords(role)}</b>
                <SignOffMark signOff={signOff} />
              </div>
              {signOff !== undefined && (
                <p className="small soft">
                  <span className="wrap-anywhere">{signOff.principal}</span>, {formatInstant(signOff.at)} UTC
                  <br />
                  <code className="wrap-anywhere faint">{signOff.fingerprint}</code>
                </p>
              )}
            </li>
          );
        })}
      </ul>
      <p className="faint small">
        What is signed: <Digest value={finding.digest} what="the digest of the finding" />
      </p>
      {changed ? (
        <p className="soft">The form holds edits. Saving them voids what was signed off; save or discard them before signing off.</p>
      ) : (
        <SignOffForm finding={finding} />
      )}
    </Section>
  );
}

function SignOffForm({ finding }: { readonly finding: FindingView }) {
  const engine = useEngine();
  const queries = useQueryClient();
  const keys = useKeys();
  const open = SIGN_OFF_ROLES.find((role) => signOffOf(finding, role)?.inForce !== true);
  const [chosen, setChosen] = useState<SignOffRole | null>(null);
  const role = chosen ?? open ?? "preparer";
  const [keyId, setKeyId] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const key = chosenKey(keys.data ?? [], keyId);
  const sign = useMutation({
    mutationFn: (id: string) => engine.findings.signOff({ findingId: finding.findingId, role, keyId: id, passphrase }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["findings"] });
      setChosen(null);
    },
    onSettled: () => setPassphrase(""),
  });
  const other = finding.signOffs.find((signOff) => signOff.inForce && signOff.role !== role);
  const same = key !== undefined && other?.principal === key.principal;
  return (
    <form
      className="panel form-narrow"
      aria-label="Sign off"
      onSubmit={(event) => {
        event.preventDefault();
        if (key !== undefined) sign.mutate(key.keyId);
      }}
    >
      <SelectField
        label="Sign off as"
        value={role}
        options={SIGN_OFF_ROLES.map((entry) => ({ value: entry, title: inWords(entry) }))}
        onChange={(value) => setChosen(SIGN_OFF_ROLES.find((entry) => entry === value) ?? null)}
      />
      {keys.error !== null && <ErrorNote error={keys.error} />}
      {keys.data !== undefined && (
        <KeyFields keys={keys.data} keyId={keyId} passphrase={passphrase} onKey={setKeyId} onPassphrase={setPassphrase} />
      )}
      {same && (
        <Note tone="attention" title="Preparer and reviewer should not be the same person.">
          <p>{key.principal} has signed off in the other role.</p>
        </Note>
      )}
      {sign.error !== null && <ErrorNote error={sign.error} />}
      <SubmitLine
        title={sign.isPending ? "Signing" : "Sign off"}
        missing={key === undefined ? "A key is needed." : passphrase === "" ? "The passphrase is needed." : ""}
        busy={sign.isPending}
      />
    </form>
  );
}
