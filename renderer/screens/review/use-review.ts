import { useMemo } from "react";
import { useLocation } from "wouter";
import type { Reperformance, Verification } from "../../../src/contract/review-schemas.ts";
import { visible } from "../../client/visible.ts";
import { type JobSlot, useJob } from "../../jobs/use-job.ts";
import { type ReviewDraft, useReviewDraft } from "./review-draft.ts";

export interface Countersigned {
  readonly zipPath: string;
  readonly name: string;
}

export interface Stamped {
  readonly zipPath: string;
  readonly time: string;
  readonly authority: string;
}

interface Review {
  readonly draft: ReviewDraft;
  readonly verify: JobSlot<Verification>;
  readonly reperform: JobSlot<Reperformance>;
  readonly countersign: JobSlot<Countersigned>;
  readonly stamp: JobSlot<Stamped>;
  /** For what does not change which pack is reviewed. */
  readonly change: (change: Partial<ReviewDraft>) => void;
  /** Another pack or other keys: every result so far was about something else and goes. */
  readonly choose: (change: Partial<ReviewDraft>) => void;
}

/** A job whose result holds words of the pack. */
function useShownJob<Result>(slot: string): JobSlot<Result> {
  const job = useJob<Result>(slot);
  const result = useMemo(() => visible(job.result), [job.result]);
  return { ...job, result };
}

/** The review under way. */
export function useReview(): Review {
  const draft = useReviewDraft();
  const verify = useShownJob<Verification>("review.verify");
  const reperform = useShownJob<Reperformance>("review.reperform");
  const countersign = useJob<Countersigned>("review.countersign");
  const stamp = useJob<Stamped>("review.timestamp");
  return {
    draft,
    verify,
    reperform,
    countersign,
    stamp,
    change: draft.change,
    choose(change) {
      draft.change(change);
      for (const job of [verify, reperform, countersign, stamp]) {
        if (job.running) job.job?.cancel();
        job.dismiss();
      }
    },
  };
}

/** Goes on with a copy that was written here: it is verified anew, as any other pack. */
export function useReviewCopy(): (path: string) => void {
  const [, navigate] = useLocation();
  const { choose } = useReview();
  return (path) => {
    choose({ path });
    navigate("/review");
  };
}
