import { z } from "zod";

export const FINDING_RATINGS = ["critical", "high", "medium", "low", "advisory"] as const;
export const SIGN_OFF_ROLES = ["preparer", "reviewer"] as const;

/** What a person writes of a finding: the five Cs, and the figures that it rests on. */
export const findingDraftSchema = z.strictObject({
  /** Null for a new one. */
  findingId: z.string().nullable(),
  title: z.string().min(1),
  rating: z.enum(FINDING_RATINGS),
  criteria: z.string(),
  condition: z.string(),
  cause: z.string(),
  consequence: z.string(),
  correctiveAction: z.strictObject({ text: z.string(), owner: z.string(), due: z.string(), managementResponse: z.string() }),
  figures: z.array(z.strictObject({ runId: z.string(), figureId: z.string() })),
});
export type FindingDraft = z.infer<typeof findingDraftSchema>;

export const signOffViewSchema = z.strictObject({
  role: z.enum(SIGN_OFF_ROLES),
  principal: z.string(),
  fingerprint: z.string(),
  at: z.string(),
  /** False when the finding was edited since: the sign-off is void. */
  inForce: z.boolean(),
});

export const findingViewSchema = z.strictObject({
  ...findingDraftSchema.shape,
  findingId: z.string(),
  savedAt: z.string(),
  savedBy: z.string(),
  /** SHA-256 of the canonical JSON of what a sign-off covers. */
  digest: z.string(),
  signOffs: z.array(signOffViewSchema),
  /** Of each figure: its value in words; null where the run or the figure is no longer there. */
  figureTexts: z.array(z.string().nullable()),
});
export type FindingView = z.infer<typeof findingViewSchema>;

/** What the auditor states of the engagement; it becomes `engagement.json`. */
export const engagementDraftSchema = z.strictObject({
  objectives: z.array(z.string()),
  scope: z.string(),
  criteria: z.array(z.string()),
  roles: z.array(z.strictObject({ person: z.string(), role: z.string() })),
  independenceDeclaration: z.string(),
  retention: z.string(),
});
export type EngagementDraft = z.infer<typeof engagementDraftSchema>;
