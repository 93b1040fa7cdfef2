import { z } from "zod";

export const REVIEW_CONCLUSIONS = ["agrees", "agrees-with-reservations", "disagrees"] as const;

/** Predicate of a reviewer's countersignature. A reviewer may disagree, with reasons; that is as good a signature. */
export const reviewPredicateSchema = z.strictObject({
  formatVersion: z.literal(2),
  packId: z.string(),
  revision: z.int(),
  reviewer: z.strictObject({ principal: z.string(), role: z.literal("reviewer"), fingerprint: z.string() }),
  reviewedAt: z.string(),
  conclusion: z.enum(REVIEW_CONCLUSIONS),
  /** At least one, unless the reviewer agrees. */
  reasons: z.array(z.string()),
  /** Tied to figures of the pack; null: to the run, or to the pack as a whole. */
  notes: z.array(z.strictObject({ runId: z.string().nullable(), figureId: z.string().nullable(), text: z.string().min(1) })),
  /** What the reviewer's own verification came to before they signed. */
  verification: z.strictObject({
    application: z.string(),
    result: z.enum(["success", "withheld", "incomplete", "failure"]),
    reperformance: z.enum(["pass", "fail", "withheld", "not-checked"]),
  }),
});
export type ReviewPredicate = z.infer<typeof reviewPredicateSchema>;
