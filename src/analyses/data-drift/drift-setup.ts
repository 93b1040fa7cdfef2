import { type Feature, type Population } from "../../population/population.ts";
import { type AnalysisWindow, baselineCondition, instantLiteral, planWindows, windowsName } from "../../population/windows.ts";
import { type SqlFragment, identifier, sql } from "../../sql/sql.ts";
import type { DataDriftParameters } from "./parameters.ts";

/** Window number of baseline rows in all aggregates. */
export const BASELINE = -1;

export interface DriftFeature extends Feature {
  /** `01-income`: unique, fit for query names. */
  readonly slug: string;
}

export interface DriftSetup {
  readonly windows: readonly AnalysisWindow[];
  /** Which windows these are, for example `calendar week`. */
  readonly windowsName: string;
  readonly features: readonly DriftFeature[];
  readonly isBaseline: SqlFragment;
  /** 0-based window of a row; null outside all windows. */
  readonly windowIndex: SqlFragment;
  /** `windowIndex`, but -1 for baseline rows. */
  readonly segment: SqlFragment;
  /** What queries that use `windowIndex` or `segment` read. */
  readonly relation: SqlFragment;
  /** Condition of baseline rows; unlike `isBaseline` null where the time is, so that the engine can skip blocks by it. */
  readonly baselineRows: SqlFragment;
}

export interface SetupRefusal {
  readonly reason: string;
  readonly missing: readonly string[];
}

/** What the SQL and the figures both need; a refusal names what is missing. */
export function driftSetup(population: Population, parameters: DataDriftParameters): DriftSetup | SetupRefusal {
  const { baseline } = population;
  if (baseline === null) return refusal("No baseline is defined: state a baseline period or a baseline partition.", "baseline");
  const neededForBaseline = baseline.kind === "period" ? "decidedAt" : "partition";
  if (!population.roles.includes(neededForBaseline)) return refusal(`The baseline needs the role ${neededForBaseline}.`, neededForBaseline);
  if (parameters.window.kind === "calendar" && !population.roles.includes("decidedAt"))
    return refusal("Calendar windows need the role decidedAt; chunks of a fixed number of rows do not.", "decidedAt");
  const plan = planWindows(population, parameters.window);
  if (plan === null) return refusal("The covered period of decidedAt is not known.", "decidedAt");
  const known = new Set(population.features.map((feature) => feature.name));
  const unknown = [...(parameters.features ?? []), ...parameters.exactKs].filter((name) => !known.has(name));
  if (unknown.length > 0) return refusal(`Features that are not in the population: ${unknown.join(", ")}.`, ...unknown);
  const features = population.features.filter((feature) => parameters.features?.includes(feature.name) ?? true);
  if (features.length === 0) return refusal("The population has no features.", "features");
  const baselineRows = baselineCondition(baseline);
  const isBaseline = sql`coalesce(${baselineRows}, false)`;
  const first = plan.windows[0]?.period;
  // Rows before the first window have no window; integer division would round them into the first one.
  const windowIndex = first ? sql`case when decided_at >= ${instantLiteral(first.startMs)} then ${plan.index} end` : plan.index;
  return {
    windows: plan.windows,
    windowsName: windowsName(parameters.window),
    features: features.map((feature, index) => ({ ...feature, slug: slugOf(feature.name, index, features.length) })),
    isBaseline,
    windowIndex,
    segment: sql`case when ${isBaseline} then -1 else ${windowIndex} end`,
    relation: plan.relation,
    baselineRows,
  };
}

export function isRefusal(setup: DriftSetup | SetupRefusal): setup is SetupRefusal {
  return "reason" in setup;
}

/** The feature's values as DOUBLE. */
export function numericValue(feature: Feature): SqlFragment {
  return sql`${identifier(feature.column)}::double`;
}

function slugOf(name: string, index: number, count: number): string {
  const words = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 40);
  return [String(index + 1).padStart(String(count).length, "0"), words].filter((part) => part !== "").join("-");
}

function refusal(reason: string, ...missing: string[]): SetupRefusal {
  return { reason, missing };
}
