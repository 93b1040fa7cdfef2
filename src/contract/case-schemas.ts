import { z } from "zod";
import { RISK_TIERS } from "../policy/policy.ts";

export const verdictCountsSchema = z.strictObject({
  exception: z.int(),
  "no-exception": z.int(),
  "insufficient-evidence": z.int(),
});

export const caseHeadSchema = z.strictObject({
  directory: z.string(),
  title: z.string(),
  organisation: z.string(),
  auditor: z.string(),
  createdAt: z.string(),
  tier: z.enum(RISK_TIERS),
  domain: z.string(),
});
export type CaseHead = z.infer<typeof caseHeadSchema>;

export { RISK_TIERS };

export const newCaseSchema = z.strictObject({
  /** Folder to create; `.tickmark` is appended when missing. */
  directory: z.string().min(1),
  title: z.string().min(1),
  organisation: z.string(),
  /** Who works on it, e-mail form preferred: becomes the journal's actor and the signer's principal. */
  auditor: z.string().min(1),
  tier: z.enum(RISK_TIERS),
  domain: z.string(),
  objective: z.string(),
});
export type NewCase = z.infer<typeof newCaseSchema>;

export const runHeadSchema = z.strictObject({
  runId: z.string(),
  analysisId: z.string(),
  /** Entry of the programme that it executed; null or absent for an exploratory run. */
  entryId: z.string().nullable().optional(),
  title: z.string(),
  question: z.string(),
  origin: z.enum(["planned", "exploratory"]),
  answer: z.string(),
  verdicts: verdictCountsSchema,
  figures: z.int(),
  notComputable: z.int(),
  startedAt: z.string(),
  durationMs: z.number(),
  /** Why the run no longer describes the case, or null: data, mapping, policy or method changed; superseded. */
  stale: z.string().nullable(),
});
export type RunHead = z.infer<typeof runHeadSchema>;

export const journalEntrySchema = z.strictObject({
  seq: z.int(),
  at: z.string(),
  actor: z.string(),
  kind: z.string(),
  summary: z.string(),
  digest: z.string(),
});

export const caseSummarySchema = z.strictObject({
  head: caseHeadSchema,
  sources: z.int(),
  sourcesReconciled: z.int(),
  population: z
    .strictObject({ title: z.string(), rows: z.int(), fingerprint: z.string(), from: z.string().nullable(), to: z.string().nullable() })
    .nullable(),
  models: z.int(),
  programme: z.strictObject({ entries: z.int(), run: z.int() }),
  verdicts: verdictCountsSchema,
  runs: z.array(runHeadSchema),
  packs: z.int(),
  sealed: z.boolean(),
  /** Rows by calendar month of the population's zone, for the coverage strip. */
  coverage: z.array(z.strictObject({ label: z.string(), rows: z.int() })),
  recentJournal: z.array(journalEntrySchema),
  journalIntact: z.boolean(),
  /** What to do next, one sentence, with the screen that does it. */
  next: z.strictObject({ text: z.string(), screen: z.enum(["sources", "inventory", "programme", "runs", "pack"]) }),
});
export type CaseSummary = z.infer<typeof caseSummarySchema>;
