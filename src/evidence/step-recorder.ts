import { describeError, isTickmarkError } from "../foundation/errors.ts";
import type { Pause, Steps } from "../foundation/steps.ts";
import {
  MANDATORY_STEPS,
  MAXIMUM_DETAILS,
  STEP_IDS,
  STEP_TITLES,
  type StepId,
  type StepState,
  type VerificationStep,
} from "./verification-report.ts";

/** Collects one result a step; a step that nobody reports on is "not-checked", never "pass". */
export class StepRecorder {
  readonly #results = new Map<StepId, { state: StepState; message: string; details: readonly string[] }>();
  readonly #mandatory: Set<StepId>;

  constructor(alsoMandatory: readonly StepId[]) {
    this.#mandatory = new Set([...MANDATORY_STEPS, ...alsoMandatory]);
  }

  record(id: StepId, state: StepState, message: string, details: readonly string[] = []): void {
    this.#results.set(id, { state, message, details });
  }

  /** A step that this pack cannot have by its own signed rule: "not-checked", and success does not ask for it. */
  waive(id: StepId, message: string): void {
    this.record(id, "not-checked", message);
    this.#mandatory.delete(id);
  }

  /** Pass when there are no problems. */
  conclude(id: StepId, problems: readonly string[], passMessage: string): void {
    if (problems.length === 0) this.record(id, "pass", passMessage);
    else
      this.record(id, "fail", problems.length === 1 ? sentence(problems[0] ?? "") : `${problems.length} problems.`, problems.map(sentence));
  }

  /** Runs a check that may refuse by throwing; hostile input must end in "fail", not in a crash. */
  attempt<Result>(id: StepId, check: () => Result): Result | null {
    try {
      return check();
    } catch (error) {
      const message = isTickmarkError(error) ? describeError(error) : `The check could not be completed (${describeError(error)}).`;
      this.record(id, "fail", message, [message]);
      return null;
    }
  }

  /** The same for long work; what `pause` throws ends the verification, for it is not the pack's fault. */
  async attemptInSteps<Result>(id: StepId, steps: Steps<Result>, pause: Pause = () => undefined): Promise<Result | null> {
    for (;;) {
      const step = this.attempt(id, () => steps.next());
      if (step === null) return null;
      if (step.done === true) return step.value;
      await pause(step.value);
    }
  }

  passed(id: StepId): boolean {
    return this.#results.get(id)?.state === "pass";
  }

  get anyFailed(): boolean {
    return [...this.#results.values()].some((result) => result.state === "fail");
  }

  steps(): VerificationStep[] {
    return STEP_IDS.map((id) => {
      const { state, message, details } = this.#results.get(id) ?? {
        state: "not-checked",
        message: "Not reached: an earlier step failed.",
        details: [],
      };
      const shown = details.slice(0, MAXIMUM_DETAILS);
      const rest = details.length - shown.length;
      return {
        id,
        title: STEP_TITLES[id],
        state,
        mandatory: this.#mandatory.has(id),
        message,
        details: rest > 0 ? [...shown, `and ${rest} more`] : shown,
      };
    });
  }
}

function sentence(problem: string): string {
  const text = problem.charAt(0).toUpperCase() + problem.slice(1);
  return text.endsWith(".") ? text : `${text}.`;
}
