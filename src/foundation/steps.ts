/** Long work in steps; a text tells what the next one does. Between two steps whoever runs it may pause, or leave it. */
export type Steps<Result> = Generator<string | undefined, Result, undefined>;

/** Called between steps: waits as long as it likes, and ends the work by throwing. */
export type Pause = (next: string | undefined) => Promise<void> | undefined;

/** Without a pause. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** The same result, with a pause between any two steps; what `pause` throws ends the work. */
export async function withPauses<Result>(steps: Steps<Result>, pause: Pause = () => undefined): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await pause(step.value);
  }
}
