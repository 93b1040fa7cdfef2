import { z } from "zod";
import { REVIEW_CONCLUSIONS, reviewPredicateSchema } from "./review-statement.ts";

export const STEP_STATES = ["pass", "fail", "withheld", "not-checked"] as const;
export type StepState = (typeof STEP_STATES)[number];

/**
 * `withheld`: every mandatory step passed but re-performance, which confirmed all that can be recomputed and met nothing wrong;
 * the rest the pack withholds by its own signed rule. It is not a success.
 */
export const RESULTS = ["success", "withheld", "incomplete", "failure"] as const;
export type VerificationResult = (typeof RESULTS)[number];

/** The order of verification. */
export const STEP_TITLES = {
  limits: "Container and size limits",
  names: "File names",
  "file-set": "Exact set of files",
  "auditor-dsse": "Auditor's signature for machines (DSSE)",
  "auditor-sshsig": "Auditor's signature for ssh-keygen (SSHSIG)",
  "same-key": "Both signatures by one trusted key",
  countersignatures: "Countersignatures of reviewers",
  "subject-digests": "Signed digests",
  tagmanifest: "Files of the bag",
  manifest: "Files of the payload",
  documents: "Strict JSON, schemas and cross-references",
  claims: "Signed claims against pack.json",
  findings: "Sign-offs of findings",
  journal: "Journal chain and head",
  "journal-payloads": "Journal payloads",
  checkpoint: "Population checkpoint and proofs",
  timestamps: "Time stamps",
  rollback: "Highest revision seen",
  reperformance: "Re-performance",
} as const;
export type StepId = keyof typeof STEP_TITLES;
export const STEP_IDS = Object.keys(STEP_TITLES) as StepId[];

/** What success asks for. Re-performance joins when analyses are given, the rollback check when a register is. */
export const MANDATORY_STEPS: readonly StepId[] = [
  "limits",
  "names",
  "file-set",
  "auditor-dsse",
  "auditor-sshsig",
  "same-key",
  "subject-digests",
  "tagmanifest",
  "manifest",
  "documents",
  "claims",
  "journal",
];

export const differenceSchema = z.strictObject({ subject: z.string(), stored: z.string(), recomputed: z.string() });
export type Difference = z.infer<typeof differenceSchema>;

export const runReperformanceSchema = z.strictObject({
  runId: z.string(),
  analysisId: z.string(),
  methodVersion: z.string(),
  state: z.enum(STEP_STATES),
  /** How many were compared. */
  aggregates: z.int(),
  figures: z.int(),
  verdicts: z.int(),
  /** Figures and verdicts that rest on suppressed cells: neither confirmed nor refuted. */
  withheld: z.int(),
  message: z.string(),
  differences: z.array(differenceSchema),
});
export type RunReperformance = z.infer<typeof runReperformanceSchema>;

export const reperformanceReportSchema = z.strictObject({
  formatVersion: z.literal(2),
  success: z.boolean(),
  result: z.enum(RESULTS),
  conclusion: z.string(),
  runs: z.array(runReperformanceSchema),
});
export type ReperformanceReport = z.infer<typeof reperformanceReportSchema>;

export const verificationStepSchema = z.strictObject({
  id: z.enum(STEP_IDS),
  title: z.string(),
  state: z.enum(STEP_STATES),
  mandatory: z.boolean(),
  message: z.string(),
  /** Each problem found, at most `MAXIMUM_DETAILS`. */
  details: z.array(z.string()),
});
export type VerificationStep = z.infer<typeof verificationStepSchema>;

/** One reviewer's countersignature; what it says counts only with the state "pass". */
export const countersignatureSchema = z.strictObject({
  /** `reviewer-1` */
  name: z.string(),
  state: z.enum(STEP_STATES),
  principal: z.string().nullable(),
  fingerprint: z.string().nullable(),
  conclusion: z.enum(REVIEW_CONCLUSIONS).nullable(),
  reviewedAt: z.string().nullable(),
  reasons: z.array(z.string()),
  notes: reviewPredicateSchema.shape.notes,
  message: z.string(),
});
export type CountersignatureReport = z.infer<typeof countersignatureSchema>;

/** One RFC 3161 response over a signature file of the pack. */
export const timestampSchema = z.strictObject({
  /** `timestamps/auditor.tsr` */
  file: z.string(),
  /** The signature file that it is about. */
  of: z.string().nullable(),
  state: z.enum(STEP_STATES),
  /** ISO instant: the signature existed no later than this; null where it could not be read. */
  time: z.string().nullable(),
  authority: z.string().nullable(),
  message: z.string(),
});
export type TimestampReport = z.infer<typeof timestampSchema>;

/** `tickmark verify --json` prints it; the shape changes only with `formatVersion`. */
export const verificationReportSchema = z.strictObject({
  formatVersion: z.literal(2),
  profile: z.string(),
  success: z.boolean(),
  result: z.enum(RESULTS),
  conclusion: z.string(),
  steps: z.array(verificationStepSchema),
  /** The pack's own claims, worth nothing without success. */
  pack: z
    .strictObject({
      packId: z.string(),
      revision: z.int(),
      kind: z.string(),
      title: z.string(),
      sealedAt: z.string(),
      tagmanifestSha256: z.string(),
    })
    .nullable(),
  signer: z
    .strictObject({ principal: z.string().nullable(), role: z.literal("auditor"), fingerprint: z.string(), trusted: z.boolean() })
    .nullable(),
  countersignatures: z.array(countersignatureSchema),
  timestamps: z.array(timestampSchema),
  files: z.int(),
  bytes: z.number(),
  reperformance: reperformanceReportSchema.nullable(),
});
export type VerificationReport = z.infer<typeof verificationReportSchema>;

export const MAXIMUM_DETAILS = 50;
