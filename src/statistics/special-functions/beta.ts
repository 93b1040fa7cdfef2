import { betaTailIntegral } from "./beta-tail-integral.ts";
import { requireArgument, requirePositive, requireProbability } from "../domain.ts";
import { logGamma } from "./gamma.ts";
import { bracketedRoot, expandBracket } from "./root.ts";
import { devianceTerm, minusProduct, stirlingError } from "./stirling.ts";

/** Both shapes above this: numerical integral instead of the continued fraction, whose steps grow with the root. */
const INTEGRAL_FROM = 3000;
const SMALLEST_LOG = -744;

/** log of the beta function B(a, b) = Gamma(a) Gamma(b) / Gamma(a + b), a, b > 0; DLMF 5.12.1. */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  requirePositive("logBeta", small);
  if (large < 16) return logGamma(small) + logGamma(large) - logGamma(small + large);
  // The large logarithms are subtracted by hand: Gamma(large) / Gamma(small + large).
  const sum = small + large;
  const ratio = stirlingError(large) - stirlingError(sum) + small - (large - 0.5) * Math.log1p(small / large);
  return logGamma(small) - small * Math.log(sum) + ratio;
}

/**
 * Beta distribution with shapes a, b > 0: regularised incomplete beta function I_x(a, b) = P(X <= x).
 *
 * Formula: continued fraction of A. R. DiDonato and A. H. Morris (1992), doi:10.1145/131766.131776, eq. 9 (BFRAC), times
 * the density in saddle-point form; for shapes from 3000 on, where the fraction needs sqrt(a) steps, Gauss-Legendre integration of the density. Quantile:
 * root on the logarithm of x or 1 - x. Units: none, results in 0..1.
 * Not computable: x outside 0..1, shapes not above 0, or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py), R (distributions.R).
 */
export function betaRegularized(x: number, a: number, b: number): number {
  requireProbability("betaRegularized", x);
  return incompleteBeta(x, 1 - x, a, b).lower;
}

/** 1 - I_x(a, b) with relative accuracy in the upper tail; see `betaRegularized`. */
export function betaSurvival(x: number, a: number, b: number): number {
  requireProbability("betaSurvival", x);
  return incompleteBeta(x, 1 - x, a, b).upper;
}

/** I_x and 1 - I_x where both x and y = 1 - x are known without rounding. */
export function incompleteBeta(x: number, y: number, a: number, b: number): { lower: number; upper: number } {
  requirePositive("Incomplete beta function (shape a)", a);
  requirePositive("Incomplete beta function (shape b)", b);
  requireArgument(x >= 0 && y >= 0, "Incomplete beta function", "x and 1 - x of at least 0", x);
  if (x === 0) return { lower: 0, upper: 1 };
  if (y === 0) return { lower: 1, upper: 0 };
  // The fraction converges on the lower side of the mean; the other side is the mirror image.
  const mirrored = x > (a + 1) / (a + b + 2);
  const tail = Math.min(1, mirrored ? lowerTail(y, x, b, a) : lowerTail(x, y, a, b));
  return mirrored ? { lower: 1 - tail, upper: tail } : { lower: tail, upper: 1 - tail };
}

function lowerTail(x: number, y: number, a: number, b: number): number {
  const scale = densityTerm(x, y, a, b);
  if (scale === 0) return 0;
  if (Math.min(a, b) < INTEGRAL_FROM) return scale * fraction(x, y, a, b);
  return (scale / (x * y)) * betaTailIntegral(x, y, a, b);
}

/** x^a y^b / B(a, b). */
function densityTerm(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  const excess = excessOf(x, y, a, b);
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - devianceTerm(a, n * x, excess) - devianceTerm(b, n * y, -excess);
  return Math.exp(exponent) * Math.sqrt((a / n) * b) * (1 / Math.sqrt(2 * Math.PI));
}

/**
 * Second continued fraction of DiDonato and Morris: its leading term a - (a + b) x comes without cancellation, which the
 * form in the DLMF loses where x is close to 1. Inverse of beta0 + alpha1 / (beta1 + alpha2 / (beta2 + ...)).
 */
function fraction(x: number, y: number, a: number, b: number): number {
  const excess = excessOf(x, y, a, b);
  const beta = (m: number) => m + (m * (b - m) * x) / (a + 2 * m - 1) + ((a + m) / (a + 2 * m + 1)) * (excess + 1 + m * (1 + y));
  let value = nonZero((a / (a + 1)) * (excess + 1));
  let c = value;
  let d = 0;
  for (let m = 1; ; m += 1) {
    const alpha = ((a + m - 1) / (a + 2 * m - 1)) * ((a + b + m - 1) / (a + 2 * m - 1)) * m * (b - m) * x * x;
    const next = beta(m);
    d = 1 / nonZero(next + alpha * d);
    c = nonZero(next + alpha / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < 2 ** -53) return 1 / value;
    requireArgument(m < 1e7, "Incomplete beta function", "shapes for which the continued fraction converges", a);
  }
}

/** a - (a + b) x, from whichever of x and y = 1 - x is small. */
function excessOf(x: number, y: number, a: number, b: number): number {
  return x <= y ? minusProduct(a, a + b, x) : -minusProduct(b, a + b, y);
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** x with I_x(a, b) = p; see `betaRegularized`. */
export function betaQuantile(p: number, a: number, b: number): number {
  requireProbability("betaQuantile", p);
  return betaPoint("lower", p, a, b);
}

/** x with P(X > x) = tail, for tails too small to be written as 1 - p. */
export function betaUpperPoint(tail: number, a: number, b: number): number {
  requireProbability("betaUpperPoint", tail);
  return betaPoint("upper", tail, a, b);
}

function betaPoint(side: "lower" | "upper", p: number, a: number, b: number): number {
  if (p === 0 || p === 1) return (p === 1) === (side === "lower") ? 1 : 0;
  const middle = incompleteBeta(0.5, 0.5, a, b);
  if (middle[side] === p) return 0.5;
  const belowHalf = side === "lower" ? p < middle.lower : p > middle.upper;
  if (belowHalf) return distanceFromEnd(side, p, a, b);
  return 1 - distanceFromEnd(side === "lower" ? "upper" : "lower", p, b, a);
}

/** Distance x of at most 1/2 from zero with tail p on the given side, solved on log x. */
function distanceFromEnd(side: "lower" | "upper", p: number, a: number, b: number): number {
  // Compare whichever tail is small, in logarithms.
  const small = p <= 0.5;
  const target = small ? p : 1 - p;
  const compared = small === (side === "lower") ? "lower" : "upper";
  const sign = compared === "lower" ? 1 : -1;
  const miss = (logX: number) => {
    const x = Math.exp(logX);
    return sign * (Math.log(incompleteBeta(x, 1 - x, a, b)[compared]) - Math.log(target));
  };
  const start = -Math.LN2;
  const mean = Math.log(a / (a + b));
  const center = mean < start ? mean : start;
  const atCenter = miss(center);
  if (atCenter === 0) return Math.exp(center);
  if (atCenter < 0) return Math.exp(bracketedRoot(miss, center, start));
  const step = -Math.min(1, 1 / Math.sqrt(a));
  // Beyond the smallest double the answer rounds to 0, which happens for shapes near 0.
  const [near, far] = expandBracket((logX) => (logX < SMALLEST_LOG ? -1 : miss(logX)), center, step);
  return near < SMALLEST_LOG ? 0 : Math.exp(bracketedRoot((logX) => (logX < SMALLEST_LOG ? -1 : miss(logX)), near, far));
}
