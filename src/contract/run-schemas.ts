import { z } from "zod";
import { figureSchema, funnelLineSchema, storedQuerySchema, verdictSchema } from "../evidence/run-record.ts";
import { policySchema } from "../policy/policy.ts";
import { ROLES, TASK_TYPES } from "../population/roles.ts";
import type { ChartSpec } from "../charts/chart-spec.ts";
import { runHeadSchema } from "./case-schemas.ts";

export const analysisInfoSchema = z.strictObject({
  id: z.string(),
  title: z.string(),
  question: z.string(),
  criteria: z.array(z.string()),
  methodVersion: z.string(),
  taskTypes: z.array(z.enum(TASK_TYPES)),
  requiredRoles: z.array(z.enum(ROLES)),
  optionalRoles: z.array(z.enum(ROLES)),
  /** Against the current population; empty when all are there. */
  missingRoles: z.array(z.enum(ROLES)),
  /** JSON Schema of the parameters, with titles, descriptions, units and defaults. */
  parameterSchema: z.record(z.string(), z.json()),
  /** Policy keys it judges by, with their words. */
  thresholds: z.array(z.strictObject({ key: z.string(), title: z.string(), unit: z.string() })).optional(),
});
export type AnalysisInfo = z.infer<typeof analysisInfoSchema>;

export const programmeEntrySchema = z.strictObject({
  entryId: z.string(),
  analysisId: z.string(),
  parameters: z.record(z.string(), z.json()),
});
export type ProgrammeEntry = z.infer<typeof programmeEntrySchema>;

export const programmeSchema = z.strictObject({ title: z.string(), entries: z.array(programmeEntrySchema) });
export type Programme = z.infer<typeof programmeSchema>;

export const programmeViewSchema = z.strictObject({
  programme: programmeSchema,
  policy: policySchema,
  policies: z.array(policySchema),
  /** Locked by this journal entry, or null: planned runs need a lock that is still in force. */
  lock: z.strictObject({ seq: z.int(), at: z.string(), inForce: z.boolean() }).nullable(),
});

const chartSchema = z.custom<ChartSpec>((value) => typeof value === "object" && value !== null && "chartId" in value && "kind" in value);

export const runViewSchema = z.strictObject({
  head: runHeadSchema,
  methodVersion: z.string(),
  parameters: z.record(z.string(), z.json()),
  policy: policySchema,
  engine: z.string(),
  populationFingerprint: z.string(),
  verdicts: z.array(verdictSchema),
  charts: z.array(chartSchema),
  queries: z.array(storedQuerySchema),
  funnel: z.array(funnelLineSchema),
});
export type RunView = z.infer<typeof runViewSchema>;

export const figurePageSchema = z.strictObject({ total: z.int(), figures: z.array(figureSchema) });
