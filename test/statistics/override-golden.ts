import { readFileSync } from "node:fs";
import { type Computed, type Outcome, isComputed } from "../../src/foundation/outcome.ts";

/** R 4.2.2, scripts/golden-values/overrides.R; the file states its origin. */
const golden = JSON.parse(readFileSync(new URL("./golden/overrides.json", import.meta.url), "utf8")) as Record<string, number[] | string>;

export function goldenValues(name: string): number[] {
  const values = golden[name];
  if (!Array.isArray(values)) throw new Error(`No golden values named ${name}.`);
  return values;
}

export function goldenValue(name: string): number {
  return goldenValues(name)[0] ?? Number.NaN;
}

export function requireComputed(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(`Not computable: ${outcome.reason}`);
  return outcome;
}

export function relativeError(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300);
}
