import { useState } from "react";
import type { PackBuilt, PackToSign } from "../../../src/contract/pack-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { CopyText } from "../../parts/CopyText.tsx";
import { Digest } from "../../parts/Digest.tsx";
import { formatInstant } from "../../parts/format.ts";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { useFocusWhenLost } from "../../parts/use-focus-when-lost.ts";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { NO_TRANSPORT, TransportFields, transportMissing } from "./TransportFields.tsx";
import { transportOf } from "./pack-draft.ts";

/** A pack that is complete but for its signature: what to run where the key is, and where the answer comes back. */
export function WaitingPack({ pack }: { readonly pack: PackToSign }) {
  const engine = useEngine();
  const job = useJob<PackBuilt>("pack.import");
  const [signatureFile, setSignatureFile] = useState(pack.signatureFile);
  const [way, setWay] = useState(NO_TRANSPORT);
  const missing = signatureFile.trim() === "" ? "Choose the signature file." : transportMissing(way);
  const start = () =>
    void job.start("Import signature", (signal) =>
      engine.pack.importSignature(
        { directory: pack.directory, signatureFile: signatureFile.trim(), transport: transportOf(way, way.passphrase) },
        { signal },
      ),
    );
  const place = useFocusWhenLost<HTMLElement>();
  return (
    <section ref={place} tabIndex={-1} className="panel stack" aria-label={`Waits for ${pack.principal}`}>
      <p>
        <b>{pack.principal}</b> <span className="soft">has yet to sign.</span>{" "}
        <span className="faint">Prepared {formatInstant(pack.preparedAt)} UTC. Nothing counts as signed until then.</span>
      </p>
      <dl className="facts">
        <dt>Key</dt>
        <dd>
          <code>{pack.fingerprint}</code>
        </dd>
        <dt>Digest to be signed</dt>
        <dd>
          <Digest value={pack.tagmanifestSha256} what="the digest to be signed" full />
        </dd>
        <dt>File to be signed</dt>
        <dd>
          <code>{pack.fileToSign}</code>
        </dd>
      </dl>
      <div className="stack-small">
        <p>
          <b>1.</b> Where the key is, run:
        </p>
        <CopyText label="Signing command" text={pack.command} />
      </div>
      <form
        className="stack-small"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <p>
          <b>2.</b> Bring back the signature:
        </p>
        <div className="form-narrow">
          <PathField
            label="Signature file"
            goal="file"
            value={signatureFile}
            hint="It is checked against key and digest before the pack is written."
            onChange={setSignatureFile}
          />
          <TransportFields stated={way} restricted={false} onChange={(change) => setWay((held) => ({ ...held, ...change }))} />
          {job.failure !== null && <FailureNote failure={job.failure} />}
          {job.cancelled && <Note tone="plain" title="Cancelled. No pack was written." />}
          {job.job !== null && job.running ? <JobPanel job={job.job} /> : <SubmitLine title="Import signature" missing={missing} />}
        </div>
      </form>
    </section>
  );
}
