import { halfEventLogOdds } from "./case-mix.ts";
import type { FunnelPoint } from "./cross-fitted-funnel.ts";
import { type BinomialStratum, poissonBinomialProbabilities, poissonBinomialTails } from "../distributions/poisson-binomial.ts";
import { bracketedRoot } from "../special-functions/root.ts";
import { studentTQuantile } from "../distributions/student-t.ts";

export interface ExcessInterval {
  readonly lower: number;
  readonly upper: number;
}

/** Odds beyond e^30 times the expected ones are taken as without limit. */
const WIDEST_SHIFT = 30;
/** Above it the normal approximation of `poissonBinomialTails` takes over. */
const MOST_TERMS = 2000;

/**
 * Interval of a unit's excess by inverting the p of `crossFittedFunnel`: it excludes 0 exactly when that p is below 1 - level.
 * Purpose: what is shown and what is judged must not contradict each other.
 * Formula: the smallest interval that covers y +- t se, the same on the scale of log odds (turned back into shares at the expected rate)
 * and, where few events are expected, the exact one: all strata's odds times e^theta, each Poisson-binomial tail (1 - level)/2.
 * Source: duality of tests and intervals; intersection-union test, Berger, Technometrics 24 (1982) 295.
 * In: a funnel point, level 0..1. Out: difference of shares, -1..1.
 * Golden values: R 4.2.2, scripts/golden-values/overrides.R; duality as a property in the test.
 */
export function funnelInterval(point: FunnelPoint, level: number): ExcessInterval {
  const { cases, expected, excess, standardError, logOdds, logOddsError, degreesOfFreedom, few, expectedStrata, observed } = point;
  const t = studentTQuantile((1 + level) / 2, degreesOfFreedom);
  const asExcess = (shift: number) => {
    const odds = Math.exp(halfEventLogOdds(expected, cases) + shift);
    const share = odds === Infinity ? 1 : odds / (1 + odds);
    return (share * (cases + 1) - 0.5 - expected) / cases;
  };
  const pieces = [
    { lower: excess - t * standardError, upper: excess + t * standardError },
    { lower: asExcess(logOdds - t * logOddsError), upper: asExcess(logOdds + t * logOddsError) },
    ...(few ? [exactExcessInterval(observed, expectedStrata, 1 - level)] : []),
  ];
  // Not cut at the share that the expected rate leaves room for: that rate is an estimate too.
  return {
    lower: Math.max(-1, Math.min(...pieces.map(({ lower }) => lower))),
    upper: Math.min(1, Math.max(...pieces.map(({ upper }) => upper))),
  };
}

/** Both tails inverted for a common factor on the odds. */
export function exactExcessInterval(observed: number, strata: readonly BinomialStratum[], alpha: number): ExcessInterval {
  const cases = strata.reduce((total, stratum) => total + stratum.cases, 0);
  const mean = (shift: number) => tilted(strata, shift).reduce((total, { cases: n, probability }) => total + n * probability, 0);
  const asExcess = (shift: number) => (mean(shift) - mean(0)) / cases;
  const upperTail = (shift: number) => tails(observed, tilted(strata, shift)).upper - alpha / 2;
  const lowerTail = (shift: number) => tails(observed, tilted(strata, shift)).lower - alpha / 2;
  return {
    lower: observed === 0 ? -mean(0) / cases : asExcess(crossing(upperTail, true)),
    upper: observed === cases ? 1 - mean(0) / cases : asExcess(crossing(lowerTail, false)),
  };
}

/** As `poissonBinomialTails`, but from the terms up to the observed one alone: near alpha nothing is lost by 1 - x, and it is asked often. */
function tails(observed: number, strata: readonly BinomialStratum[]): { readonly lower: number; readonly upper: number } {
  const cases = strata.reduce((total, stratum) => total + stratum.cases, 0);
  if (observed > MOST_TERMS || observed > cases / 2) return poissonBinomialTails(observed, strata);
  const mean = strata.reduce((total, { cases: n, probability }) => total + n * probability, 0);
  if (mean > MOST_TERMS) return poissonBinomialTails(observed, strata);
  const probabilities = poissonBinomialProbabilities(strata, observed);
  const lower = probabilities.reduce((total, mass) => total + mass, 0);
  return { lower, upper: 1 - lower + (probabilities[observed] ?? 0) };
}

/** Where a monotone tail passes 0; bracketed in small steps, because far away from the data the convolution is long. */
function crossing(tail: (shift: number) => number, rising: boolean): number {
  const start = Math.sign(tail(0));
  if (start === 0) return 0;
  const step = start < 0 === rising ? 1 : -1;
  let inner = 0;
  while (Math.sign(tail(inner + step)) === start) {
    inner += step;
    if (Math.abs(inner) >= WIDEST_SHIFT) return inner;
  }
  return bracketedRoot(tail, inner, inner + step);
}

function tilted(strata: readonly BinomialStratum[], shift: number): BinomialStratum[] {
  const factor = Math.exp(shift);
  return strata.map(({ cases, probability: p }) => ({ cases, probability: (p * factor) / (1 - p + p * factor) }));
}
