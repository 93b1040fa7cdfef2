import type { z } from "zod";
import type { ChartSpec } from "../charts/chart-spec.ts";
import type { AggregateSet } from "../foundation/aggregate.ts";
import type { Figure } from "../foundation/figure.ts";
import type { Policy } from "../policy/policy.ts";
import type { Verdict } from "../policy/verdict.ts";
import type { Filter, Population } from "../population/population.ts";
import type { Role, TaskType } from "../population/roles.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";

/** One audit procedure: SQL that counts, and pure functions that decide. */
export interface Analysis<Parameters = unknown> {
  /** kebab-case; first segment of every figureId. */
  readonly id: string;
  readonly title: string;
  /** The question it answers, as an auditor would ask it. */
  readonly question: string;
  /** Rows of the criteria library it gives evidence for, for example `A14.2`. */
  readonly criteria: readonly string[];
  /** Rises whenever any number may change. */
  readonly methodVersion: string;
  readonly taskTypes: readonly TaskType[];
  /** Without one of these the run is one verdict: insufficient evidence. */
  readonly requiredRoles: readonly Role[];
  /** More figures become computable with these. */
  readonly optionalRoles: readonly Role[];
  /** Strict object schema with defaults; `.meta({ title, description, unit })` feeds forms and docs. */
  readonly parameters: z.ZodType<Parameters>;
  /** Policy keys it judges by. */
  readonly thresholds: readonly ThresholdDeclaration[];

  /**
   * The next stage's queries, given all aggregates so far; null when nothing is left to ask.
   * Pure: the same input gives the same SQL text, byte for byte.
   */
  plan(input: PlanInput<Parameters>): readonly AggregateQuery[] | null;
  figures(input: FiguresInput<Parameters>): readonly Figure[];
  verdicts(input: VerdictsInput<Parameters>): readonly Verdict[];
  charts(input: ChartsInput<Parameters>): readonly ChartSpec[];
  /** The answer in one sentence. */
  answer(input: ChartsInput<Parameters>): string;
  /** Filters that list the decisions behind a figure; null where the figure is not about records. */
  recordsBehind?(input: PlanInput<Parameters>, figureId: string): readonly Filter[] | null;
}

export interface ThresholdDeclaration {
  /** `<analysis id>.<name>`, the key in the policy. */
  readonly key: string;
  readonly title: string;
  readonly unit: string;
}

export interface PlanInput<Parameters> {
  readonly parameters: Parameters;
  readonly population: Population;
  /** All stages so far. */
  readonly aggregates: AggregateSet;
}

/** Figures see what the plan saw, and the policy's display level and minimum cell. */
export interface FiguresInput<Parameters> extends PlanInput<Parameters> {
  readonly policy: Policy;
}

export interface VerdictsInput<Parameters> extends FiguresInput<Parameters> {
  readonly figures: readonly Figure[];
}

export interface ChartsInput<Parameters> extends VerdictsInput<Parameters> {
  readonly verdicts: readonly Verdict[];
}

/** Erases the parameter type for the list of analyses; parameters are parsed by the analysis' own schema first. */
export function defineAnalysis<Parameters>(analysis: Analysis<Parameters>): Analysis {
  return analysis as Analysis;
}
