import type { Reading } from "../population/mapping.ts";

type Encoding = Extract<Reading, { as: "instant" }>["encoding"];
type Precision = Extract<Reading, { as: "instant" }>["precision"];

/** A way in which all (or nearly all) values of a column read as times. */
export interface TimeForm {
  readonly share: number;
  /** Empty when the order of day and month cannot be told: `alternatives` has both. */
  readonly encoding: Encoding | null;
  readonly alternatives: readonly { readonly value: "day-first" | "month-first"; readonly encoding: Encoding }[];
  readonly zoneInText: boolean;
  readonly precision: Precision;
  readonly reason: string;
}

const NAIVE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;
const ZONED = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}(:?\d{2})?| (UTC|GMT))$/;
const NUMERIC_DATE = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})( \d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?)?$/;
const YEAR_FIRST = /^\d{4}([./])\d{1,2}\1\d{1,2}( \d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

/** How the sampled values read as times; null when fewer than nine in ten do in any one way. */
export function timeForm(values: readonly string[], nameSaysTime: boolean): TimeForm | null {
  if (values.length === 0) return null;
  const forms = [
    isoForm(values, ZONED, true),
    isoForm(values, NAIVE, false),
    numericDateForm(values),
    yearFirstForm(values),
    ...(nameSaysTime ? [compactForm(values), epochForm(values), yearForm(values)] : []),
  ];
  const best = forms.filter((form) => form !== null).toSorted((left, right) => right.share - left.share)[0];
  return best !== undefined && best.share >= 0.9 ? best : null;
}

function isoForm(values: readonly string[], pattern: RegExp, zoneInText: boolean): TimeForm | null {
  const matching = values.filter((value) => pattern.test(value));
  if (matching.length === 0) return null;
  const datesOnly = matching.every((value) => value.length === 10);
  return {
    share: matching.length / values.length,
    encoding: { kind: "iso" },
    alternatives: [],
    zoneInText,
    precision: datesOnly ? "day" : "instant",
    reason: datesOnly ? "ISO dates" : zoneInText ? "ISO times with a UTC offset" : "ISO times without a zone",
  };
}

function numericDateForm(values: readonly string[]): TimeForm | null {
  const matches = values.map((value) => NUMERIC_DATE.exec(value)).filter((match) => match !== null);
  if (matches.length === 0) return null;
  const separators = [...new Set(matches.map((match) => match[2] ?? "/"))];
  const times = matches.map((match) => match[5] ?? "");
  const dayFirst: Encoding = {
    kind: "formats",
    formats: separators.flatMap((separator) => withTimes(`%d${separator}%m${separator}%Y`, times)),
  };
  const monthFirst: Encoding = {
    kind: "formats",
    formats: separators.flatMap((separator) => withTimes(`%m${separator}%d${separator}%Y`, times)),
  };
  const firstOver12 = matches.some((match) => Number(match[1]) > 12);
  const secondOver12 = matches.some((match) => Number(match[3]) > 12);
  const base = {
    share: matches.length / values.length,
    zoneInText: false,
    precision: times.every((time) => time === "") ? ("day" as const) : ("instant" as const),
  };
  if (firstOver12 !== secondOver12) {
    const reason = firstOver12
      ? "days before months: some first numbers are over 12"
      : "months before days: some second numbers are over 12";
    return { ...base, encoding: firstOver12 ? dayFirst : monthFirst, alternatives: [], reason };
  }
  return {
    ...base,
    encoding: null,
    alternatives: [
      { value: "day-first", encoding: dayFirst },
      { value: "month-first", encoding: monthFirst },
    ],
    reason: firstOver12 ? "both orders of day and month occur" : "no number is over 12, so day and month cannot be told apart",
  };
}

function yearFirstForm(values: readonly string[]): TimeForm | null {
  const matches = values.map((value) => YEAR_FIRST.exec(value)).filter((match) => match !== null);
  if (matches.length === 0) return null;
  const separators = [...new Set(matches.map((match) => match[1] ?? "/"))];
  const times = matches.map((match) => match[2] ?? "");
  return form(
    matches.length / values.length,
    separators.flatMap((separator) => withTimes(`%Y${separator}%m${separator}%d`, times)),
    times.every((time) => time === "") ? "day" : "instant",
    "year, month, day",
  );
}

function compactForm(values: readonly string[]): TimeForm | null {
  const days = values.filter((value) => /^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/.test(value)).length;
  if (days > 0) return form(days / values.length, ["%Y%m%d"], "day", "eight digits: year, month, day");
  const months = values.filter((value) => /^(19|20)\d{2}-(0[1-9]|1[0-2])$/.test(value)).length;
  return months === 0 ? null : form(months / values.length, ["%Y-%m"], "month", "year and month");
}

function yearForm(values: readonly string[]): TimeForm | null {
  const years = values.filter((value) => /^(19|20)\d{2}$/.test(value)).length;
  return years === 0 ? null : form(years / values.length, ["%Y"], "year", "years only");
}

/** Ten, thirteen, sixteen or nineteen digits: times from 2001 to 2286 in seconds to nanoseconds. */
function epochForm(values: readonly string[]): TimeForm | null {
  const units = { 10: "s", 13: "ms", 16: "us", 19: "ns" } as const;
  for (const [digits, unit] of Object.entries(units)) {
    const matching = values.filter((value) => new RegExp(`^\\d{${digits}}(\\.\\d+)?$`).test(value)).length;
    if (matching / values.length < 0.9) continue;
    return {
      ...form(matching / values.length, [], "instant", `${digits} digits: time since 1970 in ${unit}`),
      encoding: { kind: "epoch", unit },
      zoneInText: true,
    };
  }
  return null;
}

function form(share: number, formats: string[], precision: Precision, reason: string): TimeForm {
  return { share, encoding: { kind: "formats", formats }, alternatives: [], zoneInText: false, precision, reason };
}

/** The date format with each time of day that occurs. */
function withTimes(date: string, times: readonly string[]): string[] {
  const suffixes = new Set(
    times.map((time) => {
      if (time === "") return "";
      const half = /[AaPp][Mm]$/.test(time);
      const hour = half ? "%I" : "%H";
      const seconds = /:\d{2}:\d{2}\.\d+/.test(time) ? ":%S.%f" : /:\d{2}:\d{2}/.test(time) ? ":%S" : "";
      return ` ${hour}:%M${seconds}${half ? (/ [AaPp][Mm]$/.test(time) ? " %p" : "%p") : ""}`;
    }),
  );
  return [...suffixes].toSorted((left, right) => right.length - left.length).map((suffix) => date + suffix);
}
