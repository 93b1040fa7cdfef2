import type { Progress } from "../contract/progress.ts";
import { TickmarkError, isTickmarkError } from "../foundation/errors.ts";

export type ReportProgress = (progress: { step: string; fraction?: number | null; rowsPerSecond?: number | null }) => void;

export interface JobContext {
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
}

export type JobEvent<Result> = Progress | { kind: "done"; result: Result };

/** For calls that nobody watches: the command line, tests. */
export function quietJob(signal: AbortSignal = new AbortController().signal, report: ReportProgress = () => undefined): JobContext {
  return { signal, report };
}

/**
 * Runs a long job as a stream of progress events that ends with the result. Leaving the stream early, or the
 * caller's signal, cancels the work; events that nobody took yet are merged into the newest.
 */
export async function* jobEvents<Result>(
  work: (context: JobContext) => Promise<Result>,
  outer?: AbortSignal,
): AsyncGenerator<JobEvent<Result>, void, void> {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  if (outer?.aborted === true) abort();
  outer?.addEventListener("abort", abort, { once: true });
  let latest: Progress | null = null;
  let wake: () => void = () => undefined;
  const report: ReportProgress = ({ step, fraction = null, rowsPerSecond = null }) => {
    latest = { kind: "progress", step, fraction, rowsPerSecond };
    wake();
  };
  let settled: { result: Result } | { error: unknown } | null = null;
  const running = work({ signal: controller.signal, report }).then(
    (result) => {
      settled = { result };
      wake();
    },
    (error: unknown) => {
      settled = { error };
      wake();
    },
  );
  try {
    for (;;) {
      const progress = latest as Progress | null;
      latest = null;
      if (progress !== null) yield progress;
      const end = settled as { result: Result } | { error: unknown } | null;
      if (end !== null) {
        if ("error" in end) throw controller.signal.aborted && isInterruption(end.error) ? cancelled(end.error) : end.error;
        yield { kind: "done", result: end.result };
        return;
      }
      if (latest === null) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    controller.abort();
    outer?.removeEventListener("abort", abort);
    await running;
  }
}

/** True for what a cancelled job ends in; any other fault stays what it is, cancelled or not. */
export function isInterruption(error: unknown): boolean {
  if (isTickmarkError(error)) return error.code === "cancelled";
  return error instanceof Error && (error.name === "AbortError" || error.message.startsWith("INTERRUPT"));
}

export function cancelled(cause?: unknown): TickmarkError {
  return new TickmarkError("cancelled", "Cancelled. Nothing half-done was left behind.", {}, cause);
}
