import { z } from "zod";
import { policySchema } from "../policy/policy.ts";
import { VERDICT_STATES } from "../policy/verdict.ts";
import type { AggregateColumn } from "../foundation/aggregate.ts";
import { REASON_CODES } from "../foundation/outcome.ts";
import { populationSchema } from "../population/population.ts";

const cellValue = z.union([z.null(), z.boolean(), z.number(), z.string()]);

export const aggregateColumnSchema = z.strictObject({
  name: z.string(),
  type: z.enum(["integer", "bigint", "decimal", "float", "text", "boolean", "instant"]),
  key: z.boolean().optional(),
  tolerance: z.number().optional(),
});

/** One aggregate of a run: the SQL that made it and the file that holds it. */
export const storedQuerySchema = z.strictObject({
  name: z.string(),
  purpose: z.string(),
  stage: z.int().min(0),
  sql: z.string(),
  /** Bound values; integers beyond 2^53 as strings. */
  values: z.array(z.union([cellValue, z.array(z.number()), z.array(z.string())])),
  columns: z.array(aggregateColumnSchema),
  /** Path relative to the run's folder. */
  file: z.string(),
  sha256: z.string(),
  rows: z.int(),
});
export type StoredQuery = z.infer<typeof storedQuerySchema>;

const outcomeSchema = z.discriminatedUnion("status", [
  z.strictObject({
    status: z.literal("computed"),
    estimate: z.number(),
    n: z.number(),
    method: z.string(),
    interval: z.strictObject({ lower: z.number(), upper: z.number(), level: z.number(), method: z.string() }).optional(),
    pValue: z.number().optional(),
    detail: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  }),
  z.strictObject({ status: z.literal("not-computable"), code: z.enum(REASON_CODES), reason: z.string() }),
]);

/** The column of an aggregate as its schema states it. */
export function asColumn({ name, type, key, tolerance }: StoredQuery["columns"][number]): AggregateColumn {
  return { name, type, ...(key === undefined ? {} : { key }), ...(tolerance === undefined ? {} : { tolerance }) };
}

export const figureSchema = z.strictObject({
  figureId: z.string(),
  name: z.string(),
  dimensions: z.record(z.string(), z.string()),
  unit: z.enum(["count", "share", "ratio", "index", "sigma", "seconds", "days", "statistic", "none"]),
  outcome: outcomeSchema,
});

export const verdictSchema = z.strictObject({
  figureId: z.string(),
  subject: z.string(),
  family: z.string(),
  state: z.enum(VERDICT_STATES),
  reason: z.string(),
  effect: z.number().optional(),
  effectLower: z.number().optional(),
  effectUpper: z.number().optional(),
  acceptedLower: z.number().optional(),
  acceptedUpper: z.number().optional(),
  pValue: z.number().optional(),
  adjustedPValue: z.number().optional(),
  conservativePValue: z.number().optional(),
  rowsToDecide: z.number().optional(),
  missing: z.array(z.string()).optional(),
});

export const funnelLineSchema = z.strictObject({
  step: z.string(),
  rows: z.int(),
  /** Rows lost against the step before; for a role: rows where it is null. */
  lost: z.int(),
});

/** `run.json`: one execution of one analysis, complete enough to be recomputed. */
export const runRecordSchema = z.strictObject({
  formatVersion: z.literal(1),
  runId: z.string(),
  analysisId: z.string(),
  title: z.string(),
  methodVersion: z.string(),
  origin: z.enum(["planned", "exploratory"]),
  /** Sequence number of the journal entry that locked programme and policy; null for exploratory runs. */
  lockedBySequence: z.int().nullable(),
  parameters: z.record(z.string(), z.json()),
  population: populationSchema,
  policy: policySchema,
  engine: z.strictObject({ name: z.string(), version: z.string(), dialect: z.literal("duckdb") }),
  queries: z.array(storedQuerySchema),
  funnel: z.array(funnelLineSchema),
  figures: z.array(figureSchema),
  verdicts: z.array(verdictSchema),
  answer: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;
export type FunnelLine = z.infer<typeof funnelLineSchema>;
