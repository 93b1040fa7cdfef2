import { log } from "../../foundation/elementary-functions.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { requireArgument } from "../domain.ts";

export interface SymmetricEigen {
  /** Largest first. */
  readonly values: readonly number[];
  /** vectors[k] belongs to values[k]: length 1, orthogonal to the others. */
  readonly vectors: readonly (readonly number[])[];
}

/** Off-diagonal elements below this share of the matrix' norm are zero. */
const NEGLIGIBLE = 2 ** -60;
const MOST_SWEEPS = 60;
/** Components this close to the largest one count as largest, so that rounding does not choose the sign. */
const AS_LARGE = 1 - 1e-9;

/**
 * Eigenvalues and eigenvectors of a real symmetric matrix by the cyclic Jacobi method.
 *
 * Rotations run row by row over all pairs until nothing is left off the diagonal; the order is fixed, so the same matrix gives the same
 * bits. Sign: of the components of largest size (within 1e-9) the first one is positive. Of equal eigenvalues only the space they span is
 * determined; the vectors inside it are arbitrary.
 * Formula: A = sum over k of values[k] v_k v_k'; rotation in (p, q) by t = sign(theta) / (|theta| + sqrt(theta^2 + 1)), theta = (a_qq -
 * a_pp) / (2 a_pq).
 * Source: H. Rutishauser (1966) Numerische Mathematik 9, 1-10, doi:10.1007/BF02165223.
 * Units: a square matrix in, eigenvalues in its unit, vectors without unit; absolute error about 1e-15 of the largest eigenvalue.
 * Not computable: a matrix that is empty, not square, not exactly symmetric or not finite throws.
 * Golden: mpmath eigsy at 50 digits and numpy eigh (scripts/golden-values/symmetric-eigen.py).
 */
export function symmetricEigen(matrix: readonly (readonly number[])[]): SymmetricEigen {
  const size = matrix.length;
  requireArgument(size > 0, "symmetricEigen", "at least one row", size);
  const largest = matrix.reduce((most, row, i) => Math.max(most, ...row.map((value, j) => checked(matrix, value, i, j))), 0);
  if (largest === 0) return { values: matrix.map(() => 0), vectors: identity(size) };
  // A power of two: scaling is exact, and squares neither overflow nor vanish.
  const scale = 2 ** Math.max(-1000, Math.min(1000, Math.round(log(largest) / Math.LN2)));
  const a = matrix.map((row) => row.map((value) => value / scale));
  const vectors = identity(size);
  const negligible = NEGLIGIBLE * Math.sqrt(a.flat().reduce((sum, value) => sum + value ** 2, 0));
  for (let sweep = 0; sweepOnce(a, vectors, negligible); sweep += 1)
    if (sweep === MOST_SWEEPS) throw new TickmarkError("not-computable", `The eigenvalues did not settle in ${MOST_SWEEPS} sweeps.`);
  const pairs = vectors.map((vector, k) => ({ value: at(a, k, k) * scale, vector: signed(vector) }));
  pairs.sort((left, right) => right.value - left.value);
  return { values: pairs.map(({ value }) => value), vectors: pairs.map(({ vector }) => vector) };
}

function checked(matrix: readonly (readonly number[])[], value: number, i: number, j: number): number {
  requireArgument(matrix[i]?.length === matrix.length, "symmetricEigen", "as many columns as rows", matrix[i]?.length ?? 0);
  requireArgument(Number.isFinite(value), `symmetricEigen (row ${i}, column ${j})`, "a finite number", value);
  requireArgument(matrix[j]?.[i] === value, `symmetricEigen (row ${i}, column ${j})`, `the same as mirrored, ${matrix[j]?.[i]}`, value);
  return Math.abs(value);
}

/** One rotation for each pair that is not negligible; tells whether there was any. */
function sweepOnce(a: number[][], vectors: number[][], negligible: number): boolean {
  let rotated = false;
  for (let p = 0; p < a.length - 1; p += 1)
    for (let q = p + 1; q < a.length; q += 1) {
      if (Math.abs(at(a, p, q)) <= negligible) continue;
      rotated = true;
      rotate(a, vectors, p, q);
    }
  return rotated;
}

function rotate(a: number[][], vectors: number[][], p: number, q: number): void {
  const apq = at(a, p, q);
  const theta = (at(a, q, q) - at(a, p, p)) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.sqrt(t * t + 1);
  const sine = t * cosine;
  // cosine = 1 - sine tau: what a small rotation changes is added as a small number.
  const tau = sine / (1 + cosine);
  put(a, p, p, at(a, p, p) - t * apq);
  put(a, q, q, at(a, q, q) + t * apq);
  put(a, p, q, 0);
  put(a, q, p, 0);
  for (let r = 0; r < a.length; r += 1) {
    const [vp, vq] = [at(vectors, p, r), at(vectors, q, r)];
    put(vectors, p, r, vp - sine * (vq + tau * vp));
    put(vectors, q, r, vq + sine * (vp - tau * vq));
    if (r === p || r === q) continue;
    const [rp, rq] = [at(a, r, p), at(a, r, q)];
    const [newP, newQ] = [rp - sine * (rq + tau * rp), rq + sine * (rp - tau * rq)];
    put(a, r, p, newP);
    put(a, p, r, newP);
    put(a, r, q, newQ);
    put(a, q, r, newQ);
  }
}

function signed(vector: readonly number[]): number[] {
  const most = Math.max(...vector.map(Math.abs));
  const leading = vector.find((component) => Math.abs(component) >= AS_LARGE * most) ?? 1;
  // Adding 0 turns -0 into 0.
  return vector.map((component) => component * Math.sign(leading) + 0);
}

function identity(size: number): number[][] {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_unused, j) => (i === j ? 1 : 0)));
}

function at(matrix: readonly (readonly number[])[], row: number, column: number): number {
  return matrix[row]?.[column] ?? Number.NaN;
}

function put(matrix: number[][], row: number, column: number, value: number): void {
  const values = matrix[row];
  if (values !== undefined) values[column] = value;
}
