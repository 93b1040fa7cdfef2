import { existsSync, readFileSync } from "node:fs";
import { expect } from "vitest";

/** One committed golden file; see its `origin` for software, version and command. */
export function readGolden<Shape>(name: string): Shape {
  return JSON.parse(readFileSync(new URL(`golden/${name}.json`, import.meta.url), "utf8")) as Shape;
}

/** The shared reference values, or undefined with a printed reason. */
export function readSharedReference<Shape>(): Shape | undefined {
  const file = new URL("../../../shared/data/reference/statistics/expected-values.json", import.meta.url);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Shape;
  console.warn("Skipped: ../shared/data/reference/statistics/expected-values.json is not there; the committed golden values still run.");
  return undefined;
}

/** Relative error; the absolute one where the expected value is 0. */
export function relativeError(actual: number, expected: number): number {
  return expected === 0 ? Math.abs(actual) : Math.abs(actual / expected - 1);
}

export function expectRelative(actual: number, expected: number, tolerance: number, what: string): void {
  const error = relativeError(actual, expected);
  expect(error <= tolerance, `${what}: ${actual}, expected ${expected}, relative error ${error}`).toBe(true);
}
