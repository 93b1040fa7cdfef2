/**
 * Differences of products without the rounding of the products.
 *
 * Formula: a - b c and a y - b x, with each product split into its double and its exact rest (T. J. Dekker's product of
 * halves, Veltkamp's split by 2^27 + 1), and the sums with the rest of D. E. Knuth's two-sum.
 * Source: T. J. Dekker (1971) Numerische Mathematik 18, 224-242, doi:10.1007/BF01397083.
 * Units: those of the arguments. Not computable: beyond 1e290 the products are rounded as usual.
 * Golden: exact fractions (scripts/golden-values/exact-fractions.py).
 */
export function minusProduct(a: number, b: number, c: number): number {
  const [product, rest] = exactProduct(b, c);
  const [difference, lost] = exactSum(a, -product);
  return difference + (lost - rest);
}

/**
 * a y - b x for x + y = 1, of which the smaller one counts as exact: how far x lies below a / (a + b), times a + b.
 */
export function weightedExcess(a: number, b: number, x: number, y: number): number {
  return x <= y ? minusTwoProducts(a, b, x) : -minusTwoProducts(b, a, y);
}

/** a - a x - b x. */
function minusTwoProducts(a: number, b: number, x: number): number {
  const [first, firstRest] = exactProduct(a, x);
  const [second, secondRest] = exactProduct(b, x);
  const [partial, lostFirst] = exactSum(a, -first);
  const [sum, lostSecond] = exactSum(partial, -second);
  return sum + (lostFirst + lostSecond - firstRest - secondRest);
}

/** a + b as its double and what that leaves. */
export function exactSum(a: number, b: number): readonly [number, number] {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
}

function exactProduct(b: number, c: number): readonly [number, number] {
  const product = b * c;
  if (!(Math.abs(product) < 1e300) || Math.abs(b) > 1e290 || Math.abs(c) > 1e290) return [product, 0];
  const [bHead, bTail] = split(b);
  const [cHead, cTail] = split(c);
  return [product, bTail * cTail - (product - bHead * cHead - bTail * cHead - bHead * cTail)];
}

function split(value: number): readonly [number, number] {
  const scaled = value * 134217729;
  const head = scaled - (scaled - value);
  return [head, value - head];
}
