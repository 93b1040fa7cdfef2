import { type Deviation, pauleMandel } from "./paule-mandel.ts";
import { type BinomialStratum, poissonBinomialTails } from "./poisson-binomial.ts";
import { studentTQuantile, studentTSurvival } from "./student-t.ts";

/** Cases and events of one unit in one stratum of case mix. */
export interface CaseMixCell {
  readonly stratum: string;
  readonly cases: number;
  readonly events: number;
}
/** A reviewer, branch, ... */
export interface CaseMixUnit {
  readonly unit: string;
  readonly cells: readonly CaseMixCell[];
}

export interface FunnelPoint {
  readonly unit: string;
  readonly cases: number;
  readonly observed: number;
  /** Events that the other units' rates give on this unit's mix of cases. */
  readonly expected: number;
  /** (observed - expected) / cases. */
  readonly excess: number;
  readonly overdispersion: number;
  readonly standardError: number;
  readonly z: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  readonly test: string;
  readonly expectedStrata: readonly BinomialStratum[];
}

/** Fewer units leave the spread between units unknown. */
export const FEWEST_UNITS = 4;
/** Below this many expected events (or non-events) the exact test counts too. */
const FEW_EXPECTED = 5;
/** Above this many units one more or less does not move the spread: it is estimated once. */
const SHARED_SPREAD_UNITS = 300;

/**
 * Funnel outliers with case mix and overdispersion, each unit against the others.
 * Formula: y = (O - E) / n, E from the other units' stratum rates (cross-fitted; each rate takes one pseudo-case at the others' overall rate);
 * z = y / sqrt(s^2 + e^2 + tau^2 (1 + c)); s^2 = sum n p (1-p) / n^2 sampling, e^2 = error of the others' rates,
 * tau^2 = Paule-Mandel over the other units (an outlier must not hide itself), c = sum of squared shares of the others' cases; t with k - 2 df.
 * The p is the larger of this one and the same on the scale of log odds, because honest habits are skewed on the scale of shares; where E or
 * n - E < 5 also not below the exact Poisson-binomial.
 * Source: statistics review A10; Spiegelhalter, Stat. Med. 24 (2005) 1185. Externally studentised as in regression diagnostics.
 * In: counts by unit and stratum. Out: shares; null below 4 units with cases.
 * Golden values: hand calculation and simulated size in the test.
 */
export function crossFittedFunnel(units: readonly CaseMixUnit[]): FunnelPoint[] | null {
  const present = units.map(summarise).filter(({ cases }) => cases > 0);
  if (present.length < FEWEST_UNITS) return null;
  const all = totals(present.flatMap(({ unit }) => unit.cells));
  const shared = present.length > SHARED_SPREAD_UNITS ? spreadOf(present, ratesWithout(all, [])) : null;
  return present.map((own) => {
    const rates = ratesWithout(all, own.unit.cells);
    const others = present.filter((other) => other !== own);
    return funnelPoint(own, others, rates, shared ?? spreadOf(others, rates));
  });
}

/** Half-width of the excess' interval at a level. */
export function funnelHalfWidth(point: Pick<FunnelPoint, "degreesOfFreedom" | "standardError">, level: number): number {
  return studentTQuantile((1 + level) / 2, point.degreesOfFreedom) * point.standardError;
}

/** Spread of all units around their common rate, for drawing limits. */
export function commonOverdispersion(units: readonly CaseMixUnit[]): number {
  const present = units.map(summarise).filter(({ cases }) => cases > 0);
  return spreadOf(present, ratesWithout(totals(present.flatMap(({ unit }) => unit.cells)), [])).share;
}

interface Summary {
  readonly unit: CaseMixUnit;
  readonly cases: number;
  readonly observed: number;
}
interface Tally {
  cases: number;
  events: number;
}
type Rates = (stratum: string) => { readonly probability: number; readonly basis: number };

function summarise(unit: CaseMixUnit): Summary {
  const cases = unit.cells.reduce((total, cell) => total + cell.cases, 0);
  return { unit, cases, observed: unit.cells.reduce((total, cell) => total + cell.events, 0) };
}

function totals(cells: readonly CaseMixCell[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { stratum, cases, events } of cells) {
    const tally = tallies.get(stratum) ?? { cases: 0, events: 0 };
    tallies.set(stratum, { cases: tally.cases + cases, events: tally.events + events });
  }
  return tallies;
}

