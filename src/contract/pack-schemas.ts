import { z } from "zod";
import { STEP_STATES } from "../evidence/verification-report.ts";

export const keySchema = z.strictObject({
  keyId: z.string(),
  principal: z.string(),
  /** `SHA256:...` as ssh-keygen prints it. */
  fingerprint: z.string(),
  createdAt: z.string(),
  file: z.string(),
});
export type SigningKey = z.infer<typeof keySchema>;

export const packBuiltSchema = z.strictObject({
  packId: z.string(),
  revision: z.int(),
  zipPath: z.string(),
  bytes: z.number(),
  files: z.int(),
  tagmanifestSha256: z.string(),
  allowedSignersPath: z.string(),
  reportPath: z.string(),
  signer: z.string(),
  fingerprint: z.string(),
  builtAt: z.string(),
});
export type PackBuilt = z.infer<typeof packBuiltSchema>;

export const verificationSchema = z.strictObject({
  success: z.boolean(),
  /** Says in one sentence what the result means. */
  conclusion: z.string(),
  steps: z.array(
    z.strictObject({ id: z.string(), title: z.string(), state: z.enum(STEP_STATES), message: z.string(), mandatory: z.boolean() }),
  ),
  packId: z.string().nullable(),
  signer: z.string().nullable(),
  fingerprint: z.string().nullable(),
});
export type Verification = z.infer<typeof verificationSchema>;

export const reperformanceSchema = z.strictObject({
  success: z.boolean(),
  conclusion: z.string(),
  runs: z.array(
    z.strictObject({
      runId: z.string(),
      analysisId: z.string(),
      figures: z.int(),
      verdicts: z.int(),
      aggregates: z.int(),
      differences: z.int(),
    }),
  ),
  differences: z.array(z.strictObject({ runId: z.string(), subject: z.string(), stored: z.string(), recomputed: z.string() })),
});
export type Reperformance = z.infer<typeof reperformanceSchema>;
