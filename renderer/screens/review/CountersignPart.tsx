import { useState } from "react";
import { Link } from "wouter";
import type { Verification } from "../../../src/contract/review-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useKeys } from "../../client/queries.ts";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { ChoiceField } from "../../parts/Field.tsx";
import { KeyFields, chosenKey } from "../../parts/KeyFields.tsx";
import { LinesField, stated } from "../../parts/LinesField.tsx";
import { ErrorNote, FailureNote, Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { useFocusWhenLost } from "../../parts/use-focus-when-lost.ts";
import { WhatIsSigned } from "./WhatIsSigned.tsx";
import { type Conclusion, requestOf } from "./review-draft.ts";
import { useReview, useReviewCopy } from "./use-review.ts";

const CHOICES: readonly { readonly value: Conclusion; readonly title: string; readonly consequence: string }[] = [
  { value: "agrees", title: "I agree", consequence: "With what the pack says, as it stands." },
  {
    value: "agrees-with-reservations",
    title: "I agree with reservations",
    consequence: "With reasons, which are signed and travel with the pack.",
  },
  { value: "disagrees", title: "I disagree", consequence: "With reasons. It is as good a signature as any other." },
];

/** The reviewer's own signature: what they say, why, and exactly what the key signs. */
export function CountersignPart({ verification }: { readonly verification: Verification }) {
  const engine = useEngine();
  const { draft, change, countersign } = useReview();
  const keys = useKeys();
  const [keyId, setKeyId] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const key = chosenKey(keys.data ?? [], keyId);
  const reasons = stated(draft.reasons);
  const { conclusion } = draft;
  const missing = missingOf(conclusion, reasons, key !== undefined, passphrase);
  const start = async () => {
    if (key === undefined || conclusion === null) return;
    await countersign.start("Countersign", (signal) =>
      engine.review.countersign({ request: requestOf(draft), keyId: key.keyId, passphrase, conclusion, reasons }, { signal }),
    );
    setPassphrase("");
  };
  if (countersign.result !== null) return <CountersignResult result={countersign.result} onAgain={countersign.dismiss} />;
  return (
    <>
      {verification.standing === "failed" && (
        <Note tone="failure" title="Your own verification of this pack failed.">
          <p>The result is signed with your conclusion. You can disagree, with reasons.</p>
        </Note>
      )}
      {(verification.standing === "incomplete" || verification.standing === "withheld") && (
        <Note tone="attention" title="Your own verification of this pack is not complete.">
          <p>The result is signed with your conclusion, as it is.</p>
        </Note>
      )}
      {keys.error !== null && <ErrorNote error={keys.error} />}
      <div className="columns columns-even">
        <form
          className="form-narrow"
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          <fieldset className="form-narrow" disabled={countersign.running}>
            <legend className="hidden-visually">Conclusion and key</legend>
            <ChoiceField
              legend="Your conclusion"
              layout="stacked"
              value={conclusion}
              choices={CHOICES}
              onChange={(value) => {
                const chosen = CHOICES.find((choice) => choice.value === value)?.value ?? null;
                change({ conclusion: chosen, reasons: chosen !== "agrees" && draft.reasons.length === 0 ? [""] : draft.reasons });
              }}
            />
            <LinesField
              legend="Reasons"
              one="Reason"
              hint={conclusion === "agrees" ? "Optional when you agree." : "At least one, each on its own."}
              long
              lines={draft.reasons}
              onChange={(lines) => change({ reasons: lines })}
            />
            {keys.data !== undefined && (
              <KeyFields keys={keys.data} keyId={keyId} passphrase={passphrase} onKey={setKeyId} onPassphrase={setPassphrase} />
            )}
          </fieldset>
          {countersign.failure !== null && <FailureNote failure={countersign.failure} />}
          {countersign.cancelled && <Note tone="plain" title="Cancelled. Nothing was signed." />}
          {countersign.job !== null && countersign.running ? (
            <JobPanel job={countersign.job} />
          ) : (
            <SubmitLine title="Countersign" missing={missing} />
          )}
        </form>
        <WhatIsSigned verification={verification} reviewer={key} conclusion={conclusion} reasons={reasons} />
      </div>
    </>
  );
}

function missingOf(conclusion: Conclusion | null, reasons: readonly string[], hasKey: boolean, passphrase: string): string {
  if (conclusion === null) return "Choose your conclusion.";
  if (conclusion !== "agrees" && reasons.length === 0) return "Give at least one reason.";
  if (!hasKey) return "A key is needed.";
  return passphrase === "" ? "The passphrase of the key is needed." : "";
}

function CountersignResult({
  result,
  onAgain,
}: {
  readonly result: { readonly zipPath: string; readonly name: string };
  readonly onAgain: () => void;
}) {
  const place = useFocusWhenLost<HTMLDivElement>();
  const reviewCopy = useReviewCopy();
  return (
    <div ref={place} tabIndex={-1}>
      <Section title="Countersigned">
        <Note tone="good" title={`Your countersignature was added as ${result.name}.`}>
          <p>It is in a copy. The pack that you were given stays as it is.</p>
        </Note>
        <dl className="facts">
          <dt>Copy</dt>
          <dd>
            <code>{result.zipPath}</code>
          </dd>
        </dl>
        <p className="soft measure">
          Give the copy back, and the fingerprint of your key by another way. A <Link href="/review/timestamps">time stamp</Link> would show
          when you signed.
        </p>
        <div className="actions">
          <button type="button" className="button" onClick={() => reviewCopy(result.zipPath)}>
            Review the copy
          </button>
          <button type="button" className="button" onClick={onAgain}>
            Countersign with another key
          </button>
        </div>
      </Section>
    </div>
  );
}
