/**
 * Parts of the saddle-point form of binomial, Poisson and beta densities, accurate for enormous counts.
 *
 * Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000);
 * Stirling series DLMF 5.11.1.
 * stirlingError(x) = log Gamma(x + 1) - (x + 1/2) log x + x - log(2 pi)/2, for x > 0.
 * devianceTerm(x, m, d) = x log(x/m) - (x - m), where d is x - m, given apart so that it is not rounded.
 * Golden: mpmath at 50 digits, scripts/golden-values/special-functions.py.
 */
export function stirlingError(x: number): number {
  // Below 16 the recurrence error(x) = error(x + 1) + (x + 1/2) log(1 + 1/x) - 1 leads up to the asymptotic series.
  let shifted = x;
  let sum = 0;
  while (shifted < 16) {
    sum += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
    shifted += 1;
  }
  const square = shifted * shifted;
  const tail =
    1 / 12 -
    (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - (691 / 360360 - 1 / 156 / square) / square) / square) / square) / square) / square;
  return sum + tail / shifted;
}

/** x log(x/m) - d with d = x - m; see `stirlingError`. */
export function devianceTerm(x: number, m: number, d: number): number {
  if (x === 0) return m;
  if (Math.abs(d) >= 0.1 * (x + m)) return x * Math.log(x / m) - d;
  const v = d / (x + m);
  let sum = d * v;
  let term = 2 * x * v;
  for (let k = 3; k < 200; k += 2) {
    term *= v * v;
    const next = sum + term / k;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/** a - b * c without the rounding of the product (Dekker's exact product). */
export function minusProduct(a: number, b: number, c: number): number {
  const product = b * c;
  if (!Number.isFinite(product) || Math.abs(b) > 1e290 || Math.abs(c) > 1e290) return a - product;
  const [bHead, bTail] = split(b);
  const [cHead, cTail] = split(c);
  const rest = bTail * cTail - (product - bHead * cHead - bTail * cHead - bHead * cTail);
  return a - product - rest;
}

function split(value: number): readonly [number, number] {
  const scaled = value * 134217729;
  const head = scaled - (scaled - value);
  return [head, value - head];
}
