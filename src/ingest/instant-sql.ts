import { isTimeZone } from "../foundation/calendar.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { Reading, Zone } from "../population/mapping.ts";
import { type SqlFragment, integerLiteral, join, literal, sql } from "../sql/sql.ts";
import type { RawColumn, ReadValue } from "./reading-sql.ts";

type InstantReading = Extract<Reading, { as: "instant" }>;

/**
 * DuckDB's cast of text to TIMESTAMP drops an offset without a word (`10:00+02:00` becomes 10:00), so the
 * text must have exactly one of these two forms before it is cast.
 */
const NAIVE_TEXT = "\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?)?";
const ZONED_TEXT = "\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}(:?\\d{2})?| (UTC|GMT))";

const PER_SECOND = { s: 1n, ms: 1000n, us: 1_000_000n, ns: 1_000_000_000n };
/** 9999-12-31T23:59:59Z; times beyond plus or minus this are no times of decisions. */
const LARGEST_SECOND = 253_402_300_799n;

/** SQL of an instant as TIMESTAMP in UTC. */
export function instantValue(request: { raw: RawColumn; written: SqlFragment; reading: InstantReading; column: string }): ReadValue {
  const { raw, written, reading, column } = request;
  checkZone(reading.zone, column);
  const { encoding } = reading;
  if (encoding.kind === "iso") return isoValue(raw, written, reading.zone, column);
  const value =
    encoding.kind === "epoch" ? epochValue(raw, written, encoding.unit) : formatsValue(written, encoding.formats, reading.zone, column);
  const reason =
    encoding.kind === "epoch" ? `no time as ${encoding.unit} since 1970` : `no time of the form ${encoding.formats.join(" or ")}`;
  return { value, failure: { condition: sql`${written} is not null and ${value} is null`, reason } };
}

function isoValue(raw: RawColumn, written: SqlFragment, zone: Zone, column: string): ReadValue {
  switch (raw.type) {
    case "timestamptz":
      return { value: withoutZone(raw.sql), failure: null };
    case "timestamp":
    case "date":
      return { value: toUtc(sql`cast(${raw.sql} as timestamp)`, declaredZone(zone, column)), failure: null };
    case "text": {
      const value =
        zone.kind === "in-text"
          ? sql`case when regexp_full_match(${written}, ${literal(ZONED_TEXT)}) then ${withoutZone(sql`try_cast(${written} as timestamptz)`)} end`
          : sql`case when regexp_full_match(${written}, ${literal(NAIVE_TEXT)}) then ${toUtc(sql`try_cast(${written} as timestamp)`, zone.timeZone)} end`;
      const reason = zone.kind === "in-text" ? "no ISO time with a UTC offset" : "no ISO time without a UTC offset";
      return { value, failure: { condition: sql`${written} is not null and ${value} is null`, reason } };
    }
    default:
      throw new TickmarkError("bad-input", `A ${raw.type} cannot be read as an ISO time.`, {
        column,
        remedy: "State formats (for example %Y) or an epoch unit.",
      });
  }
}

function formatsValue(written: SqlFragment, formats: readonly string[], zone: Zone, column: string): SqlFragment {
  const zoned = formats.filter((format) => /%[zZ]/.test(format)).length;
  const list = sql`[${join(formats.map(literal), ", ")}]`;
  if (zone.kind === "declared") {
    if (zoned > 0) throw new TickmarkError("bad-input", "A format has an offset (%z) but a zone is declared too.", { column });
    return toUtc(sql`try_strptime(${written}, ${list})`, zone.timeZone);
  }
  if (zoned < formats.length)
    throw new TickmarkError("bad-input", "A format without an offset (%z) needs a declared zone.", {
      column,
      remedy: "Declare the time zone.",
    });
  return withoutZone(sql`cast(try_strptime(${written}, ${list}) as timestamptz)`);
}

/** Whole and decimal epochs; exact to the microsecond, finer digits are cut off. */
function epochValue(raw: RawColumn, written: SqlFragment, unit: keyof typeof PER_SECOND): SqlFragment {
  const perSecond = PER_SECOND[unit];
  const limit = integerLiteral(LARGEST_SECOND * perSecond);
  const whole = raw.type === "whole";
  const number = whole ? sql`cast(${raw.sql} as hugeint)` : sql`try_cast(${written} as decimal(38, 9))`;
  const micros =
    unit === "ns"
      ? sql`cast(trunc(${number}) as hugeint) // 1000`
      : whole
        ? sql`${number} * ${integerLiteral(1_000_000n / perSecond)}`
        : sql`trunc(cast(${number} as decimal(30, 9)) * ${integerLiteral(1_000_000n / perSecond)})`;
  return sql`case when ${number} between -${limit} and ${limit} then make_timestamp(cast(${micros} as bigint)) end`;
}

/** A naive time of a zone. In the repeated hour of autumn DuckDB takes the later instant; in the missing hour of spring it moves on. */
function toUtc(naive: SqlFragment, timeZone: string): SqlFragment {
  return timeZone === "UTC" ? naive : withoutZone(sql`timezone(${literal(timeZone)}, ${naive})`);
}

/** TIMESTAMPTZ to TIMESTAMP in UTC by its microseconds: a second calendar conversion would double the cost. */
function withoutZone(zoned: SqlFragment): SqlFragment {
  return sql`make_timestamp(epoch_us(${zoned}))`;
}

function declaredZone(zone: Zone, column: string): string {
  if (zone.kind === "declared") return zone.timeZone;
  throw new TickmarkError("bad-input", "The file's times carry no zone.", { column, remedy: "Declare the time zone of the column." });
}

function checkZone(zone: Zone, column: string): void {
  if (zone.kind === "declared" && !isTimeZone(zone.timeZone))
    throw new TickmarkError("bad-input", `Unknown time zone "${zone.timeZone}".`, {
      column,
      expected: "an IANA name such as Europe/Berlin",
    });
}
