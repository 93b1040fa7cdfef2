import { useQueryClient } from "@tanstack/react-query";
import type { Failure } from "../../src/contract/errors.ts";
import { type Job, type JobOutcome, type JobRequest, runJob, useJobStore } from "./job-store.ts";

export interface JobSlot<Result> {
  readonly job: Job | null;
  readonly running: boolean;
  readonly result: Result | null;
  readonly failure: Failure | null;
  readonly cancelled: boolean;
  readonly start: (title: string, open: JobRequest<Result>["open"]) => Promise<JobOutcome<Result>>;
  readonly dismiss: () => void;
}

/** The job of one purpose, wherever it was started. `Result` is what the slot's call ends with. */
export function useJob<Result>(slot: string): JobSlot<Result> {
  const queries = useQueryClient();
  const job = useJobStore((state) => state.jobs[slot]) ?? null;
  const dismiss = useJobStore((state) => state.dismiss);
  const outcome = (job?.outcome ?? null) as JobOutcome<Result> | null;
  return {
    job,
    running: job !== null && outcome === null,
    result: outcome?.kind === "done" ? outcome.result : null,
    failure: outcome?.kind === "failed" ? outcome.failure : null,
    cancelled: outcome?.kind === "cancelled",
    start: (title, open) => runJob({ slot, title, open }, () => void queries.invalidateQueries()),
    dismiss: () => dismiss(slot),
  };
}
