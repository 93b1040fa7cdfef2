import { setImmediate } from "node:timers/promises";
import type { Pause } from "../foundation/steps.ts";
import { type JobContext, cancelled } from "./job.ts";

/** Others wait no longer than this for their turn, but for a single step that takes longer. */
const LONGEST_TURN_MS = 25;

/** Gives everything else its turn between the steps of long work, tells what comes next, and ends the work once the job is cancelled. */
export function pausesOf({ signal, report }: JobContext): Pause {
  let turn = performance.now();
  return async (next) => {
    if (next !== undefined) report({ step: next });
    if (performance.now() - turn > LONGEST_TURN_MS) {
      await setImmediate();
      turn = performance.now();
    }
    if (signal.aborted) throw cancelled();
  };
}
