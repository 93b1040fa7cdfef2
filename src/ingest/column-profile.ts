import type { ColumnProfile } from "./import-plan.ts";
import { type TimeForm, timeForm } from "./time-forms.ts";

/** Texts that often stand for "no value"; only a person can say so. */
const MISSING_WORDS = new Set(["na", "n/a", "#n/a", "nan", "null", "none", "nil", "missing", "unknown", "-", "--", "?", "\\n", "."]);

export interface ProfiledColumn {
  readonly profile: ColumnProfile;
  readonly time: TimeForm | null;
  /** Distinct sampled values, most frequent first; at most fifty. */
  readonly values: readonly string[];
  /** Words that may mean "no value". */
  readonly missingWords: readonly string[];
  /** Decimal commas (`,`), points (`.`), either (`ambiguous`), or no decimals at all. */
  readonly decimals: "," | "." | "ambiguous" | "none";
  readonly hasNotANumber: boolean;
}

/** Looks at sampled values as written; null is a missing one. */
export function profileColumn(name: string, sample: readonly (string | null)[]): ProfiledColumn {
  const written = sample.filter((value): value is string => value !== null && value !== "");
  const missingWords = [...new Set(written.filter((value) => MISSING_WORDS.has(value.toLowerCase())))];
  const present = written.filter((value) => !missingWords.includes(value));
  const counts = new Map<string, number>();
  for (const value of present) counts.set(value, (counts.get(value) ?? 0) + 1);
  const values = [...counts].toSorted((left, right) => right[1] - left[1]).map(([value]) => value);
  const numbers = present.filter(isPlainNumber);
  const commaNumbers = present.filter(isCommaNumber);
  const decimals = decimalsOf(present);
  const time = timeForm(present, /time|date|_at$|_ts$|^ts$|year|month|day|epoch/i.test(name));
  const share = (count: number): number => (present.length === 0 ? 0 : count / present.length);
  return {
    profile: {
      sampled: sample.length,
      missing: sample.length - present.length,
      distinct: counts.size,
      integerShare: share(present.filter((value) => /^[+-]?\d+$/.test(value)).length),
      numberShare: share(decimals === "," || decimals === "ambiguous" ? Math.max(commaNumbers.length, numbers.length) : numbers.length),
      timeShare: time?.share ?? 0,
      examples: values.slice(0, 5),
    },
    time,
    values: values.slice(0, 50),
    missingWords,
    decimals,
    hasNotANumber: written.some((value) => value.toLowerCase() === "nan"),
  };
}

/** Codes such as 007 are digits, but no numbers. */
export function hasLeadingZeros(values: readonly string[]): boolean {
  return values.some((value) => /^0\d+$/.test(value));
}

function isPlainNumber(value: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value);
}

function isCommaNumber(value: string): boolean {
  return /^[+-]?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/.test(value);
}

function decimalsOf(values: readonly string[]): ProfiledColumn["decimals"] {
  const withComma = values.filter((value) => value.includes(",") && isCommaNumber(value));
  if (withComma.length > 0 && withComma.length + values.filter((value) => /^[+-]?\d+$/.test(value)).length >= values.length * 0.9)
    return withComma.every((value) => /^[+-]?\d{1,3},\d{3}$/.test(value)) ? "ambiguous" : ",";
  const grouped = values.filter((value) => /^[+-]?\d{1,3}(\.\d{3})+,\d+$/.test(value));
  if (grouped.length > 0) return ",";
  return values.some((value) => value.includes(".") && isPlainNumber(value)) ? "." : "none";
}
