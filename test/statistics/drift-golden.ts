import { readFileSync } from "node:fs";

interface GoldenCase {
  readonly name: string;
  readonly [key: string]: string | readonly number[];
}

const golden = JSON.parse(readFileSync(new URL("golden/drift.json", import.meta.url), "utf8")) as { cases: GoldenCase[] };

/** Cases of one name from golden/drift.json (R 4.2.2; scripts/golden-values/drift.R). */
export function goldenCases(name: string): { list: (key: string) => readonly number[]; one: (key: string) => number }[] {
  return golden.cases
    .filter((entry) => entry.name === name)
    .map((entry) => {
      const list = (key: string): readonly number[] => {
        const values = entry[key];
        if (!Array.isArray(values)) throw new TypeError(`Golden case ${name} has no ${key}.`);
        return values as readonly number[];
      };
      return { list, one: (key) => list(key)[0] ?? Number.NaN };
    });
}
