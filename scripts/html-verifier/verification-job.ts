import type { VerificationReport } from "../../src/evidence/verification-report.ts";
import { describeError } from "../../src/foundation/errors.ts";
import { type Chosen, bytesOf } from "./browser-pack.ts";
import { type Wishes, verifyChosen } from "./verify-chosen.ts";

interface Task {
  readonly chosen: Chosen;
  readonly wishes: Wishes;
}

type Answer =
  | { readonly kind: "read"; readonly fraction: number }
  | { readonly kind: "report"; readonly report: VerificationReport }
  | { readonly kind: "refused"; readonly message: string };

/** Runs in the worker: one task, then its answers. */
export function serveTasks(): void {
  const post = (answer: Answer): void => globalThis.postMessage(answer);
  globalThis.addEventListener("message", (event: MessageEvent<Task>) => {
    const { chosen, wishes } = event.data;
    verifyChosen(
      chosen,
      wishes,
      progressOf(bytesOf(chosen), (fraction) => post({ kind: "read", fraction })),
    )
      .then((report) => post({ kind: "report", report }))
      .catch((error: unknown) => post({ kind: "refused", message: describeError(error) }));
  });
}

export interface Job {
  readonly report: Promise<VerificationReport>;
  /** The promise is rejected with an AbortError. */
  cancel(): void;
}

/** In a worker made of this page's own script, so that the page stays alive; in the page itself where the browser refuses. */
export function startJob(task: Task, script: string, onProgress: (fraction: number) => void): Job {
  const cancelled = new AbortController();
  const inPage = (): Promise<VerificationReport> => {
    const advance = progressOf(bytesOf(task.chosen), onProgress);
    return verifyChosen(task.chosen, task.wishes, (bytes) => {
      cancelled.signal.throwIfAborted();
      advance(bytes);
    });
  };
  const worker = startWorker(script);
  const report = worker === null ? inPage() : answerOf(worker, task, { onProgress, signal: cancelled.signal, inPage });
  return { report, cancel: () => cancelled.abort() };
}

function startWorker(script: string): Worker | null {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try {
    return new Worker(address);
  } catch {
    return null;
  } finally {
    // The worker has fetched it by then, or never will.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}

interface Listening {
  readonly onProgress: (fraction: number) => void;
  readonly signal: AbortSignal;
  readonly inPage: () => Promise<VerificationReport>;
}

function answerOf(worker: Worker, task: Task, { onProgress, signal, inPage }: Listening): Promise<VerificationReport> {
  return new Promise((resolve, reject) => {
    let answered = false;
    const finish = (settle: () => void): void => {
      worker.terminate();
      settle();
    };
    signal.addEventListener("abort", () => finish(() => reject(signal.reason as Error)));
    worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => {
      answered = true;
      if (data.kind === "read") onProgress(data.fraction);
      else if (data.kind === "report") finish(() => resolve(data.report));
      else finish(() => reject(new Error(data.message)));
    });
    worker.addEventListener("error", (event) =>
      finish(() => {
        if (answered) reject(new Error(`The verification stopped: ${event.message}`));
        else resolve(inPage());
      }),
    );
    worker.postMessage(task);
  });
}

/** Turns bytes read into a fraction, told a hundred times at most. */
function progressOf(total: number, tell: (fraction: number) => void): (bytes: number) => void {
  let read = 0;
  let told = -1;
  return (bytes) => {
    read += bytes;
    const percent = Math.min(100, Math.floor((100 * read) / Math.max(1, total)));
    if (percent === told) return;
    told = percent;
    tell(percent / 100);
  };
}
