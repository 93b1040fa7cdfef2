import { exp, expm1, log } from "../../foundation/elementary-functions.ts";
import { requireArgument, requireProbability } from "../domain.ts";
import { betaTailIntegral } from "./beta-tail-integral.ts";
import { devianceTerm } from "./deviance-term.ts";
import { weightedExcess } from "./exact-product.ts";
import { logBeta } from "./log-beta.ts";
import { logGammaOnePlus } from "./log-gamma.ts";
import { logGammaStep } from "./log-gamma-step.ts";
import { stirlingError } from "./stirling.ts";

/** Both shapes from here on: numerical integral instead of the continued fraction, whose steps grow with the root. */
const INTEGRAL_FROM = 3000;
const SMALLEST_SHAPE = 1e-6;
const LARGEST_SHAPE = 1e16;
const TINY = 1e-280;

/**
 * Regularised incomplete beta function I_x(a, b) and its complement, where x and y = 1 - x are both known.
 *
 * Formula: continued fraction BFRAC times the density in saddle-point form, on whichever side of the mean x lies; for shapes from
 * 3000 on the integral of the density (beta-tail-integral.ts); for a below 1 the large side comes from the power series of
 * 1 - I_x with expm1. The excess a y - b x may be given apart where it is known better than from x and y.
 * Source: A. R. DiDonato and A. H. Morris (1992) ACM Transactions on Mathematical Software 18, 360-373, equation 9,
 * doi:10.1145/131766.131776; DLMF 8.17.7. Units: none, results in 0..1.
 * Not computable: x or y below 0, shapes outside 1e-6..1e16, or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function incompleteBeta(
  x: number,
  y: number,
  a: number,
  b: number,
  excess: number = weightedExcess(a, b, x, y),
): { lower: number; upper: number } {
  for (const shape of [a, b])
    requireArgument(shape >= SMALLEST_SHAPE && shape <= LARGEST_SHAPE, "Incomplete beta function (shape)", "a shape in 1e-6..1e16", shape);
  requireArgument(x >= 0 && y >= 0, "Incomplete beta function", "x and 1 - x of at least 0", x);
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  if (x === y && a === b) return { lower: 0.5, upper: 0.5 };
  // The fraction converges on the lower side of the mean; the other side is the mirror image.
  if (excess + 1 - 2 * x < 0) {
    const [upper, lower] = bothTails(y, x, b, a, -excess);
    return { lower, upper };
  }
  const [lower, upper] = bothTails(x, y, a, b, excess);
  return { lower, upper };
}

/** I_x(a, b); see `incompleteBeta`. */
export function betaRegularized(x: number, a: number, b: number): number {
  requireProbability("betaRegularized", x);
  return incompleteBeta(x, 1 - x, a, b).lower;
}

/** x^a y^b / B(a, b), with excess = a y - b x. */
export function betaDensityTerm(x: number, y: number, a: number, b: number, excess: number): number {
  // There (a + b) x may have lost digits or be 0, and only a shape below about 1 leaves more than 0.
  if (Math.min(x, y) < TINY) return exp(a * log(x) + b * log(y) - logBeta(a, b));
  const n = a + b;
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - devianceTerm(a, n * x, excess) - devianceTerm(b, n * y, -excess);
  return exp(exponent) * Math.sqrt((a / n) * b) * (1 / Math.sqrt(2 * Math.PI));
}

/** Tail below x, which is not above about the mean, and the rest. */
function bothTails(x: number, y: number, a: number, b: number, excess: number): readonly [number, number] {
  const scale = betaDensityTerm(x, y, a, b, excess);
  if (scale === 0) return [0, 1];
  const useIntegral = Math.min(a, b) >= INTEGRAL_FROM;
  const tail = useIntegral ? (scale / (x * y)) * betaTailIntegral(x, y, a, b, excess) : scale * fraction(x, y, a, b, excess);
  if (tail < 0.5 || a >= 1) return [Math.min(1, tail), Math.max(0, 1 - tail)];
  return [Math.min(1, tail), smallShapeUpper(x, a, b)];
}

/**
 * Second continued fraction of DiDonato and Morris: its leading term a - (a + b) x comes without cancellation, which the
 * form in the DLMF loses where x is close to 1. Inverse of beta0 + alpha1 / (beta1 + alpha2 / (beta2 + ...)).
 */
function fraction(x: number, y: number, a: number, b: number, excess: number): number {
  const beta = (m: number) => m + (m * (b - m) * x) / (a + 2 * m - 1) + ((a + m) / (a + 2 * m + 1)) * (excess + 1 + m * (1 + y));
  let value = nonZero((a / (a + 1)) * (excess + 1));
  let c = value;
  let d = 0;
  for (let m = 1; ; m += 1) {
    const alpha = ((m - 1 + a) / (a + 2 * m - 1)) * ((a + b + m - 1) / (a + 2 * m - 1)) * m * (b - m) * x * x;
    const next = beta(m);
    d = 1 / nonZero(next + alpha * d);
    c = nonZero(next + alpha / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 2 ** -52) return 1 / value;
    requireArgument(m < 1e6, "Incomplete beta function", "shapes for which the continued fraction converges", a);
  }
}

/** 1 - I_x(a, b) for a < 1 and I_x above one half: 1 - x^a / (a B(a, b)) (1 + a sum (1 - b)_k x^k / ((a + k) k!)). */
function smallShapeUpper(x: number, a: number, b: number): number {
  let power = 1;
  let sum = 0;
  for (let k = 1; k < 2000; k += 1) {
    power *= ((k - b) / k) * x;
    sum += power / (a + k);
    if (Math.abs(power) < 1e-19 * x) break;
  }
  // log of 1 / (a B(a, b)) = log Gamma(b + a) - log Gamma(b) - log Gamma(1 + a).
  const exponent = a * log(x) + logGammaStep(a, b) - logGammaOnePlus(a);
  return -expm1(exponent) - exp(exponent) * a * sum;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
