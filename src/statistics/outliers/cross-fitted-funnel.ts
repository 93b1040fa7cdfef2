import type { BinomialStratum } from "../distributions/poisson-binomial.ts";
import { studentTSurvival } from "../distributions/student-t.ts";
import { type CaseMixSummary, type CaseMixUnit, type StratumRates, deviationOf, ratesOf, summarise } from "./case-mix.ts";
import { exactExcessPValue } from "./exact-excess-interval.ts";
import { extremeDeviates } from "./extreme-deviates.ts";
import { pauleMandel } from "./paule-mandel.ts";

export type { CaseMixCell, CaseMixUnit } from "./case-mix.ts";

export interface FunnelPoint {
  readonly unit: string;
  readonly cases: number;
  readonly observed: number;
  /** Events that the reference units' rates give on this unit's mix of cases. */
  readonly expected: number;
  /** (observed - expected) / cases. */
  readonly excess: number;
  /** Variance between the reference units on the scale of shares. */
  readonly overdispersion: number;
  readonly standardError: number;
  readonly z: number;
  /** The same deviation on the scale of log odds, and its standard error. */
  readonly logOdds: number;
  readonly logOddsError: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  readonly test: string;
  /** Too few expected events (or non-events) for a normal error: the exact test counts too. */
  readonly few: boolean;
  readonly expectedStrata: readonly BinomialStratum[];
  /** Other units that are outliers themselves, so that neither rates nor spread rest on them. */
  readonly leftOut: readonly string[];
}

/** Fewer units leave the spread between units unknown. */
export const FEWEST_UNITS = 4;
const FEW_EXPECTED = 5;
/** Above this many units one more or less does not move the spread: it is estimated once. */
const SHARED_SPREAD_UNITS = 100;
const OUTLIER_LEVEL = 0.05;
const MOST_OUTLIERS = 20;

/**
 * Funnel outliers with case mix and overdispersion, each unit against the others but those that are outliers themselves.
 *
 * Formula: y = (O - E)/n, E from the reference's stratum rates (cross-fitted; each rate takes one pseudo-case at the overall rate);
 * z = y/sqrt(s^2 + e^2 + tau^2 (1 + c)); s^2 = sum n p (1-p)/n^2 sampling, e^2 = error of the reference's rates,
 * tau^2 = Paule-Mandel over the reference, c = sum of squared shares of the reference's cases; t with (reference units - 1) df.
 * Outliers by extremeDeviates at level .05: up to a third of the units (at most 20, and four must remain).
 * The p is the larger of this one and the same on the scale of log odds, because honest habits are skewed on the scale of shares; where E or
 * n - E < 5 also not below the exact Poisson-binomial. funnelInterval inverts exactly this p.
 * Source: statistics review A10; D. J. Spiegelhalter (2005) Stat. Med. 24, 1185-1202, doi:10.1002/sim.1970.
 * Units: cases and events (counts) by unit and stratum in; shares out.
 * Not computable: null below 4 units with cases, for then the spread between units is unknown. Counts not whole or more events
 * than cases throw.
 * Golden: R (overrides.R) and mpmath at 50 digits, scripts/golden-values/outliers.py; simulated size and power in the test.
 */
export function crossFittedFunnel(units: readonly CaseMixUnit[]): FunnelPoint[] | null {
  const present = summarise(units);
  if (present.length < FEWEST_UNITS) return null;
  const outliers = outliersOf(present);
  const reference = present.filter((unit) => !outliers.has(unit));
  const judge = judgeAgainst(reference);
  return present.map((own) =>
    funnelPoint(
      own,
      judge(own),
      [...outliers].filter((outlier) => outlier !== own),
    ),
  );
}

/** Spread of the units that are no outliers around their common rate, for drawing limits. */
export function commonOverdispersion(units: readonly CaseMixUnit[]): number {
  const present = summarise(units);
  const outliers: ReadonlySet<CaseMixSummary> = present.length < FEWEST_UNITS ? new Set() : outliersOf(present);
  const reference = present.filter((unit) => !outliers.has(unit));
  return spreadOf(reference, ratesOf(reference).all).share;
}

/** Variance between units on the scale of shares and on that of log odds. */
interface Spread {
  readonly share: number;
  readonly logOdds: number;
}

