import { gaussLegendre } from "./gauss-legendre.ts";
import { minusProduct } from "./stirling.ts";

const PANELS = 4;
const RULE = gaussLegendre(24);
/** The rest of the integrand beyond exp(-46) is below the last digit. */
const NEGLIGIBLE = 46;

/**
 * Integral of (t/x)^(a-1) ((1-t)/y)^(b-1) for t from 0 to x, for large shapes and x not above the mode: times the
 * density at x it is the lower tail of the beta distribution.
 *
 * Formula: with t = x - u the logarithm of the integrand is concave and falls from 0; it is integrated by composite
 * Gauss-Legendre up to where it has fallen by 46. log(1 + v) - v is used in place of log(1 + v), so that the two large
 * linear terms cancel exactly. Units: those of x. Golden: mpmath, scripts/golden-values/special-functions.py.
 */
export function betaTailIntegral(x: number, y: number, a: number, b: number): number {
  const [p, q] = [a - 1, b - 1];
  // Slope of the log density at x: p/x - q/y = (p - (p + q) x) / (x y).
  const numerator = x <= y ? minusProduct(p, p + q, x) : -minusProduct(q, p + q, y);
  const slope = numerator / (x * y);
  const fall = (u: number) => slope * u - p * logarithmBend(-u / x) - q * logarithmBend(u / y);
  const range = rangeOf(fall, x);
  let sum = 0;
  for (let panel = 0; panel < PANELS; panel += 1) {
    for (let index = 0; index < RULE.nodes.length; index += 1) {
      const u = (range * (panel + 0.5 + (RULE.nodes[index] ?? 0) / 2)) / PANELS;
      sum += (RULE.weights[index] ?? 0) * Math.exp(-fall(u));
    }
  }
  return (sum * range) / (2 * PANELS);
}

/** Smallest doubled-and-halved u at which the integrand is negligible, at most x. */
function rangeOf(fall: (u: number) => number, x: number): number {
  let low = 0;
  let high = x;
  for (let step = 0; step < 60 && high - low > 0.02 * high; step += 1) {
    // Geometric steps at first: the range may be a tiny part of x.
    const middle = low === 0 ? high / 2 : (low + high) / 2;
    if (fall(middle) > NEGLIGIBLE) high = middle;
    else low = middle;
  }
  return high;
}

/** log(1 + v) - v, without cancellation for small v. */
export function logarithmBend(v: number): number {
  if (Math.abs(v) > 0.3) return Math.log1p(v) - v;
  // log(1 + v) = 2 atanh(r), r = v / (2 + v); 2 r - v = -r v.
  const r = v / (2 + v);
  const square = r * r;
  let term = 2 * r;
  let sum = 0;
  for (let k = 3; k < 120; k += 2) {
    term *= square;
    const next = sum + term / k;
    if (next === sum) break;
    sum = next;
  }
  return sum - r * v;
}
