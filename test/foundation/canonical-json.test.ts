import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalJson, parseCanonicalJson } from "../../src/foundation/canonical-json.ts";

const VECTORS = join(import.meta.dirname, "../../../shared/data/vectors/json-canonicalization");

describe("canonical JSON", () => {
  test("sorts keys by UTF-16 unit and writes the shortest numbers", () => {
    expect(canonicalJson({ b: 1e21, a: [1, -0, 0.1, "é"], "\u20ac": null })).toBe('{"a":[1,0,0.1,"é"],"b":1e+21,"€":null}');
  });

  test.each([
    ["undefined", { a: undefined }],
    ["NaN", [Number.NaN]],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["a big integer", 1n],
    ["a lone surrogate", "\uD800"],
    ["a map", new Map([["a", 1]])],
    ["a date", new Date(0)],
    ["a hidden prototype", JSON.parse('{"__proto__":1}')],
  ])("refuses %s", (_what, value) => {
    expect(() => canonicalJson(value)).toThrow(/Canonical JSON cannot hold/);
  });

  test.each(['{"a":1,"a":1}', '{"b":1,"a":2}', "1.0", "[1, 2]", '"\\u0041"', "9007199254740993", '{"__proto__":1}', "{}\n", "nonsense"])(
    "does not accept %s as canonical",
    (text) => {
      expect(() => parseCanonicalJson(text, "file.json")).toThrow(/./);
    },
  );

  test("passes the published vectors", ({ skip }) => {
    if (!existsSync(VECTORS)) skip("the published vectors are not in this clone");
    for (const name of readdirSync(join(VECTORS, "input"))) {
      const input: unknown = JSON.parse(readFileSync(join(VECTORS, "input", name), "utf8"));
      expect(canonicalJson(input)).toBe(readFileSync(join(VECTORS, "output", name), "utf8"));
    }
  });
});
