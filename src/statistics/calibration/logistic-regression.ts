import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount, requireNumber } from "../domain.ts";
import { bracketedRoot } from "../special-functions/root.ts";

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
 * Formula: maximum likelihood of logit P = a + b x by Newton steps on centred and scaled x, a step being halved while it overshoots
 * (the slope of the likelihood along it turns over to more than it was); standard errors from the inverse information. The maximum
 * exists exactly if the ranges of x of events and of non-events overlap in both directions, which is checked first.
 * Source: P. McCullagh, J. A. Nelder (1989) Generalized Linear Models, 2nd ed., 4.4; A. Albert, J. A. Anderson (1984) Biometrika 71, 1-10, doi:10.1093/biomet/71.1.1 (existence).
 * Units: cells {x, counts} in (GROUP BY x makes them), log odds and log odds per unit of x out.
 * Not computable: one value of x, no events or no non-events, infinite x (degenerate), separation or no convergence (numerical).
 * Golden: R glm(binomial) (scripts/golden-values/calibration.R).
 */
export function logisticRegression(cells: readonly PredictorCell[]): LogisticFit | NotComputable {
  const used = usedCells("logisticRegression", cells);
  const { rows, events } = totals(used);
  if (new Set(used.map(({ x }) => x)).size < 2) return notComputable("degenerate", "All cases share one value of the predictor.");
  const impossible = withoutMaximum(used) ?? (isSeparated(used) ? SEPARATED : undefined);
  if (impossible !== undefined) return impossible;
  const centre = used.reduce((sum, cell) => sum + (cell.x * cell.rows) / rows, 0);
  const { least, greatest } = extent(used.map(({ x }) => x - centre));
  const spread = Math.max(-least, greatest);
  const scaled = used.map((cell) => ({ ...cell, x: (cell.x - centre) / spread }));
  const found = newton(scaled, { intercept: Math.log(events / (rows - events)), slope: 0 });
  if (found === undefined) return notComputable("numerical", "The likelihood's maximum was not reached.");
  const { line, information } = found;
  const slope = line.slope / spread;
  const determinant = determinantOf(information);
  // Variance of a - b centre / spread.
  const shift = centre / spread;
  const interceptVariance = (information.slope + 2 * shift * information.cross + shift ** 2 * information.intercept) / determinant;
  return {
    status: "fitted",
    intercept: line.intercept - slope * centre,
    slope,
    interceptError: Math.sqrt(interceptVariance),
    slopeError: Math.sqrt(information.intercept / determinant) / spread,
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
export function withoutMaximum(used: readonly PredictorCell[]): NotComputable | undefined {
  const { rows, events } = totals(used);
  if (events === 0 || events === rows) return notComputable("degenerate", "Without both events and non-events there is no slope.");
  const infinite = totals(used.filter(({ x }) => !Number.isFinite(x))).rows;
  if (infinite > 0)
    return notComputable("degenerate", `For ${infinite} rows the predictor is infinite, as is the logit of a score of 0 or 1.`);
  return undefined;
}

/** The intercept of the greatest likelihood when the slope is given: the fitted events are then as many as the observed ones. */
export function bestIntercept(used: readonly PredictorCell[], slope: number): number {
  const { rows, events } = totals(used);
  const centre = Math.log(events / (rows - events));
  const { least, greatest } = extent(used.map(({ x }) => slope * x));
  const surplus = (intercept: number) => -used.reduce((sum, cell) => sum + residual(cell, intercept + slope * cell.x), 0);
  return bracketedRoot(surplus, centre - greatest - 1, centre - least + 1);
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
  return 1 / (1 + Math.exp(-eta));
}

export function totals(cells: readonly PredictorCell[]): { rows: number; events: number } {
  return cells.reduce((sum, { rows, events }) => ({ rows: sum.rows + rows, events: sum.events + events }), { rows: 0, events: 0 });
}

/** log of logistic(first) / logistic(second). */
function logRatio(first: number, second: number): number {
  const step = first - second;
  if (Math.abs(step) > 1) return logOnePlusExp(-second) - logOnePlusExp(-first);
  return -Math.log1p(logistic(-second) * Math.expm1(-step));
}

function logOnePlusExp(t: number): number {
  return Math.max(t, 0) + Math.log1p(Math.exp(-Math.abs(t)));
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

interface Information {
  readonly intercept: number;
  readonly cross: number;
  readonly slope: number;
}

const MOST_STEPS = 200;

function newton(cells: readonly PredictorCell[], start: Line): { line: Line; information: Information } | undefined {
  let line = start;
  let step: Line = { intercept: 0, slope: 0 };
  let rise = 0;
  for (let count = 0; count < MOST_STEPS; count += 1) {
    const { score, information } = derivatives(cells, line);
    if (-along(score, step) > rise) {
      // Overshot: back to the middle of the last step.
      step = { intercept: step.intercept / 2, slope: step.slope / 2 };
      line = { intercept: line.intercept - step.intercept, slope: line.slope - step.slope };
      rise /= 2;
      continue;
    }
    const determinant = determinantOf(information);
    step = {
      intercept: (information.slope * score.intercept - information.cross * score.slope) / determinant,
      slope: (information.intercept * score.slope - information.cross * score.intercept) / determinant,
    };
    const size = Math.max(Math.abs(step.intercept), Math.abs(step.slope));
    rise = along(score, step);
    line = { intercept: line.intercept + step.intercept, slope: line.slope + step.slope };
    if (size <= 1e-9 * Math.max(1, Math.abs(line.slope))) return { line, information: derivatives(cells, line).information };
  }
  return undefined;
}

function derivatives(cells: readonly PredictorCell[], line: Line): { score: Line; information: Information } {
  const score = { intercept: 0, slope: 0 };
  const information = { intercept: 0, cross: 0, slope: 0 };
  for (const cell of cells) {
    const eta = line.intercept + line.slope * cell.x;
    const surplus = residual(cell, eta);
    const weight = cell.rows * logistic(eta) * logistic(-eta);
    score.intercept += surplus;
    score.slope += surplus * cell.x;
    information.intercept += weight;
    information.cross += weight * cell.x;
    information.slope += weight * cell.x ** 2;
  }
  return { score, information };
}

/** events - rows P, as a difference of two numbers no larger than the smaller of events and non-events near the maximum. */
function residual({ rows, events }: PredictorCell, eta: number): number {
  return events * logistic(-eta) - (rows - events) * logistic(eta);
}

function determinantOf({ intercept, cross, slope }: Information): number {
  return intercept * slope - cross ** 2;
}

function along(score: Line, step: Line): number {
  return score.intercept * step.intercept + score.slope * step.slope;
}
