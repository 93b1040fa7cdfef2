import type { SigningKey } from "../../../src/contract/key-schemas.ts";
import type { Verification } from "../../../src/contract/review-schemas.ts";
import { Digest } from "../../parts/Digest.tsx";
import { ErrorNote } from "../../parts/Notes.tsx";
import { STEP_STATES } from "../../parts/StepMark.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { STANDINGS, StandingMark } from "./Conclusion.tsx";
import { CONCLUSIONS } from "./CountersignatureList.tsx";
import { standingOf } from "./ReperformanceView.tsx";
import { noteSubject } from "./note-subject.ts";
import type { Conclusion } from "./review-draft.ts";
import { useReview } from "./use-review.ts";
import { useReviewedPack } from "./use-reviewed-pack.ts";

interface WhatIsSignedProps {
  readonly verification: Verification;
  readonly reviewer: SigningKey | undefined;
  readonly conclusion: Conclusion | null;
  readonly reasons: readonly string[];
}

/** The statement, before it is signed: nothing in it that the reviewer has not seen. */
export function WhatIsSigned({ verification, reviewer, conclusion, reasons }: WhatIsSignedProps) {
  const { reperform } = useReview();
  const pack = useReviewedPack();
  const notes = pack.data?.notes ?? [];
  const step = verification.steps.find((entry) => entry.id === "reperformance");
  const reperformed =
    reperform.result !== null
      ? STANDINGS[standingOf(reperform.result)].short
      : step === undefined
        ? "Not checked"
        : STEP_STATES[step.state].word;
  return (
    <Section title="What you sign">
      <dl className="facts panel statement">
        <dt>Pack</dt>
        <dd>
          {verification.packId ?? <span className="faint">cannot be read</span>}
          {verification.revision !== null && `, revision ${verification.revision}`}
        </dd>
        <dt>Its signed digest</dt>
        <dd>
          {verification.tagmanifestSha256 === null ? (
            <span className="faint">cannot be read</span>
          ) : (
            <Digest value={verification.tagmanifestSha256} what="the signed digest" />
          )}
        </dd>
        <dt>Your verification</dt>
        <dd>
          <StandingMark standing={verification.standing} />
        </dd>
        <dt>Your re-performance</dt>
        <dd>{reperformed}</dd>
        <dt>Reviewer</dt>
        <dd>
          {reviewer === undefined ? <span className="faint">no key</span> : reviewer.principal}
          {reviewer !== undefined && <code className="statement-code">{reviewer.fingerprint}</code>}
        </dd>
        <dt>Conclusion</dt>
        <dd>{conclusion === null ? <span className="faint">not chosen yet</span> : <b>{CONCLUSIONS[conclusion].word}</b>}</dd>
        <dt>Reasons</dt>
        <dd>
          {reasons.length === 0 ? (
            <span className="faint">none</span>
          ) : (
            <ul className="bullets">
              {reasons.map((reason, index) => (
                <li key={index}>{reason}</li>
              ))}
            </ul>
          )}
        </dd>
        <dt>Review notes</dt>
        <dd>
          {notes.length === 0 ? (
            <span className="faint">none</span>
          ) : (
            <ul className="statement-notes">
              {notes.map((note, index) => (
                <li key={index}>
                  <span className="faint small wrap-anywhere">{noteSubject(note)}</span>
                  <p>{note.text}</p>
                </li>
              ))}
            </ul>
          )}
        </dd>
      </dl>
      {pack.error !== null && <ErrorNote error={pack.error} />}
    </Section>
  );
}
