import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { symmetricEigen } from "../../src/statistics/special-functions/symmetric-eigen.ts";
import { errorOf } from "./comparisons/comparison.ts";
import { symmetricEigenComparisons } from "./comparisons/symmetric-eigen.ts";

describe("eigenvalues of a symmetric matrix", () => {
  test("agree with mpmath, also of ill-conditioned, rank-deficient, huge and tiny matrices", () => {
    const comparisons = symmetricEigenComparisons();
    expect(comparisons.length).toBeGreaterThan(1000);
    expect(
      comparisons.filter((one) => !(errorOf(one) <= one.tolerance)).map(({ what, actual, expected }) => ({ what, actual, expected })),
    ).toEqual([]);
  });

  test("come with vectors whose first largest component is positive, without negative zeros", () => {
    expect(
      symmetricEigen([
        [0, 1],
        [1, 0],
      ]).vectors,
    ).toEqual(
      [
        [Math.SQRT1_2, Math.SQRT1_2],
        [Math.SQRT1_2, -Math.SQRT1_2],
      ].map((vector) => vector.map((component) => expect.closeTo(component, 15) as number)),
    );
    expect(
      symmetricEigen([
        [-2, 0],
        [0, 3],
      ]),
    ).toEqual({
      values: [3, -2],
      vectors: [
        [0, 1],
        [1, 0],
      ],
    });
  });

  test("of a zero matrix are zero, in the order of the columns", () => {
    expect(
      symmetricEigen([
        [0, 0],
        [0, 0],
      ]),
    ).toEqual({
      values: [0, 0],
      vectors: [
        [1, 0],
        [0, 1],
      ],
    });
  });

  test.each([
    ["empty", []],
    ["not square", [[1, 2]]],
    ["ragged", [[1, 2], [2]]],
    [
      "not symmetric",
      [
        [1, 2],
        [2.0000000000000004, 1],
      ],
    ],
    ["not a number", [[Number.NaN]]],
    [
      "infinite",
      [
        [1, Infinity],
        [Infinity, 1],
      ],
    ],
  ])("of a matrix that is %s throw", (_title, matrix) => {
    expect(() => symmetricEigen(matrix)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("do not depend on the order of the columns; shifting the diagonal shifts them", () => {
    const entry = fc.integer({ min: -50, max: 50 });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 10, maxLength: 10 }), entry, (entries, shift) => {
        const matrix = [0, 1, 2, 3].map((i) =>
          [0, 1, 2, 3].map((j) => entries[(Math.max(i, j) * (Math.max(i, j) + 1)) / 2 + Math.min(i, j)] ?? 0),
        );
        const { values } = symmetricEigen(matrix);
        const reversed = symmetricEigen(matrix.toReversed().map((row) => row.toReversed())).values;
        const shifted = symmetricEigen(matrix.map((row, i) => row.map((value, j) => value + (i === j ? shift : 0)))).values;
        values.forEach((value, k) => {
          expect(reversed[k]).toBeCloseTo(value, 11);
          expect(shifted[k]).toBeCloseTo(value + shift, 11);
        });
      }),
      { seed: 7 },
    );
  });
});
