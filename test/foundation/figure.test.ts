import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { figureId, figureIdSegment } from "../../src/foundation/figure.ts";
import { computed, notComputable } from "../../src/foundation/outcome.ts";

describe("figure ids", () => {
  test("stay readable", () => {
    expect(figureId("data-drift", "psi", "income", "2026-w14")).toBe("data-drift/psi/income/2026-w14");
    expect(figureId("a", "b", "sex=F,age=18-25")).toBe("a/b/sex=F,age=18-25");
  });

  test("the empty text and a lone tilde are two different parts", () => {
    expect(figureId("a", "b", "")).toBe("a/b/~");
    expect(figureId("a", "b", "~")).toBe("a/b/%7E");
    expect(figureId("a", "b", "%7E")).toBe("a/b/%257E");
    expect(decodeURIComponent(figureIdSegment("~"))).toBe("~");
  });

  test("tell any two different texts apart and never gain a segment", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (left, right) => {
        expect(figureIdSegment(left) === figureIdSegment(right)).toBe(left === right);
        expect(figureIdSegment(left)).toMatch(/^[A-Za-z0-9._=,+~%-]+$/);
      }),
    );
  });
});

describe("outcomes", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])("%s never becomes a computed figure", (estimate) => {
    expect(computed({ estimate, n: 3, method: "mean" })).toEqual(notComputable("numerical", "mean gave a number that is not finite."));
    expect(computed({ estimate: 1, n: 3, method: "mean", detail: { df: estimate } }).status).toBe("not-computable");
    expect(computed({ estimate: 1, n: 3, method: "mean", interval: { lower: 0, upper: estimate, level: 0.95, method: "x" } }).status).toBe(
      "not-computable",
    );
  });
});
