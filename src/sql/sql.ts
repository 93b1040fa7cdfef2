import { TickmarkError } from "../foundation/errors.ts";

/** A value that reaches the engine as a bound parameter, never as text. */
export type SqlValue = null | boolean | number | bigint | string | readonly number[] | readonly string[];

/** SQL text with `$1, $2, ...` and the values bound to them. Only this module makes them. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

interface Fragment {
  readonly kind: "fragment";
  readonly strings: readonly string[];
  readonly parts: readonly (SqlValue | Fragment)[];
}

/** A piece of SQL that can be put into `sql` or `query`; a plain string never becomes SQL text. */
export type SqlFragment = Fragment;

/** Tagged template: `${fragment}` is inlined, every other `${value}` is bound. */
export function sql(strings: TemplateStringsArray, ...parts: (SqlValue | SqlFragment)[]): SqlFragment {
  return { kind: "fragment", strings: [...strings], parts };
}

/** A quoted identifier. Any name but the empty one, one with NUL, or one over 255 characters is allowed. */
export function identifier(name: string): SqlFragment {
  if (name === "" || name.includes("\u0000") || name.length > 255)
    throw new TickmarkError("bad-input", `"${name}" cannot be a column or table name.`);
  const plain = /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name);
  return raw(plain ? name : `"${name.replaceAll('"', '""')}"`);
}

/** A string literal in the text itself, for places where the engine takes no parameter (labels of a UNION ALL). */
export function literal(text: string): SqlFragment {
  if (text.includes("\u0000")) throw new TickmarkError("bad-input", "Text with a NUL character cannot go into SQL.");
  return raw(`'${text.replaceAll("'", "''")}'`);
}

/** An integer written into the text (window numbers, scale factors); refuses anything else. */
export function integerLiteral(value: number | bigint): SqlFragment {
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new TickmarkError("bad-input", `${value} is no safe integer.`);
  return raw(String(value));
}

/**
 * A DOUBLE written into the text in its shortest exact form (histogram edges); refuses NaN and Infinity.
 * Always with an exponent: DuckDB reads `0.1` as a DECIMAL, whose cast back to DOUBLE is off by one unit for 7 % of values.
 */
export function doubleLiteral(value: number): SqlFragment {
  if (!Number.isFinite(value)) throw new TickmarkError("bad-input", `${value} is no finite number.`);
  const text = Object.is(value, -0) ? "0" : String(value);
  return raw(text.includes("e") ? text : `${text}e0`);
}

export function join(
  fragments: readonly SqlFragment[],
  separator: ", " | ",\n  " | "\n" | " and " | " or " | "\nunion all\n" | " ",
): SqlFragment {
  if (fragments.length === 0) return raw("");
  const strings = ["", ...fragments.slice(1).map(() => separator), ""];
  return { kind: "fragment", strings, parts: fragments };
}

export const empty: SqlFragment = { kind: "fragment", strings: [""], parts: [] };

/** Flattens a fragment to text with numbered parameters. */
export function render(fragment: SqlFragment): Sql {
  const values: SqlValue[] = [];
  const text = write(fragment, values);
  return { text: layOut(text), values };
}

function raw(text: string): SqlFragment {
  return { kind: "fragment", strings: [text], parts: [] };
}

function write(fragment: Fragment, values: SqlValue[]): string {
  let text = fragment.strings[0] ?? "";
  fragment.parts.forEach((part, index) => {
    if (isFragment(part)) text += write(part, values);
    else {
      values.push(part);
      text += `$${values.length}`;
    }
    text += fragment.strings[index + 1] ?? "";
  });
  return text;
}

function isFragment(part: SqlValue | Fragment): part is Fragment {
  return typeof part === "object" && part !== null && "kind" in part;
}

/** Removes the indentation of the template and empty lines, so that the stored text reads well. */
function layOut(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const indents = lines.map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...indents.slice(indents.length > 1 && indents[0] === 0 ? 1 : 0));
  return lines
    .map((line, index) => (index === 0 && indents[0] === 0 ? line : line.slice(margin)))
    .join("\n")
    .trimEnd();
}

const RESERVED = new Set(
  "all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check collate collation column concurrently constraint create cross default deferrable desc describe distinct do else end except false fetch for foreign freeze from full glob grant group having ilike in initially inner intersect into is isnull join label lambda lateral leading left like limit natural not notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references returning right select semi show similar some summarize symmetric table tablesample then to trailing true union unique unpack unpivot using variadic verbose when where window with".split(
    " ",
  ),
);
