import { cos } from "../../foundation/trigonometric-functions.ts";

export interface QuadratureRule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/**
 * Gauss-Legendre rule on -1..1.
 *
 * Formula: integral of f = sum of weight f(node), exact for polynomials below degree 2 * points; the nodes are the roots of
 * the Legendre polynomial P_n by Newton steps, the weights 2 / ((1 - x^2) P_n'(x)^2).
 * Source: M. Abramowitz and I. A. Stegun (1964) Handbook of Mathematical Functions 25.4.29, p. 887.
 * Units: nodes descend from 1 to -1, weights sum to 2. Not computable: points is a constant of the caller, at least 1, not checked.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function gaussLegendre(points: number): QuadratureRule {
  const nodes: number[] = [];
  const weights: number[] = [];
  for (let index = 0; index < points; index += 1) {
    let x = cos((Math.PI * (index + 0.75)) / (points + 0.5));
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
