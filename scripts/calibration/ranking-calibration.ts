import { normalDensity, normalQuantile, normalSurvival } from "../../src/statistics/distributions/normal.ts";
import { areaUnderCurve } from "../../src/statistics/ranking/area-under-curve.ts";
import { averagePrecision } from "../../src/statistics/ranking/average-precision.ts";
import { clusteredAreaUnderCurve } from "../../src/statistics/ranking/clustered-area-under-curve.ts";
import { independentAreaDifference } from "../../src/statistics/ranking/independent-area-difference.ts";
import { type PairedClassPlacements, pairedAreaDifference } from "../../src/statistics/ranking/paired-area-difference.ts";
import { type TieGroup, placementSums } from "../../src/statistics/ranking/placement-sums.ts";
import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import { gaussLegendre } from "../../src/statistics/special-functions/gauss-legendre.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { covers, rejects, simulatedShare, simulatedShares, sum } from "./simulation.ts";

const LEVEL = 0.95;
const COVERAGE: Requirement = { kind: "mean-coverage", level: LEVEL };
const SIZE: Requirement = { kind: "size" };
/** Coverage below the level that the method's own header states. */
const AREA_LIMIT: Requirement = { kind: "known-limit", lower: 0.79, why: "few rows of one class, many of the other, area of .97 and more" };

interface Row {
  readonly score: number;
  readonly positive: boolean;
}

/** Rows with one score together, in ascending order. */
function tieGroups(rows: readonly Row[]): TieGroup[] {
  const groups: { score: number; positives: number; negatives: number }[] = [];
  for (const { score, positive } of rows.toSorted((left, right) => left.score - right.score)) {
    let group = groups.at(-1);
    if (group?.score !== score) {
      group = { score, positives: 0, negatives: 0 };
      groups.push(group);
    }
    if (positive) group.positives += 1;
    else group.negatives += 1;
  }
  return groups;
}

/** Normal scores whose area under the curve is `area`. */
function normalRows(random: RandomStream, positives: number, negatives: number, area: number): Row[] {
  const shift = Math.SQRT2 * normalQuantile(area);
  return Array.from({ length: positives + negatives }, (_, at) => {
    const positive = at < positives;
    return { positive, score: random.nextNormal() + (positive ? shift : 0) };
  });
}

/** Average precision of normal scores in the population: mean precision at the scores of the positives. */
function trueAveragePrecision(positives: number, negatives: number, area: number): number {
  const shift = Math.SQRT2 * normalQuantile(area);
  const { nodes, weights } = gaussLegendre(200);
  const reach = 9;
  return sum(
    nodes.map((node, at) => {
      const score = shift + reach * node;
      const [above, aboveNegatives] = [positives * normalSurvival(score - shift), negatives * normalSurvival(score)];
      return (weights[at] ?? 0) * reach * normalDensity(score - shift) * (above / (above + aboveNegatives));
    }),
  );
}

function areaCoverage(positives: number, negatives: number, area: number, requirement = COVERAGE): CalibrationLine[] {
  const precision = trueAveragePrecision(positives, negatives, area);
  const [curve, average] = simulatedShares(`area ${positives} ${negatives} ${area}`, 4000, (random) => {
    const groups = tieGroups(normalRows(random, positives, negatives, area));
    return [covers(areaUnderCurve(placementSums(groups), LEVEL), area), covers(averagePrecision(groups, LEVEL), precision)];
  });
  if (!curve || !average) throw new Error("No replicate was computed.");
  const setting = `${positives} positives, ${negatives} negatives, normal scores, AUC ${area}; 95 %`;
  return [
    { method: "AUC, DeLong on the logit", setting, ...curve, requirement },
    ...(positives >= 50 ? [{ method: "Average precision", setting, ...average, requirement: COVERAGE }] : []),
  ];
}

/** Five ordered grades; the population's area counts ties half. */
function tiedAreaCoverage(): CalibrationLine {
  const [ofPositives, ofNegatives] = [
    [0.05, 0.1, 0.2, 0.3, 0.35],
    [0.3, 0.3, 0.2, 0.15, 0.05],
  ];
  const area = sum(
    ofPositives.map(
      (share, grade) => share * sum(ofNegatives.map((other, below) => (below < grade ? other : below === grade ? other / 2 : 0))),
    ),
  );
  const found = simulatedShare("area of grades", 5000, (random) => {
    const [positives, negatives] = [random.nextMultinomial(60, ofPositives), random.nextMultinomial(90, ofNegatives)];
    return covers(
      areaUnderCurve(placementSums(positives.map((count, grade) => ({ positives: count, negatives: negatives[grade] ?? 0 }))), LEVEL),
      area,
    );
  });
  return { method: "AUC, DeLong on the logit", setting: "60 positives, 90 negatives, five grades; 95 %", ...found, requirement: COVERAGE };
}

/** Doubled placements of every row by one score, in the order of the rows. */
function doubledPlacements(rows: readonly Row[]): bigint[] {
  const order = rows.map((_, at) => at).sort((left, right) => (rows[left]?.score ?? 0) - (rows[right]?.score ?? 0));
  const placements = rows.map(() => 0n);
  const below = { positives: 0n, negatives: 0n };
  for (const at of order) {
    const positive = rows[at]?.positive === true;
    placements[at] = 2n * (positive ? below.negatives : below.positives);
    if (positive) below.positives += 1n;
    else below.negatives += 1n;
  }
  return placements;
}

