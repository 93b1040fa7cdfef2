import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireArgument, requireCount, requireLevel } from "../domain.ts";
import { wilsonInterval } from "../proportions/wilson-interval.ts";
import { type ConfusionCells, confusionRate } from "./confusion-rates.ts";
import { fBeta } from "./f-beta.ts";

export type MulticlassMetric = "precision" | "recall" | "f1";
/** macro: plain mean of the classes; weighted: mean by actual count; micro: all decisions pooled. */
export type MulticlassAverage = "macro" | "weighted" | "micro";
/** Square counts: one row for each actual class, one column for each predicted class, in the same order. */
export type ClassTable = readonly (readonly number[])[];

const AVERAGES = { macro: "Macro-averaged", weighted: "Weighted", micro: "Micro-averaged" } as const;
const TITLES = { precision: "precision", recall: "recall", f1: "F1 score" } as const;

/**
 * Accuracy, and macro, weighted and micro averages of precision, recall and F1 over several classes.
 *
 * Formula: by class k, with hits t, actual r, predicted c: precision t/c, recall t/r, F1 2t/(r + c). macro: their mean; weighted: their mean with
 * weights r/n; micro: sum t/n, which is the accuracy, as is weighted recall. Macro F1 is the mean of the classes' F1, not the F1 of
 * the means. Interval: Wilson's at the effective size m (1 - m)/Var m, Var m = sum x (dm/dx)^2 over the cells by the multinomial delta method.
 * A class at 0 or 1 shows no variance of its own: its (weight / total)^2 q (1 - q)/rows is added, q the middle of its Wilson interval;
 * without it 95 % intervals of macro averages held the truth in only 50 to 70 % where a class had few rows. At m = 0 and 1 the effective
 * size is that of the mean q.
 * Source: M. Sokolova and G. Lapalme (2009) Information Processing and Management 45, 427-437, doi:10.1016/j.ipm.2009.03.002; K. Takahashi,
 * K. Yamamoto, A. Kuchiba and T. Koyama (2022) Applied Intelligence 52, 4961-4972, doi:10.1007/s10489-021-02635-5, for the variance.
 * Units: a square table of counts in, a share out.
 * Not computable: no decisions (no-rows); a class whose precision or recall does not exist because it was never predicted, or never
 * happened (zero-denominator): scikit-learn's zero_division would put a number there. Classes absent from rows and columns are left
 * out and counted in the detail; in weighted averages only classes that happened matter. A table that is not square throws.
 * Golden: scikit-learn precision_recall_fscore_support; variance by mpmath's numerical derivative (scripts/golden-values/error-rates.py).
 */
export function multiclassRate(table: ClassTable, metric: MulticlassMetric, average: MulticlassAverage, level: number): Outcome {
  const method = `${AVERAGES[average]} ${TITLES[metric]}`;
  const classes = classesOf(table, level);
  const n = totalOf(classes);
  if (n === 0) return notComputable("no-rows", `${method}: there are no labelled decisions.`);
  const present = classes.filter(({ actual, predicted }) => actual + predicted > 0);
  const detail = { classes: present.length, absentClasses: classes.length - present.length };
  if (average === "micro" || (average === "weighted" && metric === "recall")) return pooled(classes, method, level, detail);
  const parts = classes.map((one) => partOf(one, metric, average === "weighted" ? one.actual : Math.sign(one.actual + one.predicted)));
  const missing = parts.filter(({ weight, rows }) => weight > 0 && rows === 0).length;
  if (missing > 0) {
    const why = metric === "precision" ? "never predicted" : "never seen";
    return notComputable(
      "zero-denominator",
      `${method}: of ${present.length} classes ${missing} ${missing === 1 ? "was" : "were"} ${why}.`,
    );
  }
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const estimate = parts.reduce((sum, { weight, value }) => sum + weight * value, 0) / total;
  const observed = deltaVariance(table, (i, j) => {
    const shift = average === "weighted" ? ((parts[i]?.value ?? 0) - estimate) / total : 0;
    return shift + slope(parts, i, j, metric) / total;
  });
  const unseen = unseenVariance(parts, level);
  const variance = observed + unseen.variance / total / total;
  const middle = unseen.middle / total;
  const effective = (estimate === 0 || estimate === 1 ? middle * (1 - middle) : estimate * (1 - estimate)) / variance;
  const interval = { ...wilsonInterval(estimate * effective, effective, level), method: "Wilson score at the effective size" };
  return computed({ estimate, n, method, interval, detail: { ...detail, standardError: Math.sqrt(variance), effectiveSize: effective } });
}

