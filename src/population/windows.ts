import { type CalendarWindow, calendarWindows, formatInstant } from "../foundation/calendar.ts";
import { type SqlFragment, identifier, integerLiteral, join, literal, sql } from "../sql/sql.ts";
import { type Baseline, POPULATION_RELATION, type Population, type WindowSpec } from "./population.ts";
import { POPULATION_NUMBER, RECORD_NUMBER, ROLE_COLUMNS } from "./roles.ts";

export interface AnalysisWindow {
  readonly index: number;
  readonly label: string;
  /** Null for fixed-size chunks. */
  readonly period: { readonly startMs: number; readonly endMs: number } | null;
  readonly partial: boolean;
}

export interface WindowPlan {
  readonly windows: readonly AnalysisWindow[];
  /** SQL expression over `relation`: 0-based window index of a row (BIGINT; null when decided_at is null, but in chunks every row has one). */
  readonly index: SqlFragment;
  /** What a query that uses `index` reads: the population, for chunks with its `population_number`. */
  readonly relation: SqlFragment;
}

const PRECISION_MS = { instant: 0, day: 86_400_000, month: 31 * 86_400_000, year: 366 * 86_400_000 };

/**
 * Windows of a population. Calendar windows need `covered` (role decidedAt); chunks need none and
 * follow the order of time, undated rows last.
 * Returns null when the population has no times and calendar windows are asked.
 */
export function planWindows(population: Population, spec: WindowSpec): WindowPlan | null {
  if (spec.kind === "count") {
    const count = Math.ceil(population.rows / spec.size);
    return {
      windows: Array.from({ length: count }, (_, index) => ({
        index,
        label: `chunk-${String(index + 1).padStart(String(count).length, "0")}`,
        period: null,
        partial: (index + 1) * spec.size > population.rows,
      })),
      index: sql`${identifier(POPULATION_NUMBER)} // ${integerLiteral(spec.size)}`,
      relation: populationInOrder(population.roles.includes("decidedAt")),
    };
  }
  if (population.covered === null) return null;
  const precisionMs = PRECISION_MS[population.timePrecision];
  const windows = calendarWindows({
    unit: spec.unit,
    timeZone: population.timeZone,
    covered: { startMs: population.covered.startMs, endMs: population.covered.endMs + 1 },
  }).map((window) => ({ ...window, partial: window.partial && !coveredToPrecision(window, population.covered, precisionMs) }));
  return {
    windows: windows.map(({ index, label, startMs, endMs, partial }) => ({ index, label, period: { startMs, endMs }, partial })),
    index: windowIndex(windows),
    relation: identifier(POPULATION_RELATION),
  };
}

/**
 * The filtered population with `population_number`: 0-based position by decided_at (nulls last), then record number; BIGINT.
 * Not a column of the view itself: DuckDB does not leave out an unused window function, nor push filters below it.
 */
export function populationInOrder(dated: boolean): SqlFragment {
  const time = dated ? sql`${identifier(ROLE_COLUMNS.decidedAt.column)} nulls last, ` : sql``;
  return sql`(select *, row_number() over (order by ${time}${identifier(RECORD_NUMBER)}) - 1 as ${identifier(POPULATION_NUMBER)} from ${identifier(POPULATION_RELATION)})`;
}

function coveredToPrecision(window: CalendarWindow, covered: Population["covered"], precisionMs: number): boolean {
  if (precisionMs === 0 || covered === null) return false;
  return covered.startMs - precisionMs <= window.startMs && covered.endMs + precisionMs >= window.endMs;
}

/**
 * Window number by integer division within runs of equally long windows, so that ten million rows
 * cost a handful of comparisons however many windows there are; clock changes start a new run.
 */
function windowIndex(windows: readonly CalendarWindow[]): SqlFragment {
  interface WindowRun {
    startMs: number;
    widthMs: number;
    firstIndex: number;
    endMs: number;
  }
  const runs: WindowRun[] = [];
  for (const window of windows) {
    const widthMs = window.endMs - window.startMs;
    const last = runs.at(-1);
    if (last?.widthMs === widthMs) last.endMs = window.endMs;
    else runs.push({ startMs: window.startMs, widthMs, firstIndex: window.index, endMs: window.endMs });
  }
  const cases = runs.map(
    (run) =>
      sql`when decided_at < ${instantLiteral(run.endMs)} then (epoch_us(decided_at) - ${integerLiteral(run.startMs * 1000)}) // ${integerLiteral(run.widthMs * 1000)} + ${integerLiteral(run.firstIndex)}`,
  );
  // Division rounds towards zero, so what lies before the first window must be told apart first.
  const before = sql`when decided_at < ${instantLiteral(runs[0]?.startMs ?? 0)} then null`;
  return sql`case ${join([before, ...cases], " ")} end`;
}

/** Name of the windows of one kind, the same wherever they are used: `calendar week`. */
export function windowsName(spec: WindowSpec): string {
  return spec.kind === "calendar" ? `calendar ${spec.unit}` : `chunks of ${spec.size}`;
}

/** `TIMESTAMP '...'` of a UTC instant. */
export function instantLiteral(epochMs: number): SqlFragment {
  return sql`timestamp ${literal(formatInstant(epochMs).replace("T", " ").replace("Z", ""))}`;
}

/** Condition that selects the baseline rows. */
export function baselineCondition(baseline: Baseline): SqlFragment {
  return baseline.kind === "partition"
    ? sql`partition_name = ${literal(baseline.value)}`
    : sql`decided_at >= ${instantLiteral(baseline.startMs)} and decided_at < ${instantLiteral(baseline.endMs)}`;
}

/** True when a window shares time with a baseline period: it is then excluded from tests against it. */
export function overlapsBaseline(window: AnalysisWindow, baseline: Baseline): boolean {
  return (
    baseline.kind === "period" && window.period !== null && window.period.startMs < baseline.endMs && window.period.endMs > baseline.startMs
  );
}
