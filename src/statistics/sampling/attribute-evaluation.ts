import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount, requireProbability } from "../domain.ts";
import { hypergeometricCdf } from "../distributions/hypergeometric.ts";
import { TIE, tolerableCount } from "./attribute-sample-size.ts";

/** A drawn and examined attribute sample. */
export interface AttributeResult {
  /** Items of the file, N. */
  readonly population: number;
  /** Items drawn without replacement and examined, n. */
  readonly drawn: number;
  /** Exceptions among them, k. */
  readonly exceptions: number;
  /** Risk that the upper limit is too low, alpha. */
  readonly risk: number;
  readonly tolerableRate?: number;
}

/**
 * Evaluation of an attribute sample: the upper limit of the share of exceptions in the finite file.
 *
 * Formula: upper limit = max{M: P(X <= k) > alpha}/N, X hypergeometric (N items, M exceptions, n drawn), by bisection: P falls with M.
 * One-sided at level 1 - alpha; the lower limit k/N is certain. The tolerable rate p is kept when the largest M is below ceil(p N), that
 * is when k exceptions among ceil(p N) have a probability of at most alpha.
 * Source: L. Katz (1953) Journal of the American Statistical Association 48, 256-261; W. Wang (2015) the same 110, 1491-1499,
 * doi:10.1080/01621459.2014.966191 (one-sided limits); statistics review B8.
 * Units: counts and a risk in, shares of the file out. About the file, not about the process behind it.
 * Not computable: nothing was examined (no-rows). More drawn than the file holds, more exceptions than drawn, or counts not whole throw.
 * Golden: exact whole-number arithmetic (scripts/golden-values/sampling.py), review G13 (N 500, n 95, k 2: 30 items).
 */
export function attributeEvaluation({ population, drawn, exceptions, risk, tolerableRate }: AttributeResult): Outcome {
  const method = "Attribute sample evaluation, hypergeometric";
  for (const count of [population, drawn, exceptions]) requireCount(method, count);
  requireArgument(drawn <= population, `${method} (drawn)`, `at most the ${population} items of the file`, drawn);
  requireArgument(exceptions <= drawn, `${method} (exceptions)`, `at most the ${drawn} items drawn`, exceptions);
  // A larger risk would put the upper limit below the share that was found.
  requireArgument(risk > 0 && risk <= 0.5, `${method} (risk)`, "a risk above 0 and at most .5", risk);
  if (drawn === 0) return notComputable("no-rows", `${method}: no item was examined.`);
  const upperCount = largestCompatible(population, drawn, exceptions, risk);
  const detail = { exceptions, drawn, upperCount, lowerCount: exceptions };
  return computed({
    estimate: exceptions / drawn,
    n: drawn,
    method,
    interval: {
      lower: exceptions / population,
      upper: upperCount / population,
      level: 1 - risk,
      method: "hypergeometric upper limit, one-sided",
    },
    detail: tolerableRate === undefined ? detail : { ...detail, ...against({ population, drawn, exceptions, tolerableRate }, upperCount) },
  });
}

/** What the result says about the tolerable rate. */
function against(
  { population, drawn, exceptions, tolerableRate }: Required<Omit<AttributeResult, "risk">>,
  upperCount: number,
): Record<string, number | string> {
  requireProbability("Attribute sample evaluation (tolerable rate)", tolerableRate);
  const marked = tolerableCount(population, tolerableRate);
  return {
    tolerableRate,
    tolerableCount: marked,
    probabilityAtTolerableCount: hypergeometricCdf(exceptions, population, marked, drawn),
    showsFewerThanTolerable: upperCount < marked ? "yes" : "no",
  };
}

/** The most exceptions in the file with which this few in the sample would still have a probability above the risk. */
function largestCompatible(population: number, drawn: number, exceptions: number, risk: number): number {
  // M = k is compatible for certain; more than N - n + k exceptions would have shown more than k.
  let [compatible, tooMany] = [exceptions, population - drawn + exceptions + 1];
  while (tooMany - compatible > 1) {
    const middle = Math.floor((compatible + tooMany) / 2);
    if (hypergeometricCdf(exceptions, population, middle, drawn) > risk * TIE) compatible = middle;
    else tooMany = middle;
  }
  return compatible;
}
