import { type Computed, type Outcome, isComputed } from "../../../src/foundation/outcome.ts";
import { areaUnderCurve } from "../../../src/statistics/ranking/area-under-curve.ts";
import { averagePrecision } from "../../../src/statistics/ranking/average-precision.ts";
import { clusteredAreaUnderCurve } from "../../../src/statistics/ranking/clustered-area-under-curve.ts";
import { delongVariance } from "../../../src/statistics/ranking/delong-variance.ts";
import { independentAreaDifference } from "../../../src/statistics/ranking/independent-area-difference.ts";
import { pairedAreaDifference } from "../../../src/statistics/ranking/paired-area-difference.ts";
import { type TieGroup, placementSums } from "../../../src/statistics/ranking/placement-sums.ts";
import { readGolden } from "../golden-file.ts";
import { clusteredSums, pairedSums } from "../placements-by-row.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";

interface RankingGolden {
  readonly areas: readonly {
    readonly name: string;
    readonly positives: readonly number[];
    readonly negatives: readonly number[];
    /** Area, variance, plain limits cut to 0..1. */
    readonly area: readonly (number | null)[];
    /** df, limits. */
    readonly logit: readonly (number | null)[];
  }[];
  readonly paired: readonly ({
    readonly name: string;
    readonly y: readonly number[];
    readonly a: readonly number[];
    readonly b: readonly number[];
  } & Test)[];
  readonly independent: readonly ({ readonly name: string; readonly a: Counts; readonly b: Counts } & Test)[];
}
type Counts = readonly [readonly number[], readonly number[]];
interface Test {
  readonly areas: readonly [number, number];
  /** D / se and its normal p. */
  readonly statistic: readonly [number, number];
  /** df, p of Student's t, limits. */
  readonly t: readonly [number, number, number, number];
}
type Groups = readonly (readonly [number, number])[];
interface DefinitionsGolden {
  readonly placements: readonly { readonly groups: Groups; readonly sums: readonly (readonly [number, string, string])[] }[];
  readonly enormous: readonly { readonly groups: Groups; readonly expected: readonly [number, number, number, number] }[];
  readonly averagePrecision: readonly {
    readonly groups: Groups;
    readonly scikitLearn: number;
    readonly exact: number;
    readonly limits: readonly [number, number] | null;
  }[];
  readonly clustered: readonly {
    readonly rows: readonly (readonly [number, number, number])[];
    readonly area: number;
    readonly variance: number;
    readonly df: number;
    readonly limits: readonly [number, number];
  }[];
}

export const ranking: ComparisonFamily = {
  family: "ranking",
  compare: () => [...areas(), ...paired(), ...independent(), ...placements(), ...enormous(), ...precisions(), ...clustered()],
};

function areas(): Comparison[] {
  return readGolden<RankingGolden>("ranking").areas.flatMap(({ name, positives, negatives, area, logit }) => {
    const sums = placementSums(zip(positives, negatives));
    const outcome = unwrap(areaUnderCurve(sums, 0.95));
    const compare = comparisons("ranking/area-under-curve", name);
    const [golden = null, variance = null, lower = null, upper = null] = area;
    const found = [compare("area", outcome.estimate, golden, 1e-14)];
    if (variance === null || lower === null || upper === null) return found.flat();
    found.push(
      comparisons("ranking/delong-variance", name)("variance", delongVariance(sums.positives, sums.negatives).total, variance, 1e-12),
    );
    // Without variance pROC's limits are a point, which we do not print.
    if (variance === 0) return found.flat();
    found.push(
      compare("plain lower", Math.max(0, detailOf(outcome, "plainDelongLower")), lower, 1e-12, 1),
      compare("plain upper", Math.min(1, detailOf(outcome, "plainDelongUpper")), upper, 1e-12, 1),
    );
    if (outcome.interval?.method === "DeLong, logit, Student t") {
      const [df = null, low = null, high = null] = logit;
      found.push(compare("df", detailOf(outcome, "df"), df, 1e-11), compare("lower", outcome.interval.lower, low, 1e-10));
      found.push(compare("upper", outcome.interval.upper, high, 1e-11));
    }
    return found.flat();
  });
}

function paired(): Comparison[] {
  return readGolden<RankingGolden>("ranking").paired.flatMap(({ name, y, a, b, ...test }) =>
    compareTest("ranking/paired-area-difference", name, pairedAreaDifference(pairedSums(y, a, b), 0.95), test),
  );
}

function independent(): Comparison[] {
  return readGolden<RankingGolden>("ranking").independent.flatMap(({ name, a, b, ...test }) => {
    const outcome = independentAreaDifference(placementSums(zip(...a)), placementSums(zip(...b)), 0.95);
    return compareTest("ranking/independent-area-difference", name, outcome, test);
  });
}