function spreadOf(units: readonly CaseMixSummary[], rates: StratumRates): Spread {
  const deviations = units.map((unit) => deviationOf(unit, rates));
  return {
    share: pauleMandel(deviations.map(({ share }) => share)) ?? 0,
    logOdds: pauleMandel(deviations.map(({ logOdds }) => logOdds)) ?? 0,
  };
}

function outliersOf(present: readonly CaseMixSummary[]): ReadonlySet<CaseMixSummary> {
  const most = Math.min(Math.floor(present.length / 3), present.length - FEWEST_UNITS, MOST_OUTLIERS);
  const pValuesAmong = (remaining: readonly CaseMixSummary[]) => {
    const judge = judgeAgainst(remaining);
    return (unit: CaseMixSummary) => judge(unit).pValue;
  };
  return new Set(extremeDeviates(present, pValuesAmong, { most, level: OUTLIER_LEVEL }));
}

interface Judged {
  readonly rates: StratumRates;
  readonly spread: Spread;
  readonly excess: number;
  readonly expected: number;
  readonly standardError: number;
  readonly logOdds: number;
  readonly logOddsError: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/** A unit against the reference, which the unit itself is never part of. */
function judgeAgainst(reference: readonly CaseMixSummary[]): (own: CaseMixSummary) => Judged {
  const rates = ratesOf(reference);
  const members = new Set(reference);
  const shared = reference.length > SHARED_SPREAD_UNITS ? spreadOf(reference, rates.all) : null;
  return (own) => {
    const member = members.has(own);
    const others = member ? reference.filter((other) => other !== own) : reference;
    const othersRates = member ? rates.without(own) : rates.all;
    return judged(own, others, othersRates, shared ?? spreadOf(others, othersRates));
  };
}

function judged(own: CaseMixSummary, others: readonly CaseMixSummary[], rates: StratumRates, spread: Spread): Judged {
  const { expected, share, logOdds, steepness } = deviationOf(own, rates);
  const rateError =
    own.unit.cells.reduce((total, cell) => {
      const { probability, basis } = rates(cell.stratum);
      return total + (cell.cases ** 2 * probability * (1 - probability)) / basis;
    }, 0) /
    own.cases ** 2;
  const otherCases = others.reduce((total, other) => total + other.cases, 0);
  const concentration = others.reduce((total, other) => total + (other.cases / otherCases) ** 2, 0);
  const standardError = Math.sqrt(share.variance + rateError + spread.share * (1 + concentration));
  const logOddsError = Math.sqrt(logOdds.variance + rateError * steepness ** 2 + spread.logOdds * (1 + concentration));
  const degreesOfFreedom = others.length - 1;
  return {
    rates,
    spread,
    excess: share.value,
    expected,
    standardError,
    logOdds: logOdds.value,
    logOddsError,
    degreesOfFreedom,
    pValue: Math.max(twoSided(share.value / standardError, degreesOfFreedom), twoSided(logOdds.value / logOddsError, degreesOfFreedom)),
  };
}

function funnelPoint(own: CaseMixSummary, found: Judged, leftOut: readonly CaseMixSummary[]): FunnelPoint {
  const { cases, observed } = own;
  const { rates, spread, excess, expected, standardError, logOdds, logOddsError, degreesOfFreedom } = found;
  const expectedStrata = own.unit.cells.map((cell): BinomialStratum => ({
    cases: cell.cases,
    probability: rates(cell.stratum).probability,
  }));
  const few = Math.min(expected, cases - expected) < FEW_EXPECTED;
  return {
    unit: own.unit.unit,
    cases,
    observed,
    expected,
    excess,
    overdispersion: spread.share,
    standardError,
    z: excess / standardError,
    logOdds,
    logOddsError,
    degreesOfFreedom,
    pValue: Math.max(found.pValue, few ? exactExcessPValue(observed, expectedStrata) : 0),
    test: `larger p of studentised excess as share and as log odds${few ? " and of the exact Poisson-binomial" : ""}, t with ${degreesOfFreedom} degrees of freedom; the reference without units that are outliers themselves`,
    few,
    expectedStrata,
    leftOut: leftOut.map(({ unit }) => unit.unit),
  };
}

function twoSided(t: number, degreesOfFreedom: number): number {
  return Math.min(1, 2 * studentTSurvival(Math.abs(t), degreesOfFreedom));
}
