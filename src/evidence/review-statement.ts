import { z } from "zod";

/** Predicate of a reviewer's countersignature. A reviewer may disagree, with reasons; that is as good a signature. */
export const reviewPredicateSchema = z.strictObject({
  formatVersion: z.literal(1),
  packId: z.string(),
  revision: z.int(),
  reviewer: z.strictObject({ principal: z.string(), role: z.literal("reviewer"), fingerprint: z.string() }),
  reviewedAt: z.string(),
  conclusion: z.enum(["agrees", "agrees-with-exceptions", "disagrees"]),
  reasons: z.array(z.string()),
});
export type ReviewPredicate = z.infer<typeof reviewPredicateSchema>;
