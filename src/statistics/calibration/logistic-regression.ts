import { exp, expm1, log, log1p } from "../../foundation/elementary-functions.ts";
import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount, requireNumber } from "../domain.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";

/** Rows that share one value of the predictor. */
export interface PredictorCell {
  readonly x: number;
  readonly rows: number;
  readonly events: number;
}

export interface LogisticFit {
  readonly status: "fitted";
  readonly intercept: number;
  readonly slope: number;
  readonly interceptError: number;
  readonly slopeError: number;
  readonly rows: number;
  readonly events: number;
}

/** logit P = intercept + slope x. */
export type Line = Pick<LogisticFit, "intercept" | "slope">;

/**
 * Logistic regression on one predictor, from grouped counts.
 *
 * Formula: maximum likelihood of logit P = a + b x on centred and scaled x: for given b the best a(b) makes sum rows P = events; b is the root of
 * sum (events - rows P) x along it, which falls all the way, so that bracketing finds it for any table; standard errors from the inverse information, whose
 * inverse is 1 / sum w (x - m)^2 for b and 1 / sum w + m^2 / sum w (x - m)^2 for a, with w = rows P (1 - P) and m the mean of x so weighted. The
 * maximum exists exactly if the ranges of x of events and of non-events overlap in both directions, which is checked first.
 * Source: P. McCullagh, J. A. Nelder (1989) Generalized Linear Models, 2nd ed., 4.4; A. Albert, J. A. Anderson (1984) Biometrika 71, 1-10, doi:10.1093/biomet/71.1.1 (existence).
 * Units: cells {x, counts} in (GROUP BY x makes them), log odds and log odds per unit of x out.
 * Not computable: one value of x, no events or no non-events, infinite x (degenerate), separation (numerical).
 * Golden: R glm(binomial) (scripts/golden-values/calibration.R).
 */
