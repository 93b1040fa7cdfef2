import { exp } from "../../foundation/elementary-functions.ts";
import { cos, sin } from "../../foundation/trigonometric-functions.ts";
import { requireArgument } from "../domain.ts";
import { exactSum } from "../special-functions/exact-product.ts";
import { arctangentBend, logarithmBend } from "../special-functions/logarithm-bend.ts";
import { bracketedRoot } from "../special-functions/root.ts";

const MOST_STEPS = 100_000;

/**
 * One tail of the noncentral chi-squared distribution for large lambda x, by numerical inversion of its moment generating
 * function along the line through the saddle point.
 *
 * Formula: with u = 2s, P(X > x) = 1/(2 pi i) * integral of exp(E(u)) / u du over Re u = u0 in 0..1, and P(X <= x) the
 * same with u0 < 0 and the opposite sign; E(u) = u (lambda + df - x)/2 + lambda u^2/(2 (1 - u)) - df/2 (log(1 - u) + u). The
 * trapezoidal rule converges geometrically; u0 is the saddle point of exp(E)/u, so that no digits cancel in either tail.
 * Source: S. O. Rice (1980) SIAM Journal on Scientific and Statistical Computing 1, 438-448, doi:10.1137/0901032.
 * Units: none. Not computable: lambda x should be some ten thousand, for the Gaussian decay on the line; an integral of over 1e5
 * steps throws. Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py).
 */
export function noncentralTailByContour(x: number, df: number, lambda: number, upper: boolean): number {
  // So far below the mean the lower tail is under exp(-800), by Chernoff's bound exp(-(sqrt(lambda) - sqrt(x))^2 / 2).
  if (!upper && Math.sqrt(lambda) - Math.sqrt(x) > 40) return 0;
  const shift = shiftOf(x, df, lambda);
  // Likewise the upper tail, by Chernoff's bound exp(E(1/2)).
  if (upper && exponentAt(0.5, 0, shift, df, lambda).real < -800) return 0;
  const saddle = saddlePoint(shift, df, lambda, upper);
  const curvature = df / (2 * (1 - saddle) ** 2) + lambda / (1 - saddle) ** 3;
  const sigma = 1 / Math.sqrt(curvature + 1 / saddle ** 2);
  const height = exponentAt(saddle, 0, shift, df, lambda).real;
  if (height < -800) return 0;
  const step = Math.min(0.4 * sigma, (2 * Math.PI * Math.abs(saddle)) / (40 + Math.max(0, -height)));
  let sum = 1 / saddle / 2;
  for (let k = 1; ; k += 1) {
    const t = k * step;
    const { real, imaginary } = exponentAt(saddle, t, shift, df, lambda);
    const size = exp(real - height);
    // Real part of exp(i * imaginary) / (saddle + i t).
    sum += (size * (saddle * cos(imaginary) + t * sin(imaginary))) / (saddle * saddle + t * t);
    if (size < 1e-18) break;
    requireArgument(k < MOST_STEPS, "Noncentral chi-squared distribution", "arguments for which the inversion converges", x);
  }
  return ((Math.sign(saddle) * sum * step) / Math.PI) * exp(height);
}

/** lambda + df - x with a single rounding. */
function shiftOf(x: number, df: number, lambda: number): number {
  const [sum, lost] = exactSum(lambda, df);
  const [difference, lostAgain] = exactSum(sum, -x);
  return difference + (lost + lostAgain);
}

/** Stationary point of E(u) - log |u| on the side of the wanted tail. */
function saddlePoint(shift: number, df: number, lambda: number, upper: boolean): number {
  const slope = (u: number) => derivative(u, shift, df, lambda) - 1 / u;
  if (upper) return bracketedRoot(slope, 1e-15, 1 - 1e-9);
  let far = -1;
  while (slope(far) > 0) far *= 2;
  return bracketedRoot(slope, far, -1e-15);
}

/** d/du of E. */
function derivative(u: number, shift: number, df: number, lambda: number): number {
  const rest = 1 - u;
  return (shift + (df * u) / rest + (lambda * u * (2 - u)) / (rest * rest)) / 2;
}

/** E(saddle + i t), complex. */
function exponentAt(saddle: number, t: number, shift: number, df: number, lambda: number): { real: number; imaginary: number } {
  const rest = 1 - saddle;
  const size = rest * rest + t * t;
  // u^2 / (1 - u), multiplied out by the conjugate of 1 - u.
  const [squareReal, squareImaginary] = [(saddle - t) * (saddle + t), 2 * saddle * t];
  const quotientReal = (squareReal * rest - squareImaginary * t) / size;
  const quotientImaginary = (squareReal * t + squareImaginary * rest) / size;
  // -log(1 - u) - u.
  const change = saddle * (saddle - 2) + t * t;
  const bendReal = -(saddle * saddle + t * t) / 2 - logarithmBend(change) / 2;
  const bendImaginary = arctangentBend(t / rest) + (t * saddle) / rest;
  return {
    real: (shift * saddle + lambda * quotientReal + df * bendReal) / 2,
    imaginary: (shift * t + lambda * quotientImaginary + df * bendImaginary) / 2,
  };
}
