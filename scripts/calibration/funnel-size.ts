import { normalQuantile } from "../../src/statistics/distributions/normal.ts";
import { commonOverdispersion, crossFittedFunnel } from "../../src/statistics/outliers/cross-fitted-funnel.ts";
import { scoreFunnelLimits } from "../../src/statistics/outliers/score-funnel-limits.ts";
import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { simulatedShares, sum } from "./simulation.ts";

const RATE = 0.3;

interface Reviewer {
  readonly unit: string;
  readonly cases: number;
  readonly events: number;
}

/** Honest reviewers: rates differ with standard deviation `spread`, nobody is an outlier. */
function reviewers(random: RandomStream, count: number, spread: number): Reviewer[] {
  return Array.from({ length: count }, (_, at) => {
    const cases = 100 + Math.floor(500 * random.nextUniform());
    const rate = Math.min(0.99, Math.max(0.01, RATE + spread * random.nextNormal()));
    return { unit: String(at), cases, events: random.nextBinomial(cases, rate) };
  });
}

const LEVELS: readonly (readonly [level: number, allowed: Requirement])[] = [
  [0.95, { kind: "conservative-size" }],
  [0.998, { kind: "between", lower: 0, upper: 0.004, why: "twice the nominal 0.2 %" }],
];

/** Share of all honest reviewers outside; the error ignores that reviewers of one replicate share their reference. */
function shareOutside(name: string, replicates: number, judge: (random: RandomStream) => readonly (readonly boolean[])[]) {
  const perReviewer: boolean[][] = [];
  return simulatedShares(name, replicates, (random) => {
    if (perReviewer.length === 0) perReviewer.push(...judge(random).map((answers) => [...answers]));
    return perReviewer.shift() ?? [];
  });
}

function lines(count: number, spread: number, series: number): CalibrationLine[] {
  const setting = `${count} reviewers of 100 to 600 cases, rate ${RATE}, spread between them ${spread}`;
  const found = shareOutside(`funnel ${count} ${spread}`, series * count, (random) => {
    const units = reviewers(random, count, spread);
    const mix = units.map(({ unit, cases, events }) => ({ unit, cells: [{ stratum: "all", cases, events }] }));
    const points = crossFittedFunnel(mix) ?? [];
    const centre = sum(units.map(({ events }) => events)) / sum(units.map(({ cases }) => cases));
    const overdispersion = commonOverdispersion(mix);
    return units.map(({ cases, events }, at) => [
      ...LEVELS.map(([level]) => (points[at]?.pValue ?? 1) <= 1 - level),
      ...LEVELS.map(([level]) => {
        const { lower, upper } = scoreFunnelLimits(centre, cases, overdispersion, level);
        return events / cases < lower || events / cases > upper;
      }),
    ]);
  });
  return LEVELS.flatMap(([level, requirement], at) => {
    const [tested, drawn] = [found[at], found[at + LEVELS.length]];
    if (!tested || !drawn) throw new Error("No replicate was computed.");
    const limits = `${(100 * level).toFixed(1)} % limits; ${setting}`;
    return [
      { method: "Cross-fitted funnel, honest reviewers outside", setting: limits, ...tested, requirement },
      { method: "Drawn funnel limits, honest reviewers outside", setting: limits, ...drawn, requirement: DRAWN },
    ];
  });
}

/** Drawn for the eye with the normal quantile and an estimated spread; verdicts rest on the cross-fitted p. */
const DRAWN: Requirement = { kind: "between", lower: 0, upper: 0.09, why: "drawn only" };

/** Spiegelhalter's winsorised spread on the arcsine scale, as FunnelPlotR takes it, without the factor 1/0.67865. */
function winsorised(): CalibrationLine {
  const [count, spread] = [12, 0.05];
  const quantile = (sorted: readonly number[], share: number): number => {
    const at = share * (sorted.length - 1);
    const [low = 0, high = 0] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    return low + (high - low) * (at - Math.floor(at));
  };
  const [found] = shareOutside("winsorised funnel", 4000 * count, (random) => {
    const units = Array.from({ length: count }, () => {
      const cases = 100 + Math.floor(500 * random.nextUniform());
      const error = 1 / (2 * Math.sqrt(cases));
      const value = Math.asin(Math.sqrt(0.1)) + spread * random.nextNormal() + error * random.nextNormal();
      return { cases, error, value };
    });
    const centre = Math.asin(
      Math.sqrt(sum(units.map(({ value, cases }) => Math.sin(value) ** 2 * cases)) / sum(units.map(({ cases }) => cases))),
    );
    const z = units.map(({ value, error }) => (value - centre) / error);
    const sorted = z.toSorted((left, right) => left - right);
    const [low, high] = [quantile(sorted, 0.1), quantile(sorted, 0.9)];
    const phi = sum(z.map((one) => Math.min(high, Math.max(low, one)) ** 2)) / count;
    const weights = units.map(({ error }) => error ** -2);
    const total = sum(weights);
    const between = Math.max(0, (count * phi - (count - 1)) / (total - sum(weights.map((weight) => weight ** 2)) / total));
    const critical = normalQuantile(0.999);
    return units.map(({ value, error }) => [Math.abs(value - centre) > critical * Math.sqrt(error ** 2 + between)]);
  });
  if (!found) throw new Error("No replicate was computed.");
  return {
    method: "Not used: winsorised spread without adjustment",
    setting: `99.8 % limits; ${count} reviewers of 100 to 600 cases, arcsine scale, spread ${spread}`,
    ...found,
    requirement: { kind: "counter-example", known: 0.013, tolerance: 0.003 },
  };
}

export const FUNNEL: CalibrationSection = {
  title: "Reviewer funnel",
  lines: () => [...lines(12, 0, 2000), ...lines(12, 0.05, 4000), ...lines(50, 0, 200), ...lines(50, 0.05, 200), winsorised()],
};
