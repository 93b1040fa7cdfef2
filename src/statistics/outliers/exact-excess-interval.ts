import { exp } from "../../foundation/elementary-functions.ts";
import {
  type BinomialStratum,
  EXACT_LIMIT,
  poissonBinomialProbabilities,
  poissonBinomialTails,
} from "../distributions/poisson-binomial.ts";
import { requireArgument, requireCount, requireLevel, requireProbability } from "../domain.ts";
import { bracketedRoot } from "../special-functions/root.ts";

export interface ExcessInterval {
  readonly lower: number;
  readonly upper: number;
}

/** Odds beyond e^100 times the expected ones are taken as without limit. */
const WIDEST_SHIFT = 100;

/**
 * Exact interval of a unit's excess over the share that its case mix gives, for few events.
 *
 * Formula: all strata's odds times e^theta; theta_L with P(X >= O) = alpha/2, theta_U with P(X <= O) = alpha/2 (Poisson-binomial);
 * limits (E(theta) - E(0))/n, E(theta) = sum n_s p_s(theta). For O = 0 the lower limit is -E(0)/n, for O = n the upper is 1 - E(0)/n.
 * Source: C. J. Clopper and E. S. Pearson (1934), doi:10.1093/biomet/26.4.404, with one stratum; common odds factor: A. Agresti (2013)
 * Categorical Data Analysis, 3rd ed., section 16.6.
 * Units: observed events (count), strata (cases, expected probability), alpha = 1 - level in; difference of shares out.
 * Not computable: no cases throws, as do an expected probability of 0 or 1 (no odds factor moves it), counts that are not whole, more
 * events than cases, or alpha outside 0..1.
 * Golden: mpmath at 50 digits, scripts/golden-values/outliers.py; R (overrides.R).
 */
export function exactExcessInterval(observed: number, strata: readonly BinomialStratum[], alpha: number): ExcessInterval {
  const cases = requireStrata(observed, strata);
  requireArgument(cases > 0, "exactExcessInterval (cases)", "at least 1", cases);
  for (const { probability } of strata)
    requireArgument(probability > 0 && probability < 1, "exactExcessInterval (probability)", "strictly between 0 and 1", probability);
  requireLevel("exactExcessInterval", alpha);
  const asExcess = (shift: number): number => (meanOf(tilted(strata, shift)) - meanOf(strata)) / cases;
  const upperTail = (shift: number): number => roughTails(observed, tilted(strata, shift)).upper - alpha / 2;
  const lowerTail = (shift: number): number => roughTails(observed, tilted(strata, shift)).lower - alpha / 2;
  return {
    lower: observed === 0 ? -meanOf(strata) / cases : asExcess(crossing(upperTail, true)),
    upper: observed === cases ? 1 - meanOf(strata) / cases : asExcess(crossing(lowerTail, false)),
  };
}

/**
 * Two-sided p of the observed events against their strata: twice the smaller Poisson-binomial tail, at most 1. Where events are the
 * rule their absence is counted, so that rare non-events are judged exactly too.
 */
export function exactExcessPValue(observed: number, strata: readonly BinomialStratum[]): number {
  const cases = requireStrata(observed, strata);
  const [count, rarer] = 2 * meanOf(strata) > cases ? [cases - observed, complement(strata)] : [observed, strata];
  return poissonBinomialTails(count, rarer).twoSided;
}

/** As `poissonBinomialTails`, but from the terms up to the observed one alone: near alpha nothing is lost by 1 - x, and it is asked often. */
function roughTails(observed: number, strata: readonly BinomialStratum[]): { readonly lower: number; readonly upper: number } {
  const cases = casesOf(strata);
  if (2 * observed > cases) {
    const { lower, upper } = roughTails(cases - observed, complement(strata));
    return { lower: upper, upper: lower };
  }
  if (Math.max(observed, meanOf(strata)) > EXACT_LIMIT) return poissonBinomialTails(observed, strata);
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
  const factor = exp(shift);
  return strata.map(({ cases, probability: p }) => ({ cases, probability: (p * factor) / (1 - p + p * factor) }));
}

function complement(strata: readonly BinomialStratum[]): BinomialStratum[] {
  return strata.map(({ cases, probability }) => ({ cases, probability: 1 - probability }));
}

function casesOf(strata: readonly BinomialStratum[]): number {
  return strata.reduce((total, { cases }) => total + cases, 0);
}

function meanOf(strata: readonly BinomialStratum[]): number {
  return strata.reduce((total, { cases, probability }) => total + cases * probability, 0);
}

/** Number of cases; refuses damaged counts. */
function requireStrata(observed: number, strata: readonly BinomialStratum[]): number {
  for (const { cases, probability } of strata) {
    requireCount("Strata of expected events (cases)", cases);
    requireProbability("Strata of expected events (probability)", probability);
  }
  const cases = casesOf(strata);
  requireCount("Strata of expected events (observed)", observed);
  requireArgument(observed <= cases, "Strata of expected events (observed)", `at most the ${cases} cases`, observed);
  return cases;
}
