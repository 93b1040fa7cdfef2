import { X } from "lucide-react";
import { ProgressBar, useJobLine } from "../jobs/JobProgress.tsx";
import { type Job, useJobStore } from "../jobs/job-store.ts";

/** What is running, in the bar of every screen. */
export function JobIndicator() {
  const jobs = useJobStore((state) => state.jobs);
  const running = Object.values(jobs).filter((job) => job.outcome === null);
  const latest = running.toSorted((left, right) => right.id - left.id)[0];
  if (latest === undefined) return <JobAnnouncement />;
  return (
    <>
      <RunningJob job={latest} others={running.length - 1} />
      <JobAnnouncement />
    </>
  );
}

function RunningJob({ job, others }: { readonly job: Job; readonly others: number }) {
  const { step, detail } = useJobLine(job);
  return (
    <section className="job" aria-label="Running job">
      <div className="job-text">
        <div className="job-line">
          <span title={`${job.title}: ${step}`}>
            <b>{job.title}</b> {step}
            {others > 0 && ` (and ${others} more)`}
          </span>
          <span className="faint">{detail}</span>
        </div>
        <ProgressBar job={job} label={`Progress: ${job.title}`} />
      </div>
      <button
        type="button"
        className="button button-quiet button-icon"
        aria-label={`Cancel ${job.title}`}
        title="Cancel"
        onClick={job.cancel}
        disabled={job.cancelling}
      >
        <X size={15} aria-hidden="true" />
      </button>
    </section>
  );
}

/** Tells the end of a job to who does not see the screen that started it. */
function JobAnnouncement() {
  const jobs = useJobStore((state) => state.jobs);
  const last = Object.values(jobs).toSorted((left, right) => right.id - left.id)[0];
  const words = { done: "finished", failed: "failed", cancelled: "was cancelled" } as const;
  return (
    <span className="hidden-visually" role="status" aria-live="polite">
      {last === undefined ? "" : last.outcome === null ? `${last.title} started` : `${last.title} ${words[last.outcome.kind]}`}
    </span>
  );
}
