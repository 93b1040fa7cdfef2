import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Verification } from "../../../src/contract/review-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { CopyText } from "../../parts/CopyText.tsx";
import { SelectField } from "../../parts/Field.tsx";
import { formatInstant } from "../../parts/format.ts";
import { ErrorNote, FailureNote, Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { TimestampList } from "./TimestampList.tsx";
import { requestOf } from "./review-draft.ts";
import { useReview, useReviewCopy } from "./use-review.ts";

/** A time stamp needs a connected machine; this one is not. So the request goes out as a file, and the answer comes in as one. */
export function TimestampPart({ verification }: { readonly verification: Verification }) {
  return (
    <>
      <p className="soft measure">
        A time stamping authority attests that a signature existed at a time. This machine asks nobody: the request is carried to a
        connected machine as a file, and the answer carried back.
      </p>
      <div className="columns columns-even">
        <RequestForm verification={verification} />
        <ImportForm />
      </div>
      <Section title="In this pack" aside={verification.timestamps.length === 0 ? "None" : ""}>
        <TimestampList timestamps={verification.timestamps} />
      </Section>
    </>
  );
}

function RequestForm({ verification }: { readonly verification: Verification }) {
  const engine = useEngine();
  const { draft } = useReview();
  const [of, setOf] = useState("auditor");
  const request = useMutation({ mutationFn: () => engine.review.timestampRequest({ request: requestOf(draft), of }) });
  const options = [
    { value: "auditor", title: `The auditor's signature${verification.signer === null ? "" : `, ${verification.signer}`}` },
    ...verification.countersignatures.map((entry) => ({
      value: entry.name,
      title: `${entry.name}${entry.principal === null ? "" : `, ${entry.principal}`}`,
    })),
  ];
  return (
    <Section title="1. Export a request">
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          request.mutate();
        }}
      >
        <SelectField
          label="Signature to be stamped"
          value={of}
          options={options}
          onChange={(value) => {
            setOf(value);
            request.reset();
          }}
        />
        {request.error !== null && <ErrorNote error={request.error} />}
        <SubmitLine title="Export request" missing="" busy={request.isPending} />
      </form>
      {request.data !== undefined && (
        <div className="stack-small" role="status">
          <dl className="facts">
            <dt>Request</dt>
            <dd>
              <code>{request.data.file}</code>
            </dd>
          </dl>
          <p className="soft">
            It holds a digest and nothing of the pack. On a connected machine, beside the file, with the address of your authority:
          </p>
          <CopyText label="Command for the authority" text={request.data.command} />
        </div>
      )}
    </Section>
  );
}

function ImportForm() {
  const engine = useEngine();
  const { draft, stamp } = useReview();
  const reviewCopy = useReviewCopy();
  const [response, setResponse] = useState("");
  const start = () =>
    void stamp.start("Import time stamp", (signal) =>
      engine.review.timestampImport({ request: requestOf(draft), response: response.trim() }, { signal }),
    );
  return (
    <Section title="2. Import the response">
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          start();
        }}
      >
        <PathField
          label="Response"
          goal="file"
          value={response}
          hint="The .tsr file as the authority sent it. It is checked before it is kept."
          onChange={setResponse}
        />
        {stamp.failure !== null && <FailureNote failure={stamp.failure} />}
        {stamp.cancelled && <Note tone="plain" title="Cancelled. No copy was written." />}
        {stamp.job !== null && stamp.running ? (
          <JobPanel job={stamp.job} />
        ) : (
          <SubmitLine title="Import response" missing={response.trim() === "" ? "Choose the response." : ""} />
        )}
      </form>
      {stamp.result !== null && (
        <Note tone="good" title={`Stamped ${formatInstant(stamp.result.time)} UTC by ${stamp.result.authority}.`}>
          <p>
            In a copy: <code className="wrap-anywhere">{stamp.result.zipPath}</code>
          </p>
          <p>Verify the copy with the authority&rsquo;s certificate to see it checked.</p>
          <div className="actions">
            <button type="button" className="button button-small" onClick={() => stamp.result !== null && reviewCopy(stamp.result.zipPath)}>
              Review the copy
            </button>
          </div>
        </Note>
      )}
    </Section>
  );
}