function pairedPlacements(first: readonly Row[], second: readonly Row[], positive: boolean): PairedClassPlacements {
  const [a, b] = [doubledPlacements(first), doubledPlacements(second)];
  const sums = { count: 0, sumA: 0n, sumB: 0n, sumOfSquaresA: 0n, sumOfSquaresB: 0n, sumOfProducts: 0n };
  first.forEach((row, at) => {
    if (row.positive !== positive) return;
    const [u, v] = [a[at] ?? 0n, b[at] ?? 0n];
    sums.count += 1;
    sums.sumA += u;
    sums.sumB += v;
    sums.sumOfSquaresA += u * u;
    sums.sumOfSquaresB += v * v;
    sums.sumOfProducts += u * v;
  });
  return sums;
}

/** Two scores of one area on the same rows, with half of their noise in common. */
function areaTests(positives: number, negatives: number, area: number): CalibrationLine[] {
  const [paired, independent] = simulatedShares(`area tests ${positives} ${negatives}`, 4000, (random) => {
    const common = normalRows(random, positives, negatives, 0.5);
    const score = (): Row[] =>
      normalRows(random, positives, negatives, area).map((row, at) => {
        const shift = row.positive ? Math.SQRT2 * normalQuantile(area) : 0;
        return { ...row, score: shift + Math.SQRT1_2 * (row.score - shift + (common[at]?.score ?? 0)) };
      });
    const [first, second] = [score(), score()];
    const both = { positives: pairedPlacements(first, second, true), negatives: pairedPlacements(first, second, false) };
    const other = normalRows(random, positives, negatives, area);
    return [
      rejects(pairedAreaDifference(both, LEVEL)),
      rejects(independentAreaDifference(placementSums(tieGroups(first)), placementSums(tieGroups(other)), LEVEL)),
    ];
  });
  if (!paired || !independent) throw new Error("No replicate was computed.");
  const setting = `${positives} positives, ${negatives} negatives, AUC ${area} twice`;
  return [
    { method: "Size: paired DeLong test", setting, ...paired, requirement: SIZE },
    { method: "Size: difference of two areas, independent samples", setting, ...independent, requirement: SIZE },
  ];
}

/** Subjects of five rows with a common level of their scores; pairs within a subject are few. */
function clusteredArea(subjects: number): CalibrationLine {
  const [area, own, rows] = [0.75, 0.6, 5];
  const shift = Math.SQRT2 * normalQuantile(area);
  const found = simulatedShare(`clustered area ${subjects}`, 2000, (random) => {
    const members: (Row & { readonly subject: number })[] = Array.from({ length: subjects }, (_, subject) => {
      const level = own * random.nextNormal();
      return Array.from({ length: rows }, () => {
        const positive = random.nextUniform() < 0.4;
        const score = level + Math.sqrt(1 - own ** 2) * random.nextNormal() + (positive ? shift : 0);
        return { subject, positive, score };
      });
    }).flat();
    const placements = doubledPlacements(members);
    const bySubject = Array.from({ length: subjects }, () => ({ m: 0n, n: 0n, u: 0n, v: 0n }));
    members.forEach(({ subject, positive }, at) => {
      const sums = bySubject[subject];
      if (!sums) return;
      if (positive) {
        sums.m += 1n;
        sums.u += placements[at] ?? 0n;
      } else {
        sums.n += 1n;
        sums.v += placements[at] ?? 0n;
      }
    });
    const total = (of: (one: { m: bigint; n: bigint; u: bigint; v: bigint }) => bigint): bigint =>
      bySubject.reduce((all, one) => all + of(one), 0n);
    const outcome = clusteredAreaUnderCurve(
      {
        clusters: subjects,
        clustersWithPositives: bySubject.filter(({ m }) => m > 0n).length,
        clustersWithNegatives: bySubject.filter(({ n }) => n > 0n).length,
        m: Number(total(({ m }) => m)),
        n: Number(total(({ n }) => n)),
        u: total(({ u }) => u),
        v: total(({ v }) => v),
        mm: total(({ m }) => m * m),
        nn: total(({ n }) => n * n),
        mn: total(({ m, n }) => m * n),
        uu: total(({ u }) => u * u),
        vv: total(({ v }) => v * v),
        uv: total(({ u, v }) => u * v),
        um: total(({ u, m }) => u * m),
        un: total(({ u, n }) => u * n),
        vm: total(({ v, m }) => v * m),
        vn: total(({ v, n }) => v * n),
      },
      LEVEL,
    );
    return covers(outcome, area);
  });
  const setting = `${subjects} subjects of ${rows} rows, 36 % of the noise common, AUC ${area}; 95 %`;
  return { method: "AUC of clustered rows, Obuchowski", setting, ...found, requirement: COVERAGE };
}

export const RANKING: CalibrationSection = {
  title: "Ranking",
  lines: () => [
    ...areaCoverage(20, 20, 0.7),
    ...areaCoverage(20, 20, 0.9),
    ...areaCoverage(50, 50, 0.8),
    ...areaCoverage(50, 500, 0.9),
    ...areaCoverage(200, 200, 0.7),
    ...areaCoverage(30, 3000, 0.97, AREA_LIMIT),
    ...areaCoverage(30, 3000, 0.99, AREA_LIMIT),
    ...areaCoverage(3, 1000, 0.97, AREA_LIMIT),
    tiedAreaCoverage(),
    clusteredArea(30),
    clusteredArea(100),
    ...areaTests(20, 40, 0.75),
    ...areaTests(100, 300, 0.85),
  ],
};
