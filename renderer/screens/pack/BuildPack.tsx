import { useState } from "react";
import type { PackBuilt, SigningKey } from "../../../src/contract/pack-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { SelectField, TextField } from "../../parts/Field.tsx";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";

const CLASSIFICATIONS = ["confidential", "internal", "public"] as const;

/** Statements that stand in the pack and are signed with it. */
export function BuildPack({ keys }: { readonly keys: readonly SigningKey[] }) {
  const engine = useEngine();
  const job = useJob<PackBuilt>("pack.build");
  const [chosen, setChosen] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [purpose, setPurpose] = useState("");
  const [recipient, setRecipient] = useState("");
  const [classification, setClassification] = useState<string>("confidential");
  const [retainUntil, setRetainUntil] = useState("");
  const key = keys.find((entry) => entry.keyId === chosen) ?? keys[0];
  const ready = key !== undefined && passphrase !== "";
  const start = async () => {
    if (key === undefined) return;
    await job.start("Build and sign", (signal) =>
      engine.pack.build({ keyId: key.keyId, passphrase, purpose, recipient, classification, retainUntil }, { signal }),
    );
    setPassphrase("");
  };
  return (
    <Section title="Build and sign">
      {keys.length === 0 && (
        <Note tone="plain" title="A key is needed to sign.">
          <p>Create one beside this form.</p>
        </Note>
      )}
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <TextField label="Purpose" hint="What the pack is for; signed with it." value={purpose} onChange={setPurpose} />
        <TextField label="Recipient" value={recipient} onChange={setRecipient} />
        <div className="form-grid">
          <SelectField
            label="Classification"
            value={classification}
            options={CLASSIFICATIONS.map((value) => ({ value, title: value.charAt(0).toUpperCase() + value.slice(1) }))}
            onChange={setClassification}
          />
          <TextField label="Keep until" type="date" value={retainUntil} onChange={setRetainUntil} />
        </div>
        <div className="form-grid">
          <SelectField
            label="Signing key"
            value={key?.keyId ?? ""}
            disabled={keys.length === 0}
            options={
              keys.length === 0
                ? [{ value: "", title: "No key yet" }]
                : keys.map((entry) => ({ value: entry.keyId, title: entry.principal }))
            }
            onChange={setChosen}
          />
          <TextField label="Passphrase of the key" type="password" autoComplete="off" value={passphrase} onChange={setPassphrase} />
        </div>
        {job.failure !== null && <FailureNote failure={job.failure} />}
        {job.cancelled && <Note tone="plain" title="Cancelled. No pack was written." />}
        {job.job !== null && job.running ? (
          <JobPanel job={job.job} />
        ) : (
          <div className="actions">
            <button type="submit" className="button button-primary" disabled={!ready}>
              Build and sign
            </button>
            <p className="faint" role="status">
              {ready || key === undefined ? "" : "The passphrase is asked each time."}
            </p>
          </div>
        )}
      </form>
    </Section>
  );
}
