import { useState } from "react";
import type { PackBuilt } from "../../../src/contract/pack-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useKeys } from "../../client/queries.ts";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { KeyFields, chosenKey } from "../../parts/KeyFields.tsx";
import { ErrorNote, FailureNote, Note } from "../../parts/Notes.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { NewSecretField, secretIsLocked } from "./NewSecretField.tsx";
import { TransportFields, type TransportStated, transportMissing } from "./TransportFields.tsx";
import { claimsOf, transportOf, usePackDraft } from "./pack-draft.ts";

/** Key, passphrase, and whether the file is encrypted for its way. */
export function SignHere({ back }: { readonly back: () => void }) {
  const engine = useEngine();
  const keys = useKeys();
  const draft = usePackDraft();
  const job = useJob<PackBuilt>("pack.build");
  const [keyId, setKeyId] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [newCaseSecret, setNewCaseSecret] = useState(false);
  const [{ passphrase: transport, again }, setTransport] = useState({ passphrase: "", again: "" });
  const way: TransportStated = { transport: draft.transport, recipients: draft.recipients, passphrase: transport, again };
  const changeWay = ({ passphrase: word, again: repeated, ...kept }: Partial<TransportStated>) => {
    draft.change(kept);
    setTransport((held) => ({ passphrase: word ?? held.passphrase, again: repeated ?? held.again }));
  };
  const key = chosenKey(keys.data ?? [], keyId);
  const missing = missingOf(key !== undefined, passphrase, way);
  const start = async () => {
    if (key === undefined) return;
    await job.start("Build and sign", (signal) =>
      engine.pack.build(
        { claims: claimsOf(draft), keyId: key.keyId, passphrase, transport: transportOf(draft, transport), newCaseSecret },
        { signal },
      ),
    );
    setPassphrase("");
  };
  return (
    <form
      className="form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      {keys.error !== null && <ErrorNote error={keys.error} />}
      <fieldset className="form-narrow" disabled={job.running}>
        <legend className="hidden-visually">Key and transport</legend>
        {keys.data !== undefined && (
          <KeyFields keys={keys.data} keyId={keyId} passphrase={passphrase} onKey={setKeyId} onPassphrase={setPassphrase} />
        )}
        <TransportFields stated={way} restricted={draft.claims.kind === "restricted"} onChange={changeWay} />
      </fieldset>
      {job.failure !== null && <FailureNote failure={job.failure} />}
      {(newCaseSecret || secretIsLocked(job.failure)) && <NewSecretField checked={newCaseSecret} onChange={setNewCaseSecret} />}
      {job.cancelled && <Note tone="plain" title="Cancelled. No pack was written." />}
      {job.job !== null && job.running ? (
        <JobPanel job={job.job} />
      ) : (
        <SubmitLine title="Build and sign" missing={missing} onCancel={back} cancelTitle="Back" />
      )}
    </form>
  );
}

function missingOf(hasKey: boolean, passphrase: string, way: TransportStated): string {
  if (!hasKey) return "A key is needed.";
  return passphrase === "" ? "The passphrase of the key is needed." : transportMissing(way);
}
