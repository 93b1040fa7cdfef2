import { bracketedRoot } from "../special-functions/root.ts";

/**
 * One tail of the noncentral chi-squared distribution for large lambda, by numerical inversion of its moment generating
 * function along the line through the saddle point.
 *
 * Formula: with u = 2s, P(X > x) = 1/(2 pi i) * integral of exp(E(u)) / u du over Re u = u0 in 0..1, and P(X <= x) the
 * same with u0 < 0 and the opposite sign; E(u) = u ((lambda - x) + x u) / (2 (1 - u)) - (df/2) log(1 - u). The trapezoidal
 * rule converges geometrically; u0 is the saddle point of exp(E)/u, so that no digits cancel in either tail.
 * Source: S. O. Rice (1980), doi:10.1137/0901032 (saddle-point quadrature of distribution functions);
 * the Gaussian decay on the line needs sqrt(lambda x) of some hundreds. Golden: mpmath, special-functions.py.
 */
export function noncentralTailByContour(x: number, df: number, lambda: number, upper: boolean): number {
  // So far below the mean the lower tail is under exp(-700).
  if (!upper && Math.sqrt(lambda) - Math.sqrt(x) > 40) return 0;
  const saddle = saddlePoint(x, df, lambda, upper);
  const curvature = df / (2 * (1 - saddle) ** 2) + lambda / (1 - saddle) ** 3;
  const sigma = 1 / Math.sqrt(curvature + 1 / saddle ** 2);
  const height = exponentAt(saddle, 0, x, df, lambda).real;
  const step = Math.min(0.4 * sigma, (2 * Math.PI * Math.abs(saddle)) / (40 + Math.max(0, -height)));
  let sum = 1 / saddle / 2;
  for (let k = 1; k < 100_000; k += 1) {
    const t = k * step;
    const { real, imaginary } = exponentAt(saddle, t, x, df, lambda);
    const size = Math.exp(real - height);
    // Real part of exp(i * imaginary) / (saddle + i t).
    sum += (size * (saddle * Math.cos(imaginary) + t * Math.sin(imaginary))) / (saddle * saddle + t * t);
    if (size < 1e-18) break;
  }
  return ((Math.sign(saddle) * sum * step) / Math.PI) * Math.exp(height);
}

/** Stationary point of E(u) - log |u| on the side of the wanted tail. */
function saddlePoint(x: number, df: number, lambda: number, upper: boolean): number {
  const slope = (u: number) => derivative(u, x, df, lambda) - 1 / u;
  if (upper) return bracketedRoot(slope, 1e-12, 1 - 1e-9);
  let far = -1;
  while (slope(far) > 0) far *= 2;
  return bracketedRoot(slope, far, -1e-12);
}

/** d/du of E: x and lambda meet as lambda - x, which keeps its digits. */
function derivative(u: number, x: number, df: number, lambda: number): number {
  const rest = 1 - u;
  return (lambda - x + x * u * (2 - u)) / (2 * rest * rest) + df / (2 * rest);
}

/** E(saddle + i t), complex. */
function exponentAt(saddle: number, t: number, x: number, df: number, lambda: number): { real: number; imaginary: number } {
  const rest = 1 - saddle;
  const square = rest * rest + t * t;
  const linear = lambda - x + x * saddle;
  // u (linear + i x t) / (2 (rest - i t)), multiplied out by the conjugate.
  const numeratorReal = saddle * linear - x * t * t;
  const numeratorImaginary = t * linear + saddle * x * t;
  const real = (numeratorReal * rest - numeratorImaginary * t) / (2 * square);
  const imaginary = (numeratorReal * t + numeratorImaginary * rest) / (2 * square);
  const logSize = t === 0 ? Math.log1p(-saddle) : Math.log1p(saddle * (saddle - 2) + t * t) / 2;
  return { real: real - (df / 2) * logSize, imaginary: imaginary + (df / 2) * Math.atan2(t, rest) };
}