function ratesWithout(all: ReadonlyMap<string, Tally>, own: readonly CaseMixCell[]): Rates {
  const mine = totals(own);
  let cases = 0;
  let events = 0;
  for (const [stratum, tally] of all) {
    cases += tally.cases - (mine.get(stratum)?.cases ?? 0);
    events += tally.events - (mine.get(stratum)?.events ?? 0);
  }
  // Half an event each way keeps rates off 0 and 1, where a variance of zero would claim certainty.
  const overall = (events + 0.5) / (cases + 1);
  return (stratum) => {
    const tally = all.get(stratum) ?? { cases: 0, events: 0 };
    const basis = tally.cases - (mine.get(stratum)?.cases ?? 0) + 1;
    return { probability: (tally.events - (mine.get(stratum)?.events ?? 0) + overall) / basis, basis };
  };
}

/** Variance between units on the scale of shares and on that of log odds. */
interface Spread {
  readonly share: number;
  readonly logOdds: number;
}

function spreadOf(units: readonly Summary[], rates: Rates): Spread {
  const deviations = units.map((unit) => deviation(unit, rates));
  return { share: pauleMandel(deviations.map(({ share }) => share)) ?? 0, logOdds: pauleMandel(deviations.map(({ logOdds }) => logOdds)) ?? 0 };
}

interface UnitDeviation {
  readonly share: Deviation;
  readonly logOdds: Deviation;
  /** Log odds per share at the expected rate (delta method). */
  readonly steepness: number;
}

function deviation({ unit, cases, observed }: Summary, rates: Rates): UnitDeviation {
  let expected = 0;
  let variance = 0;
  for (const cell of unit.cells) {
    const { probability } = rates(cell.stratum);
    expected += cell.cases * probability;
    variance += cell.cases * probability * (1 - probability);
  }
  const share = { value: (observed - expected) / cases, variance: variance / cases ** 2 };
  const steepness = cases ** 2 / (expected * (cases - expected));
  // Half an event each way keeps the log odds of none and of all finite.
  const logOdds = Math.log((observed + 0.5) / (cases - observed + 0.5)) - Math.log((expected + 0.5) / (cases - expected + 0.5));
  return { share, logOdds: { value: logOdds, variance: share.variance * steepness ** 2 }, steepness };
}

function funnelPoint(own: Summary, others: readonly Summary[], rates: Rates, spread: Spread): FunnelPoint {
  const { cases, observed } = own;
  const { share, logOdds, steepness } = deviation(own, rates);
  const expectedStrata = own.unit.cells.map((cell): BinomialStratum => ({ cases: cell.cases, probability: rates(cell.stratum).probability }));
  const rateError =
    own.unit.cells.reduce((total, cell) => {
      const { probability, basis } = rates(cell.stratum);
      return total + (cell.cases ** 2 * probability * (1 - probability)) / basis;
    }, 0) /
    cases ** 2;
  const otherCases = others.reduce((total, other) => total + other.cases, 0);
  const concentration = others.reduce((total, other) => total + (other.cases / otherCases) ** 2, 0);
  const standardError = Math.sqrt(share.variance + rateError + spread.share * (1 + concentration));
  const logOddsError = Math.sqrt(logOdds.variance + rateError * steepness ** 2 + spread.logOdds * (1 + concentration));
  const degreesOfFreedom = others.length - 1;
  const expected = observed - share.value * cases;
  const few = Math.min(expected, cases - expected) < FEW_EXPECTED;
  return {
    unit: own.unit.unit,
    cases,
    observed,
    expected,
    excess: share.value,
    overdispersion: spread.share,
    standardError,
    z: share.value / standardError,
    degreesOfFreedom,
    pValue: Math.max(
      twoSided(share.value / standardError, degreesOfFreedom),
      twoSided(logOdds.value / logOddsError, degreesOfFreedom),
      few ? poissonBinomialTails(observed, expectedStrata).twoSided : 0,
    ),
    test: `larger p of studentised excess as share and as log odds${few ? " and of the exact Poisson-binomial" : ""}, t with k - 2 degrees of freedom`,
    expectedStrata,
  };
}

function twoSided(t: number, degreesOfFreedom: number): number {
  return Math.min(1, 2 * studentTSurvival(Math.abs(t), degreesOfFreedom));
}
