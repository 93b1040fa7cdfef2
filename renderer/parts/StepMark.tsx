import { CircleCheck, CircleDashed, CircleX, EyeOff } from "lucide-react";
import type { Verification } from "../../src/contract/review-schemas.ts";

export type StepState = Verification["steps"][number]["state"];

export const STEP_STATES: Readonly<Record<StepState, { readonly word: string; readonly look: string; readonly icon: typeof CircleCheck }>> =
  {
    pass: { word: "Pass", look: "mark mark-no-exception", icon: CircleCheck },
    fail: { word: "Fail", look: "mark mark-exception", icon: CircleX },
    withheld: { word: "Withheld", look: "mark mark-insufficient-evidence", icon: EyeOff },
    "not-checked": { word: "Not checked", look: "mark mark-insufficient-evidence", icon: CircleDashed },
  };

/** State of a check: colour, shape and word. */
export function StepMark({ state }: { readonly state: StepState }) {
  const { word, look, icon: Icon } = STEP_STATES[state];
  return (
    <span className={look}>
      <Icon size={15} aria-hidden="true" />
      {word}
    </span>
  );
}
