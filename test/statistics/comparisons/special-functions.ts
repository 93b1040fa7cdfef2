import { betaTailIntegral } from "../../../src/statistics/special-functions/beta-tail-integral.ts";
import { devianceTerm } from "../../../src/statistics/special-functions/deviance-term.ts";
import { erf, erfc } from "../../../src/statistics/special-functions/error-function.ts";
import { minusProduct, weightedExcess } from "../../../src/statistics/special-functions/exact-product.ts";
import { gammaTailIntegral } from "../../../src/statistics/special-functions/gamma-tail-integral.ts";
import { gaussLegendre } from "../../../src/statistics/special-functions/gauss-legendre.ts";
import { betaRegularized, incompleteBeta } from "../../../src/statistics/special-functions/incomplete-beta.ts";
import { gammaP, gammaQ } from "../../../src/statistics/special-functions/incomplete-gamma.ts";
import { logBeta } from "../../../src/statistics/special-functions/log-beta.ts";
import { logConcaveIntegral } from "../../../src/statistics/special-functions/log-concave-integral.ts";
import { logGammaStep } from "../../../src/statistics/special-functions/log-gamma-step.ts";
import { logGamma } from "../../../src/statistics/special-functions/log-gamma.ts";
import { arctangentBend, logarithmBend } from "../../../src/statistics/special-functions/logarithm-bend.ts";
import { poissonTerm } from "../../../src/statistics/special-functions/poisson-term.ts";
import { stirlingError } from "../../../src/statistics/special-functions/stirling.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { symmetricEigenComparisons } from "./symmetric-eigen.ts";

type Numbers = readonly number[];
type Row = readonly [Numbers, number];

interface Compared {
  readonly method: string;
  readonly compute: (...values: [number, number, number]) => number;
  /** 1e-12, the promise for the body, where nothing is said. */
  readonly tolerance?: number;
}

/** By the name of the golden values. */
const FUNCTIONS: Readonly<Record<string, Compared>> = {
  erf: { method: "error-function", compute: erf, tolerance: 1e-14 },
  erfc: { method: "error-function", compute: erfc, tolerance: 1e-13 },
  logGamma: { method: "log-gamma", compute: logGamma, tolerance: 1e-14 },
  logGammaStep: { method: "log-gamma-step", compute: logGammaStep },
  stirlingError: { method: "stirling", compute: stirlingError, tolerance: 1e-13 },
  logBeta: { method: "log-beta", compute: logBeta },
  poissonTerm: { method: "poisson-term", compute: poissonTerm },
  devianceTerm: { method: "deviance-term", compute: (x, d) => devianceTerm(x, x - d, d), tolerance: 1e-14 },
  logarithmBend: { method: "logarithm-bend", compute: logarithmBend, tolerance: 1e-14 },
  arctangentBend: { method: "logarithm-bend", compute: arctangentBend, tolerance: 1e-14 },
  logConcaveIntegral: {
    method: "log-concave-integral",
    compute: (slope, limit) => logConcaveIntegral((u) => (slope + u / 2) * u, limit, 1),
    tolerance: 1e-14,
  },
  gammaP: { method: "incomplete-gamma", compute: gammaP },
  gammaQ: { method: "incomplete-gamma", compute: gammaQ },
  gammaTailIntegral: { method: "gamma-tail-integral", compute: (a, x) => gammaTailIntegral(a, x, x > a ? "upper" : "lower") },
  betaRegularized: { method: "incomplete-beta", compute: betaRegularized },
  betaComplement: { method: "incomplete-beta", compute: (x, a, b) => incompleteBeta(x, 1 - x, a, b).upper },
  betaTailIntegral: {
    method: "beta-tail-integral",
    compute: (x, a, b) => betaTailIntegral(x, 1 - x, a, b, weightedExcess(a, b, x, 1 - x)),
  },
};

export const specialFunctions: ComparisonFamily = {
  family: "special-functions",
  compare: () => {
    const { values } = readGolden<{ values: Record<string, Row[]> }>("special-functions");
    const byName = Object.entries(FUNCTIONS).flatMap(([name, compared]) => {
      const rows = values[name] ?? [];
      if (rows.length === 0) throw new Error(`The golden values have no section ${name}.`);
      return rows.map((row) => comparison(name, compared, row));
    });
    return [...byName, ...quadrature(), ...products(), ...symmetricEigenComparisons()];
  },
};

function comparison(name: string, { method, compute, tolerance = 1e-12 }: Compared, [values, expected]: Row): Comparison {
  const [x = Number.NaN, a = Number.NaN, b = Number.NaN] = values;
  return { method: `special-functions/${method}`, what: `${name}(${values.join(", ")})`, actual: compute(x, a, b), expected, tolerance };
}

function quadrature(): Comparison[] {
  const rows = readGolden<{ values: { gaussLegendre: [[number, number], [number, number]][] } }>("special-functions").values.gaussLegendre;
  return rows.flatMap(([[points, index], [node, weight]]) => {
    const rule = gaussLegendre(points);
    const what = `${points} points, ${index}`;
    const method = "special-functions/gauss-legendre";
    return [
      { method, what: `node, ${what}`, actual: rule.nodes[index] ?? Number.NaN, expected: node, tolerance: 1e-14 },
      { method, what: `weight, ${what}`, actual: rule.weights[index] ?? Number.NaN, expected: weight, tolerance: 1e-13 },
    ];
  });
}

function products(): Comparison[] {
  const rows = readGolden<{ exactProducts: [Numbers, number, number][] }>("exact-fractions").exactProducts;
  return rows.flatMap(([[a = 0, b = 0, c = 0], difference, excess]) => {
    const what = `${a}, ${b}, ${c}`;
    const method = "special-functions/exact-product";
    return [
      { method, what: `a - b c for ${what}`, actual: minusProduct(a, b, c), expected: difference, tolerance: 1e-14 },
      { method, what: `a - (a + b) c for ${what}`, actual: weightedExcess(a, b, c, 1 - c), expected: excess, tolerance: 1e-14 },
    ];
  });
}
