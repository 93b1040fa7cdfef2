import type { Verification } from "../../../src/contract/review-schemas.ts";
import { StepMark } from "../../parts/StepMark.tsx";

/** Every step in the order of verification, those that were not taken too. */
export function VerificationSteps({ steps }: { readonly steps: Verification["steps"] }) {
  return (
    <ol className="verify-steps list-plain" aria-label="Verification steps">
      {steps.map((step) => (
        <li key={step.id} data-step={step.id} data-state={step.state}>
          <StepMark state={step.state} />
          <div>
            <span className="verify-title">
              <b>{step.title}</b>
              {step.mandatory ? <span className="badge">Mandatory</span> : <span className="faint small">optional</span>}
            </span>
            <p>{step.message}</p>
          </div>
        </li>
      ))}
    </ol>
  );
}
