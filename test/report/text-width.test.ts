import fc from "fast-check";
import { expect, test } from "vitest";
import { estimatedTextWidth, measuredWidth } from "../../src/report/charts/text-width.ts";

// Advance widths of Liberation Sans (metrics of Arial) at 11 px, read from the font's own table, rounded.
test.each([
  ["2025-w50", 51],
  ["Insufficient evidence", 99],
  ["employment_years", 92],
])("%s is estimated within a quarter of its width in a common face, and not too narrow", (text, width) => {
  expect(estimatedTextWidth(text, 11)).toBeGreaterThan(width * 0.97);
  expect(estimatedTextWidth(text, 11)).toBeLessThan(width * 1.25);
});

test("longer text is wider, larger text is wider, and a limit holds", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 6, max: 40 }), (text, size) => {
      expect(estimatedTextWidth(`${text}x`, size)).toBeGreaterThan(estimatedTextWidth(text, size));
      expect(estimatedTextWidth(text, size + 1)).toBeGreaterThan(estimatedTextWidth(text, size));
      expect(measuredWidth({ fontSize: size, limit: 50 }, text)).toBeLessThanOrEqual(50);
    }),
  );
  expect(measuredWidth({}, null)).toBe(0);
});
