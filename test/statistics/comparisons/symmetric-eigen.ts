import { symmetricEigen } from "../../../src/statistics/special-functions/symmetric-eigen.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison } from "./comparison.ts";

interface EigenCase {
  readonly name: string;
  readonly matrix: readonly (readonly number[])[];
  /** Largest entry times size: a bound of the largest eigenvalue. */
  readonly norm: number;
  readonly values: readonly number[];
  /** Of the eigenvalues with a gap of at least 1e-3 norm: index and vector. */
  readonly vectors: readonly (readonly [number, readonly number[]])[];
}

const METHOD = "special-functions/symmetric-eigen";

/** Eigenvalues, well separated eigenvectors, and what must hold of all of them: orthogonal, and A = V diag(values) V'. */
export function symmetricEigenComparisons(): readonly Comparison[] {
  return readGolden<{ cases: EigenCase[] }>("symmetric-eigen").cases.flatMap(compareCase);
}

function compareCase({ name, matrix, norm, values, vectors }: EigenCase): Comparison[] {
  const eigen = symmetricEigen(matrix);
  const entries = matrix.flatMap((row, i) => row.map((expected, j) => ({ i, j, expected })));
  return [
    ...values.map((expected, k) => ({
      method: METHOD,
      what: `${name}, eigenvalue ${k}`,
      actual: eigen.values[k] ?? Number.NaN,
      expected,
      tolerance: 1e-14,
      scale: norm,
    })),
    // A vector moves by the rounding of the matrix over the gap to its neighbours.
    ...vectors.flatMap(([k, vector]) =>
      vector.map((expected, i) => ({
        method: METHOD,
        what: `${name}, vector ${k}, component ${i}`,
        actual: eigen.vectors[k]?.[i] ?? Number.NaN,
        expected,
        tolerance: 1e-13,
        scale: 1,
      })),
    ),
    ...entries.flatMap(({ i, j, expected }) => [
      {
        method: METHOD,
        what: `${name}, rebuilt entry ${i}, ${j}`,
        actual: eigen.values.reduce((sum, value, k) => sum + value * (eigen.vectors[k]?.[i] ?? 0) * (eigen.vectors[k]?.[j] ?? 0), 0),
        expected,
        tolerance: 1e-14,
        scale: norm,
      },
      {
        method: METHOD,
        what: `${name}, product of vectors ${i} and ${j}`,
        actual: (eigen.vectors[i] ?? []).reduce((sum, component, place) => sum + component * (eigen.vectors[j]?.[place] ?? 0), 0),
        expected: i === j ? 1 : 0,
        tolerance: 1e-14,
        scale: 1,
      },
    ]),
  ];
}
