import { readGolden } from "./golden-file.ts";

/** Numbers, lists and words of one case of golden/drift.json (R) or golden/drift-exact.json (mpmath, exact fractions). */
export interface GoldenCase {
  readonly name: string;
  readonly has: (key: string) => boolean;
  readonly list: (key: string) => readonly number[];
  readonly one: (key: string) => number;
  readonly flags: (key: string) => readonly boolean[];
}

type Fields = Readonly<Record<string, unknown>>;

const byR = readGolden<{ readonly cases: readonly Fields[] }>("drift");
const exact = readGolden<Readonly<Record<string, readonly Fields[]>>>("drift-exact");

/** Cases of R for one method; a single number is a list of one. */
export function casesOfR(method: string): GoldenCase[] {
  return nonEmpty(
    byR.cases.filter((fields) => fields["name"] === method).map((fields, index) => goldenCase(`R case ${index + 1}`, fields)),
    method,
  );
}

/** Cases of mpmath or exact fractions for one method. */
export function exactCases(method: string): GoldenCase[] {
  return nonEmpty(
    (exact[method] ?? []).map((fields, index) =>
      goldenCase(typeof fields["name"] === "string" ? fields["name"] : `exact case ${index + 1}`, fields),
    ),
    method,
  );
}

/** First of the cases, for methods with one. */
export function firstCase(cases: readonly GoldenCase[]): GoldenCase {
  const [first] = cases;
  if (first === undefined) throw new Error("There is no golden case.");
  return first;
}

function goldenCase(name: string, fields: Fields): GoldenCase {
  const list = (key: string): readonly number[] => {
    const value = fields[key];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((entry) => {
      if (typeof entry !== "number") throw new TypeError(`${name} has no number ${key}.`);
      return entry;
    });
  };
  const one = (key: string): number => list(key)[0] ?? Number.NaN;
  const flags = (key: string): readonly boolean[] => [fields[key]].flat().map((flag) => flag === true);
  return { name, has: (key) => key in fields, list, one, flags };
}

function nonEmpty(cases: GoldenCase[], method: string): GoldenCase[] {
  if (cases.length === 0) throw new Error(`There is no golden case of ${method}.`);
  return cases;
}
