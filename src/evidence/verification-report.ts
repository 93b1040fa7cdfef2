import { z } from "zod";

export const STEP_STATES = ["pass", "fail", "withheld", "not-checked"] as const;
export type StepState = (typeof STEP_STATES)[number];

export const RESULTS = ["success", "incomplete", "failure"] as const;
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
  message: z.string(),
  differences: z.array(differenceSchema),
});
export type RunReperformance = z.infer<typeof runReperformanceSchema>;

export const reperformanceReportSchema = z.strictObject({
  formatVersion: z.literal(1),
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

/** `tickmark verify --json` prints it; the shape changes only with `formatVersion`. */
export const verificationReportSchema = z.strictObject({
  formatVersion: z.literal(1),
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
  files: z.int(),
  bytes: z.number(),
  reperformance: reperformanceReportSchema.nullable(),
});
export type VerificationReport = z.infer<typeof verificationReportSchema>;

export const MAXIMUM_DETAILS = 50;
