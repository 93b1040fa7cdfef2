import { z } from "zod";
import { REVIEW_CONCLUSIONS } from "../evidence/review-statement.ts";
import { STEP_STATES } from "../evidence/verification-report.ts";

export { REVIEW_CONCLUSIONS };
export { visibleText } from "../evidence/visible-text.ts";

/** Which pack a reviewer has in hand, and whom they trust. */
export const reviewRequestSchema = z.strictObject({
  /** ZIP, bag folder, or an encrypted transport file (`.age`). */
  path: z.string().min(1),
  /** An OpenSSH allowed signers file; empty: the user's own list of trusted signers. */
  allowedSigners: z.string(),
  /** PEM file of the certification authorities whose time stamps are trusted; empty: none. */
  timestampAuthorities: z.string(),
  /** Opens an encrypted transport file; empty when it is not encrypted. */
  transportPassphrase: z.string(),
  /** Age identity file of a recipient of an encrypted transport file; empty: none. */
  identityFile: z.string().default(""),
});
export type ReviewRequest = z.infer<typeof reviewRequestSchema>;

export const reviewNoteSchema = z.strictObject({
  /** Null: about the pack as a whole. */
  runId: z.string().nullable(),
  figureId: z.string().nullable(),
  text: z.string().min(1),
});
export type ReviewNote = z.infer<typeof reviewNoteSchema>;

const countersignatureSchema = z.strictObject({
  name: z.string(),
  state: z.enum(STEP_STATES),
  principal: z.string().nullable(),
  fingerprint: z.string().nullable(),
  conclusion: z.enum(REVIEW_CONCLUSIONS).nullable(),
  reviewedAt: z.string().nullable(),
  reasons: z.array(z.string()),
  notes: z.array(reviewNoteSchema),
  message: z.string(),
});

const timestampSchema = z.strictObject({
  file: z.string(),
  state: z.enum(STEP_STATES),
  time: z.string().nullable(),
  authority: z.string().nullable(),
  message: z.string(),
});

export const verificationSchema = z.strictObject({
  success: z.boolean(),
  /** `withheld`: all that can be checked is good, but figures rest on numbers that the pack withholds. */
  standing: z.enum(["verified", "withheld", "incomplete", "failed"]),
  /** Says in one sentence what the result means. */
  conclusion: z.string(),
  steps: z.array(
    z.strictObject({ id: z.string(), title: z.string(), state: z.enum(STEP_STATES), message: z.string(), mandatory: z.boolean() }),
  ),
  packId: z.string().nullable(),
  title: z.string().nullable(),
  revision: z.int().nullable(),
  kind: z.enum(["restricted", "shareable"]).nullable(),
  sealedAt: z.string().nullable(),
  tagmanifestSha256: z.string().nullable(),
  signer: z.string().nullable(),
  fingerprint: z.string().nullable(),
  countersignatures: z.array(countersignatureSchema),
  timestamps: z.array(timestampSchema),
});
export type Verification = z.infer<typeof verificationSchema>;

export const differenceRowSchema = z.strictObject({
  runId: z.string(),
  subject: z.string(),
  stored: z.string(),
  recomputed: z.string(),
});

export const reperformanceSchema = z.strictObject({
  success: z.boolean(),
  conclusion: z.string(),
  runs: z.array(
    z.strictObject({
      runId: z.string(),
      analysisId: z.string(),
      title: z.string(),
      state: z.enum(STEP_STATES),
      figures: z.int(),
      verdicts: z.int(),
      aggregates: z.int(),
      /** Figures that rest on suppressed numbers: neither confirmed nor refuted. */
      withheld: z.int(),
      differences: z.int(),
    }),
  ),
  differences: z.array(differenceRowSchema),
  /** SQL of the pack that this program would not write itself; it runs only after consent. */
  foreignSql: z.array(z.strictObject({ runId: z.string(), query: z.string(), sql: z.string() })),
});
export type Reperformance = z.infer<typeof reperformanceSchema>;

/** What a reviewer reads in a pack: claims, runs with figures, findings. Nothing here is verified by reading it. */
export const reviewedPackSchema = z.strictObject({
  title: z.string(),
  name: z.string(),
  revision: z.int(),
  kind: z.enum(["restricted", "shareable"]),
  purpose: z.string(),
  recipients: z.array(z.string()),
  classification: z.string(),
  retainUntil: z.string(),
  hasRecords: z.boolean(),
  runs: z.array(
    z.strictObject({
      runId: z.string(),
      title: z.string(),
      origin: z.enum(["planned", "exploratory"]),
      answer: z.string(),
      figures: z.array(z.strictObject({ figureId: z.string(), text: z.string(), value: z.string(), verdict: z.string().nullable() })),
    }),
  ),
  findings: z.array(z.strictObject({ findingId: z.string(), title: z.string(), rating: z.string(), condition: z.string() })),
  /** The reviewer's notes so far, kept on this machine until they are countersigned. */
  notes: z.array(reviewNoteSchema),
});
export type ReviewedPack = z.infer<typeof reviewedPackSchema>;

export const packDiffSchema = z.strictObject({
  /** One sentence. */
  conclusion: z.string(),
  /** Whether the newer names the older as the one that it supersedes. */
  chained: z.boolean(),
  older: z.strictObject({ name: z.string(), revision: z.int(), tagmanifestSha256: z.string() }),
  newer: z.strictObject({ name: z.string(), revision: z.int(), tagmanifestSha256: z.string() }),
  files: z.strictObject({ added: z.array(z.string()), removed: z.array(z.string()), changed: z.array(z.string()), unchanged: z.int() }),
  documents: z.array(z.strictObject({ document: z.string(), subject: z.string(), before: z.string(), after: z.string() })),
  figures: z.array(
    z.strictObject({
      runId: z.string(),
      analysisId: z.string(),
      figureId: z.string(),
      change: z.enum(["added", "removed", "changed", "verdict-changed"]),
      before: z.string(),
      after: z.string(),
      verdictBefore: z.string().nullable(),
      verdictAfter: z.string().nullable(),
    }),
  ),
  figuresUnchanged: z.int(),
});
export type PackDiff = z.infer<typeof packDiffSchema>;