/** Share of decisions whose predicted class is the actual one, with its Wilson interval. */
export function multiclassAccuracy(table: ClassTable, level: number): Outcome {
  const classes = classesOf(table, level);
  return totalOf(classes) === 0
    ? notComputable("no-rows", "Accuracy: there are no labelled decisions.")
    : pooled(classes, "Accuracy", level, { classes: classes.length });
}

/** Precision, recall or F1 of one class against all others. */
export function classRate(table: ClassTable, metric: MulticlassMetric, k: number, level: number): Outcome {
  const cells = oneAgainstRest(table, k, level);
  if (metric === "f1") return fBeta(cells, 1, level);
  return confusionRate(metric === "precision" ? "precision" : "truePositiveRate", cells, level);
}

/** The confusion cells of class k, all other classes being the negative one. */
function oneAgainstRest(table: ClassTable, k: number, level: number): ConfusionCells {
  const classes = classesOf(table, level);
  const one = classes[k];
  if (one === undefined) throw new TickmarkError("bad-input", `Class ${k} is not in the table.`, { expected: `0 to ${table.length - 1}` });
  const [falsePositive, falseNegative] = [one.predicted - one.hits, one.actual - one.hits];
  return {
    truePositive: one.hits,
    falsePositive,
    falseNegative,
    trueNegative: totalOf(classes) - one.hits - falsePositive - falseNegative,
  };
}

interface ClassCounts {
  readonly hits: number;
  readonly actual: number;
  readonly predicted: number;
}

function classesOf(table: ClassTable, level: number): ClassCounts[] {
  requireLevel("Class table", level);
  for (const row of table) {
    requireArgument(row.length === table.length, "Class table (columns)", `a square table, ${table.length} columns`, row.length);
    for (const count of row) requireCount("Class table", count);
  }
  return table.map((row, k) => ({
    hits: row[k] ?? 0,
    actual: row.reduce((sum, count) => sum + count, 0),
    predicted: table.reduce((sum, other) => sum + (other[k] ?? 0), 0),
  }));
}

function totalOf(classes: readonly ClassCounts[]): number {
  return classes.reduce((sum, { actual }) => sum + actual, 0);
}

function pooled(classes: readonly ClassCounts[], method: string, level: number, detail: Record<string, number>): Outcome {
  const n = totalOf(classes);
  const hits = classes.reduce((sum, one) => sum + one.hits, 0);
  return computed({ estimate: hits / n, n, method, interval: wilsonInterval(hits, n, level), detail: { ...detail, count: hits } });
}

/** One class in an average: value = `events` / `rows`, 0 where its weight is 0. */
interface Part {
  readonly weight: number;
  readonly rows: number;
  readonly events: number;
  readonly value: number;
}

function partOf({ hits, actual, predicted }: ClassCounts, metric: MulticlassMetric, weight: number): Part {
  const rows = metric === "f1" ? actual + predicted : metric === "precision" ? predicted : actual;
  const events = metric === "f1" ? 2 * hits : hits;
  return { weight, rows, events, value: weight === 0 || rows === 0 ? 0 : events / rows };
}

/** Sum over the classes of weight times the derivative of events/rows by the count of (actual i, predicted j). */
function slope(parts: readonly Part[], i: number, j: number, metric: MulticlassMetric): number {
  const by = (k: number, events: number): number => {
    const { weight, rows, value } = parts[k] ?? { weight: 0, rows: 1, value: 0 };
    return weight === 0 ? 0 : (weight * (events - value)) / rows;
  };
  if (metric === "precision") return by(j, i === j ? 1 : 0);
  if (metric === "recall") return by(i, i === j ? 1 : 0);
  // One more hit adds 2 events and 2 rows to its class: half of each from its row and from its column.
  return by(i, i === j ? 1 : 0) + by(j, i === j ? 1 : 0);
}

/** Sums over the classes at 0 or 1: weight^2 q (1 - q)/rows and weight q, q the middle of the class's Wilson interval. */
function unseenVariance(parts: readonly Part[], level: number): { variance: number; middle: number } {
  const square = normalQuantile((1 - level) / 2) ** 2;
  let [variance, middle] = [0, 0];
  for (const { weight, rows, events } of parts) {
    if (weight === 0 || (events > 0 && events < rows)) continue;
    const q = (events + square / 2) / (rows + square);
    variance += (weight * weight * q * (1 - q)) / rows;
    middle += weight * q;
  }
  return { variance, middle };
}

/** Variance of a statistic that does not change when all counts are multiplied, so that the mean of its gradient is 0. */
function deltaVariance(table: ClassTable, gradient: (i: number, j: number) => number): number {
  return table.reduce(
    (sum, row, i) => row.reduce((inner, count, j) => (count === 0 ? inner : inner + count * gradient(i, j) ** 2), sum),
    0,
  );
}
