import { describe, expect, test } from "vitest";
import { type AllResults, BY_R } from "./expected-values/by-r.ts";
import { NO_METHOD } from "./expected-values/exceptions.ts";
import { pairs } from "./expected-values/pairs.ts";
import { PUBLISHED } from "./expected-values/published.ts";
import { expectRelative, readSharedReference } from "./golden-file.ts";

interface PublishedCase {
  readonly id: string;
  readonly input: never;
  readonly expected: number | readonly number[];
  readonly tolerance: number;
}

const reference = readSharedReference<{ published: readonly PublishedCase[]; "r-4.2.2": AllResults & Readonly<Record<string, unknown>> }>();

const matching = <Rule extends readonly [RegExp, ...unknown[]]>(rules: readonly Rule[], id: string): Rule[] =>
  rules.filter(([pattern]) => pattern.test(id));

describe.skipIf(reference === undefined)("shared reference values", () => {
  const published = reference?.published ?? [];
  const results = reference?.["r-4.2.2"] ?? { "p.adjust_input": [] };
  const keys = Object.keys(results);
  const ids = [...published.map(({ id }) => id), ...keys];

  test("every case is either compared or an exception with its reason, never both", () => {
    const places = ids.map((id) => {
      const compared = matching(PUBLISHED, id).length + (Object.hasOwn(BY_R, id) ? 1 : 0);
      return [id, compared + matching(NO_METHOD, id).length];
    });
    expect(places.filter(([, count]) => count !== 1)).toEqual([]);
  });

  test("no comparison and no exception is without a case", () => {
    const unused = [...PUBLISHED, ...NO_METHOD].filter(([pattern]) => !ids.some((id) => pattern.test(id)));
    expect([...unused.map(String), ...Object.keys(BY_R).filter((key) => !keys.includes(key))]).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(published.filter(({ id }) => matching(PUBLISHED, id).length > 0))("$id", ({ id, input, expected, tolerance }) => {
    for (const [, compute, without] of matching(PUBLISHED, id)) {
      const actual = compute(input);
      const all = [expected].flat();
      for (const [ours, theirs] of pairs(actual, without === undefined ? all : all.slice(0, actual.length)))
        expect(Math.abs((ours ?? Number.NaN) - (theirs ?? Number.NaN)), `${ours}, expected ${theirs}`).toBeLessThanOrEqual(tolerance);
    }
  });

  test.each(keys.filter((key) => Object.hasOwn(BY_R, key)))("R: %s", (key) => {
    const compared = BY_R[key]?.[0](results[key] as never, results) ?? [];
    expect(compared.length).toBeGreaterThan(0);
    // R wrote 15 digits.
    for (const [actual, theirs, tolerance = 1e-12] of compared) expectRelative(actual ?? Number.NaN, theirs ?? Number.NaN, tolerance, key);
  });
});
