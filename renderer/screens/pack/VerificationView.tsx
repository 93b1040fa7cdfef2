import { CircleCheck, CircleDashed, CircleHelp, CircleX, EyeOff } from "lucide-react";
import type { Verification } from "../../../src/contract/pack-schemas.ts";
import { plural } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";

type StepState = Verification["steps"][number]["state"];

const STATES: Readonly<Record<StepState, { readonly word: string; readonly look: string; readonly icon: typeof CircleCheck }>> = {
  pass: { word: "Pass", look: "mark mark-no-exception", icon: CircleCheck },
  fail: { word: "Fail", look: "mark mark-exception", icon: CircleX },
  withheld: { word: "Withheld", look: "mark mark-insufficient-evidence", icon: EyeOff },
  "not-checked": { word: "Not checked", look: "mark mark-insufficient-evidence", icon: CircleDashed },
};

/** Success, failure, and the dangerous case between: whole, but by nobody you know. */
type Standing = "pass" | "fail" | "unknown";

function standingOf(verification: Verification): Standing {
  if (verification.success) return "pass";
  return verification.steps.some((step) => step.state === "fail") ? "fail" : "unknown";
}

const HEADINGS: Readonly<Record<Standing, { readonly title: string; readonly icon: typeof CircleCheck; readonly look: string }>> = {
  pass: { title: "Verified", icon: CircleCheck, look: "mark mark-no-exception" },
  fail: { title: "Verification failed", icon: CircleX, look: "mark mark-exception" },
  unknown: { title: "Not verified", icon: CircleHelp, look: "mark mark-insufficient-evidence" },
};

export function VerificationView({ verification }: { readonly verification: Verification }) {
  const standing = standingOf(verification);
  const { title, icon: Icon, look } = HEADINGS[standing];
  const missing = verification.steps.filter((step) => step.mandatory && step.state !== "pass");
  return (
    <>
      <section
        className={`conclusion conclusion-${standing}`}
        aria-label="Conclusion"
        data-testid={`verification-${standing}`}
        role="status"
      >
        <h2 className={look}>
          <Icon size={20} aria-hidden="true" />
          {title}
        </h2>
        <p>{verification.conclusion}</p>
        {standing !== "pass" && missing.length > 0 && (
          <p className="small">
            {plural(missing.length, "mandatory step")} did not pass:{" "}
            {missing.map((step) => step.title.charAt(0).toLowerCase() + step.title.slice(1)).join(", ")}. Do not rely on this pack.
          </p>
        )}
      </section>
      <dl className="facts">
        <dt>Pack</dt>
        <dd>{verification.packId ?? <span className="faint">cannot be read</span>}</dd>
        <dt>Signer</dt>
        <dd>{verification.signer ?? <span className="faint">not established</span>}</dd>
        <dt>Key</dt>
        <dd>
          {verification.fingerprint === null ? <span className="faint">not established</span> : <code>{verification.fingerprint}</code>}
        </dd>
      </dl>
      <Section
        title="Steps"
        aside={`${verification.steps.filter((step) => step.state === "pass").length} of ${verification.steps.length} passed`}
      >
        <ol className="verify-steps list-plain" aria-label="Verification steps">
          {verification.steps.map((step) => {
            const state = STATES[step.state];
            return (
              <li key={step.id} data-step={step.id} data-state={step.state}>
                <span className={state.look}>
                  <state.icon size={15} aria-hidden="true" />
                  {state.word}
                </span>
                <div>
                  <b>{step.title}</b>
                  {!step.mandatory && <span className="faint"> optional</span>}
                  <p>{step.message}</p>
                </div>
              </li>
            );
          })}
        </ol>
      </Section>
    </>
  );
}
