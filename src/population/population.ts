import { z } from "zod";
import { CALENDAR_UNITS } from "../foundation/calendar.ts";
import { ROLES, TASK_TYPES } from "./roles.ts";

export const filterSchema = z.strictObject({
  /** Canonical column name of the population relation. */
  column: z.string(),
  operator: z.enum(["=", "!=", "<", "<=", ">", ">=", "in", "is-null", "is-not-null", "is-missing"]),
  values: z.array(z.union([z.string(), z.number(), z.boolean()])),
});
/** One named condition (`is-missing`: null or, in numbers, NaN); filters apply in order and each has its line in the funnel. */
export type Filter = z.infer<typeof filterSchema>;

export const baselineSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("period"), startMs: z.int(), endMs: z.int() }),
  z.strictObject({ kind: z.literal("partition"), value: z.string() }),
]);
/** What windows are compared with: a period of decided_at, or all rows of one partition. */
export type Baseline = z.infer<typeof baselineSchema>;

export const windowSpecSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("calendar"), unit: z.enum(CALENDAR_UNITS) }),
  z.strictObject({ kind: z.literal("count"), size: z.int().min(2) }),
]);
/** Calendar windows in the population's zone, or fixed-size chunks in order of time. */
export type WindowSpec = z.infer<typeof windowSpecSchema>;

export const featureSchema = z.strictObject({
  name: z.string(),
  column: z.string(),
  kind: z.enum(["numeric", "categorical"]),
});
export type Feature = z.infer<typeof featureSchema>;

export const attributeSchema = z.strictObject({ name: z.string(), column: z.string() });
export type Attribute = z.infer<typeof attributeSchema>;

export const TIME_PRECISIONS = ["instant", "day", "month", "year"] as const;

/**
 * Everything an analysis may know about the relation it reads. It is stored with each run and
 * in the pack; a plan is a pure function of it, the parameters and prior aggregates.
 */
export const populationSchema = z.strictObject({
  populationId: z.string(),
  title: z.string(),
  /** Digest over definition and sorted source digests. */
  fingerprint: z.string(),
  taskType: z.enum(TASK_TYPES),
  timeZone: z.string(),
  /** Stated values; null when not stated, and what needs them is then not computable. */
  positiveOutcome: z.string().nullable(),
  favourableDecision: z.string().nullable(),
  /** The decision that predicts the positive outcome. */
  positiveDecision: z.string().nullable(),
  /** When an outcome can exist: always, or only where the decision of the one who releases it was favourable. */
  labelAvailability: z.enum(["all", "final-favourable-only", "model-favourable-only", "not-stated"]),
  /** True when the outcome is itself produced by the reviewer's decision. */
  labelCausedByDecision: z.boolean(),
  /** Outcomes count only within this many days of the decision; younger decisions are immature. */
  outcomeHorizonDays: z.number().nullable(),
  /** As-of instant of the data; labels younger than horizon before it are immature. */
  cutOffMs: z.int().nullable(),
  /** Role columns present in the relation. */
  roles: z.array(z.enum(ROLES)),
  features: z.array(featureSchema),
  attributes: z.array(attributeSchema),
  /** Covered period of decided_at (declared, else observed); null without decided_at. */
  covered: z.strictObject({ startMs: z.int(), endMs: z.int() }).nullable(),
  timePrecision: z.enum(TIME_PRECISIONS),
  baseline: baselineSchema.nullable(),
  /** Score >= threshold gives the positive decision, where a rule was stated. */
  decisionRule: z.strictObject({ operator: z.enum([">=", ">", "<=", "<"]), threshold: z.number(), origin: z.string() }).nullable(),
  filters: z.array(filterSchema),
  /** Rows after the filters. */
  rows: z.int(),
  sampledCapture: z.boolean(),
});
export type Population = z.infer<typeof populationSchema>;

/** What the auditor states of a population, as a request, its definition and the population itself hold it. */
export const statedPopulationSchema = populationSchema.pick({
  title: true,
  taskType: true,
  timeZone: true,
  positiveOutcome: true,
  favourableDecision: true,
  positiveDecision: true,
  labelAvailability: true,
  labelCausedByDecision: true,
  outcomeHorizonDays: true,
  baseline: true,
  filters: true,
  sampledCapture: true,
});

/** Name of the filtered view that analyses read. */
export const POPULATION_RELATION = "population";
/** Name of the unfiltered relation behind it. */
export const DECISION_RELATION = "decision";