export function logisticRegression(cells: readonly PredictorCell[]): LogisticFit | NotComputable {
  const used = usedCells("logisticRegression", cells);
  const { rows, events } = totals(used);
  if (new Set(used.map(({ x }) => x)).size < 2) return notComputable("degenerate", "All cases share one value of the predictor.");
  const impossible = withoutMaximum(used, "slope") ?? (isSeparated(used) ? SEPARATED : undefined);
  if (impossible !== undefined) return impossible;
  const centre = used.reduce((sum, cell) => sum + (cell.x * cell.rows) / rows, 0);
  const { least, greatest } = extent(used.map(({ x }) => x - centre));
  const spread = Math.max(-least, greatest);
  const scaled = used.map((cell) => ({ ...cell, x: (cell.x - centre) / spread }));
  const line = bestLine(scaled);
  const slope = line.slope / spread;
  const intercept = line.intercept - slope * centre;
  const weights = scaled.map(
    ({ x, rows: n }) => n * logistic(line.intercept + line.slope * x) * logistic(-line.intercept - line.slope * x),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const middle = scaled.reduce((sum, { x }, cell) => sum + (x * (weights[cell] ?? 0)) / total, 0);
  const squares = scaled.reduce((sum, { x }, cell) => sum + (weights[cell] ?? 0) * (x - middle) ** 2, 0);
  return {
    status: "fitted",
    intercept,
    slope,
    interceptError: Math.sqrt(1 / total + (middle + centre / spread) ** 2 / squares),
    slopeError: 1 / Math.sqrt(squares) / spread,
    rows,
    events,
  };
}

/** Cells with rows, after checking their numbers. */
export function usedCells(where: string, cells: readonly PredictorCell[]): PredictorCell[] {
  for (const { x, rows, events } of cells) {
    requireNumber(`${where} (x)`, x);
    requireCount(`${where} (rows)`, rows);
    requireCount(`${where} (events)`, events);
    requireArgument(events <= rows, `${where} (events)`, `at most rows = ${rows}`, events);
  }
  return cells.filter(({ rows }) => rows > 0);
}

/** The reason why no likelihood over these cells has a maximum, if there is one. */
export function withoutMaximum(used: readonly PredictorCell[], what: "slope" | "intercept"): NotComputable | undefined {
  const { rows, events } = totals(used);
  if (events === 0 || events === rows) return notComputable("degenerate", `Without both events and non-events there is no ${what}.`);
  const infinite = totals(used.filter(({ x }) => !Number.isFinite(x))).rows;
  if (infinite > 0)
    return notComputable("degenerate", `For ${infinite} rows the predictor is infinite, as is the logit of a score of 0 or 1.`);
  return undefined;
}

/** The intercept of the greatest likelihood when the slope is given: the fitted events are then as many as the observed ones. */
export function bestIntercept(used: readonly PredictorCell[], slope: number): number {
  const { rows, events } = totals(used);
  const centre = log(events / (rows - events));
  const { least, greatest } = extent(used.map(({ x }) => slope * x));
  const start = centre - greatest - 1;
  // Counted from the start, so that a root at 0 is as easy to reach as any other.
  const surplus = (step: number) => used.reduce((sum, cell) => sum - residual(cell, start + step + slope * cell.x), 0);
  return start + bracketedRoot(surplus, 0, centre - least + 1 - start);
}

/** Twice the log likelihood of the first line above that of the second, without cancelling between them. */
export function likelihoodDrop(used: readonly PredictorCell[], best: Line, other: Line): number {
  return used.reduce((sum, { x, rows, events }) => {
    const [first, second] = [best.intercept + best.slope * x, other.intercept + other.slope * x];
    return sum + 2 * (events * logRatio(first, second) + (rows - events) * logRatio(-first, -second));
  }, 0);
}

/** 1 / (1 + exp(-eta)). */
export function logistic(eta: number): number {
  return 1 / (1 + exp(-eta));
}

export function totals(cells: readonly PredictorCell[]): { rows: number; events: number } {
  return cells.reduce((sum, { rows, events }) => ({ rows: sum.rows + rows, events: sum.events + events }), { rows: 0, events: 0 });
}

/** log of logistic(first) / logistic(second). */
function logRatio(first: number, second: number): number {
  const step = first - second;
  if (Math.abs(step) > 1) return logOnePlusExp(-second) - logOnePlusExp(-first);
  return -log1p(logistic(-second) * expm1(-step));
}

function logOnePlusExp(t: number): number {
  return Math.max(t, 0) + log1p(exp(-Math.abs(t)));
}

const SEPARATED = notComputable("numerical", "The likelihood has no maximum: events separate perfectly along the predictor.");

function isSeparated(used: readonly PredictorCell[]): boolean {
  const ofEvents = extent(used.filter(({ events }) => events > 0).map(({ x }) => x));
  const ofOthers = extent(used.filter(({ rows, events }) => events < rows).map(({ x }) => x));
  return ofEvents.least >= ofOthers.greatest || ofOthers.least >= ofEvents.greatest;
}

function extent(values: readonly number[]): { least: number; greatest: number } {
  return values.reduce(({ least, greatest }, value) => ({ least: Math.min(least, value), greatest: Math.max(greatest, value) }), {
    least: Infinity,
    greatest: -Infinity,
  });
}

/** The line of the greatest likelihood, for x in -1..1. */
function bestLine(cells: readonly PredictorCell[]): Line {
  const pull = (slope: number) => {
    const intercept = bestIntercept(cells, slope);
    return cells.reduce((sum, cell) => sum + residual(cell, intercept + slope * cell.x) * cell.x, 0);
  };
  const [inner, outer] = expandBracket(pull, 0, Math.sign(pull(0)) || 1);
  const start = Math.min(inner, outer) - 1;
  const slope = start + bracketedRoot((step) => pull(start + step), 1, 1 + Math.abs(outer - inner));
  return { intercept: bestIntercept(cells, slope), slope };
}

/** events - rows P, as a difference of two numbers no larger than the smaller of events and non-events near the maximum. */
function residual({ rows, events }: PredictorCell, eta: number): number {
  return events * logistic(-eta) - (rows - events) * logistic(eta);
}
