import { useState } from "react";
import type { PackToSign } from "../../../src/contract/pack-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useCurrentCase } from "../../client/queries.ts";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { AreaField, TextField } from "../../parts/Field.tsx";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { NewSecretField, secretIsLocked } from "./NewSecretField.tsx";
import { claimsOf, usePackDraft } from "./pack-draft.ts";

const PUBLIC_KEY = /^(ssh-ed25519|sk-ssh-ed25519@openssh\.com) AAAA[A-Za-z0-9+/=]+/;

/** Prepares everything but the signature: only the public half of the key is needed here. */
export function SignOutside({ back }: { readonly back: () => void }) {
  const engine = useEngine();
  const draft = usePackDraft();
  const auditor = useCurrentCase().data?.auditor ?? "";
  const job = useJob<PackToSign>("pack.prepare");
  const [principal, setPrincipal] = useState("");
  const [publicKey, setPublicKey] = useState("");
  const [casePassphrase, setCasePassphrase] = useState("");
  const [newCaseSecret, setNewCaseSecret] = useState(false);
  const name = principal.trim() === "" ? auditor : principal.trim();
  const keyError = publicKey.trim() === "" || PUBLIC_KEY.test(publicKey.trim()) ? undefined : "Not an Ed25519 public key of OpenSSH.";
  const missing =
    publicKey.trim() === "" || keyError !== undefined
      ? "The public key is needed."
      : casePassphrase === ""
        ? "The passphrase of the case is needed."
        : "";
  const start = () =>
    void job.start("Prepare the pack", (signal) =>
      engine.pack.prepare(
        { claims: claimsOf(draft), principal: name, publicKey: publicKey.trim(), casePassphrase, newCaseSecret },
        { signal },
      ),
    );
  return (
    <form
      className="form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <fieldset className="form-narrow" disabled={job.running}>
        <legend className="hidden-visually">Key held elsewhere</legend>
        <TextField
          label="Who signs"
          hint="The name that a reviewer trusts."
          value={principal}
          placeholder={auditor}
          onChange={setPrincipal}
        />
        <AreaField
          label="Public key"
          hint="The line in the .pub file: ssh-ed25519 or sk-ssh-ed25519@openssh.com."
          code
          placeholder="ssh-ed25519 AAAA…"
          error={keyError}
          value={publicKey}
          onChange={setPublicKey}
        />
        <TextField
          label="Passphrase of the case"
          type="password"
          hint="Opens the secret from which pseudonyms and commitments are made. The first one given is the one of the case."
          value={casePassphrase}
          onChange={setCasePassphrase}
        />
      </fieldset>
      {job.failure !== null && <FailureNote failure={job.failure} />}
      {(newCaseSecret || secretIsLocked(job.failure)) && <NewSecretField checked={newCaseSecret} onChange={setNewCaseSecret} />}
      {job.cancelled && <Note tone="plain" title="Cancelled. Nothing was prepared." />}
      {job.job !== null && job.running ? (
        <JobPanel job={job.job} />
      ) : (
        <SubmitLine title="Prepare for signing" missing={missing} onCancel={back} cancelTitle="Back" />
      )}
    </form>
  );
}
