/**
 * Gauss-Legendre rule on -1..1: integral of f = sum weight * f(node), exact for polynomials below degree 2 * points.
 *
 * Formula: nodes are the roots of the Legendre polynomial P_n by Newton steps, weights 2 / ((1 - x^2) P_n'(x)^2).
 * Source: Abramowitz and Stegun (1964) 25.4.29, p. 887. Golden: moments of x^k, in the test.
 */
export interface QuadratureRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

export function gaussLegendre(points: number): QuadratureRule {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let index = 0; index < points; index += 1) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (points + 0.5));
    let slope = 1;
    for (let step = 0; step < 8; step += 1) {
      let previous = 0;
      let value = 1;
      for (let degree = 1; degree <= points; degree += 1) {
        const next = ((2 * degree - 1) * x * value - (degree - 1) * previous) / degree;
        previous = value;
        value = next;
      }
      slope = (points * (x * value - previous)) / (x * x - 1);
      x -= value / slope;
    }
    nodes.push(x);
    weights.push(2 / ((1 - x * x) * slope * slope));
  }
  return { nodes, weights };
}
