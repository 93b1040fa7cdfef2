import { create } from "zustand";
import type { Failure } from "../../src/contract/errors.ts";
import type { Progress } from "../../src/contract/progress.ts";
import { failureOf } from "../client/failure.ts";

export type JobEvent<Result> = Progress | { readonly kind: "done"; readonly result: Result };

export type JobOutcome<Result> =
  | { readonly kind: "done"; readonly result: Result }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "cancelled" };

/** One long call of the window. It outlives the screen that started it. */
export interface Job {
  readonly id: number;
  /** One job a purpose: `sources.import`, `programme.run`, ... */
  readonly slot: string;
  readonly title: string;
  readonly startedAtMs: number;
  readonly progress: Progress | null;
  readonly cancelling: boolean;
  readonly outcome: JobOutcome<unknown> | null;
  readonly cancel: () => void;
}

interface JobState {
  readonly jobs: Readonly<Record<string, Job>>;
  readonly put: (job: Job) => void;
  readonly change: (id: number, change: Partial<Job>) => void;
  readonly dismiss: (slot: string) => void;
}

export const useJobStore = create<JobState>((set) => ({
  jobs: {},
  put: (job) => set((state) => ({ jobs: { ...state.jobs, [job.slot]: job } })),
  change: (id, change) =>
    set((state) => ({
      jobs: Object.fromEntries(Object.entries(state.jobs).map(([slot, job]) => [slot, job.id === id ? { ...job, ...change } : job])),
    })),
  dismiss: (slot) => set((state) => ({ jobs: Object.fromEntries(Object.entries(state.jobs).filter(([key]) => key !== slot)) })),
}));

let lastId = 0;

export interface JobRequest<Result> {
  readonly slot: string;
  readonly title: string;
  open(signal: AbortSignal): Promise<AsyncIterable<JobEvent<Result>>>;
}

/** Runs one call to its end; `settled` is told before the outcome shows, so that reads are fresh. */
export async function runJob<Result>(request: JobRequest<Result>, settled: () => void): Promise<JobOutcome<Result>> {
  const controller = new AbortController();
  lastId += 1;
  const id = lastId;
  const { put, change } = useJobStore.getState();
  put({
    id,
    slot: request.slot,
    title: request.title,
    startedAtMs: Date.now(),
    progress: null,
    cancelling: false,
    outcome: null,
    cancel() {
      change(id, { cancelling: true });
      controller.abort();
    },
  });
  const outcome = await follow(request, controller.signal, (progress) => change(id, { progress }));
  settled();
  change(id, { outcome });
  return outcome;
}

async function follow<Result>(
  request: JobRequest<Result>,
  signal: AbortSignal,
  report: (progress: Progress) => void,
): Promise<JobOutcome<Result>> {
  try {
    for await (const event of await request.open(signal)) {
      if (event.kind === "done") return { kind: "done", result: event.result };
      report(event);
    }
    return signal.aborted
      ? { kind: "cancelled" }
      : { kind: "failed", failure: { code: "unsupported", message: "The job ended without a result.", remedy: "Start it again." } };
  } catch (error) {
    const failure = failureOf(error);
    return signal.aborted || failure.code === "cancelled" ? { kind: "cancelled" } : { kind: "failed", failure };
  }
}

/** Seconds left by the share done so far, or null while that says nothing yet. */
export function secondsLeft(job: Job, nowMs: number): number | null {
  const fraction = job.progress?.fraction ?? null;
  const elapsed = (nowMs - job.startedAtMs) / 1000;
  if (fraction === null || fraction < 0.03 || elapsed < 1) return null;
  return (elapsed / fraction) * (1 - fraction);
}
