import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { methodHeaders, supportFiles } from "../../scripts/statistics-headers.ts";
import { statisticsTable } from "../../scripts/write-statistics-table.ts";
import { COMPARISON_FAMILIES } from "./comparisons/families.ts";

describe("the table of the library", () => {
  test("every header names formula, source, units, not-computable cases and golden values", () => {
    const incomplete = methodHeaders().filter(({ missing }) => missing.length > 0);
    expect(incomplete.map(({ method, missing }) => `${method}: ${missing.join(", ")}`)).toEqual([]);
  });

  test("files without a method of their own are the listed ones, and every folder is a family", () => {
    expect(supportFiles().filter(({ isListed }) => !isListed)).toEqual([]);
    const folders = new Set(methodHeaders().map(({ method }) => method.split("/")[0]));
    expect(folders).toEqual(new Set(COMPARISON_FAMILIES.map(({ family }) => family)));
  });

  test("the committed page is the generated one (npm run write:statistics)", () => {
    expect(readFileSync(new URL("../../src/statistics/README.md", import.meta.url), "utf8")).toBe(statisticsTable());
  });
});