function compareTest(method: string, name: string, outcome: Outcome, { areas: [areaA, areaB], statistic, t }: Test): Comparison[] {
  const value = unwrap(outcome);
  const compare = comparisons(method, name);
  return [
    compare("first area", detailOf(value, "areaA"), areaA, 1e-14),
    compare("second area", detailOf(value, "areaB"), areaB, 1e-14),
    compare("difference", value.estimate, areaA - areaB, 1e-14, 1),
    // The statistic's error is that of pROC's difference of two rounded areas.
    compare("statistic", detailOf(value, "statistic"), statistic[0], 1e-12, 1),
    compare("normal p", detailOf(value, "normalPValue"), statistic[1], 1e-11),
    compare("df", detailOf(value, "df"), t[0], 1e-11),
    compare("p", value.pValue ?? Number.NaN, t[1], 1e-11),
    compare("lower", value.interval?.lower ?? Number.NaN, t[2], 1e-11, 1),
    compare("upper", value.interval?.upper ?? Number.NaN, t[3], 1e-11, 1),
  ].flat();
}

function placements(): Comparison[] {
  return readGolden<DefinitionsGolden>("ranking-definitions").placements.flatMap(({ groups, sums }) => {
    const found = placementSums(groups.map(tieGroup));
    return [found.positives, found.negatives].flatMap((side, index) => {
      const [count, sum, squares] = sums[index] ?? [Number.NaN, "", ""];
      const compare = comparisons("ranking/placement-sums", `${groups.length} groups, class ${index}`);
      return [
        compare("count", side.count, count, 0),
        compare("sum", side.sum === BigInt(sum) ? 1 : 0, 1, 0),
        compare("sum of squares", side.sumOfSquares === BigInt(squares) ? 1 : 0, 1, 0),
      ].flat();
    });
  });
}

function enormous(): Comparison[] {
  return readGolden<DefinitionsGolden>("ranking-definitions").enormous.flatMap(({ groups, expected: [area, positives, negatives, df] }) => {
    const sums = placementSums(groups.map(tieGroup));
    const variance = delongVariance(sums.positives, sums.negatives);
    const name = `enormous ${groups.map((group) => group.join("/")).join(" ")}`;
    const compare = comparisons("ranking/delong-variance", name);
    return [
      comparisons("ranking/area-under-curve", name)("area", unwrap(areaUnderCurve(sums, 0.95)).estimate, area, 1e-15),
      compare("positives", variance.positives, positives, 1e-14),
      compare("negatives", variance.negatives, negatives, 1e-14),
      compare("df", variance.df, df, 1e-14),
    ].flat();
  });
}

function precisions(): Comparison[] {
  return readGolden<DefinitionsGolden>("ranking-definitions").averagePrecision.flatMap(({ groups, scikitLearn, exact, limits }) => {
    const outcome = unwrap(averagePrecision(groups.map(tieGroup), 0.95));
    const compare = comparisons("ranking/average-precision", groups.map((group) => group.join("/")).join(" "));
    return [
      compare("scikit-learn", outcome.estimate, scikitLearn, 1e-12),
      compare("in fractions", outcome.estimate, exact, 1e-15),
      // Where AP is within 1e-11 of 0 or 1 the limit 0 or 1 is known to that distance only.
      compare("lower", outcome.interval?.lower ?? 1, limits?.[0] ?? 1, 1e-12, 1e-3),
      compare("upper", outcome.interval?.upper ?? 1, limits?.[1] ?? 1, 1e-12),
    ].flat();
  });
}

function clustered(): Comparison[] {
  return readGolden<DefinitionsGolden>("ranking-definitions").clustered.flatMap(({ rows, area, variance, df, limits }) => {
    const outcome = unwrap(clusteredAreaUnderCurve(clusteredSums(rows), 0.95));
    const compare = comparisons("ranking/clustered-area-under-curve", `${rows.length} rows`);
    return [
      compare("area", outcome.estimate, area, 1e-15),
      compare("variance", detailOf(outcome, "standardError") ** 2, variance, 1e-13),
      compare("df", detailOf(outcome, "df"), df, 0),
      compare("lower", outcome.interval?.lower ?? Number.NaN, limits[0], 1e-12),
      compare("upper", outcome.interval?.upper ?? Number.NaN, limits[1], 1e-12),
    ].flat();
  });
}

/** A comparison, or none where the reference has no value. */
function comparisons(method: string, name: string) {
  return (what: string, actual: number, expected: number | null, tolerance: number, scale?: number): Comparison[] =>
    expected === null ? [] : [{ method, what: `${what}, ${name}`, actual, expected, tolerance, ...(scale === undefined ? {} : { scale }) }];
}

function zip(positives: readonly number[], negatives: readonly number[]): TieGroup[] {
  return positives.map((count, group) => ({ positives: count, negatives: negatives[group] ?? 0 }));
}

function tieGroup([positives, negatives]: readonly [number, number]): TieGroup {
  return { positives, negatives };
}

function detailOf(outcome: Computed, name: string): number {
  return Number(outcome.detail?.[name]);
}

function unwrap(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome;
}
