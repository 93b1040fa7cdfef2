import { useEffect, useState } from "react";
import { formatDuration, formatRate, formatShare } from "../parts/format.ts";
import { type Job, secondsLeft } from "./job-store.ts";

/** The clock of a running job, once a second. */
function useNow(active: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!active) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [active]);
  return now;
}

export function ProgressBar({ job, label }: { readonly job: Job; readonly label: string }) {
  const fraction = job.progress?.fraction ?? null;
  const percent = fraction === null ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 100);
  return (
    <div
      className={percent === null ? "progress progress-unknown" : "progress"}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { "aria-valuenow": percent })}
    >
      <span {...(percent === null ? {} : { style: { width: `${percent}%` } })} />
    </div>
  );
}

/** One line about a running job: step, share, rows a second, time left. */
export function useJobLine(job: Job): { step: string; detail: string } {
  const now = useNow(job.outcome === null);
  const left = secondsLeft(job, now);
  const fraction = job.progress?.fraction ?? null;
  const rate = job.progress?.rowsPerSecond ?? null;
  const detail = [
    fraction === null ? "" : formatShare(fraction, 0),
    rate === null ? "" : formatRate(rate),
    left === null ? "" : `${formatDuration(left * 1000)} left`,
  ];
  return {
    step: job.cancelling ? "Cancelling" : (job.progress?.step ?? "Starting"),
    detail: detail.filter((part) => part !== "").join(" · "),
  };
}

/** A running job inside the screen that started it. */
export function JobPanel({ job }: { readonly job: Job }) {
  const { step, detail } = useJobLine(job);
  return (
    <section className="panel job-panel" aria-label={job.title}>
      <div className="section-head">
        <h2>{job.title}</h2>
        <button type="button" className="button button-small" onClick={job.cancel} disabled={job.cancelling}>
          Cancel
        </button>
      </div>
      <ProgressBar job={job} label={job.title} />
      <div className="section-head">
        <p role="status">{step}</p>
        <p className="faint">{detail}</p>
      </div>
    </section>
  );
}
