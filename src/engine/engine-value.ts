import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";

const MICROS_PER_DAY = 86_400_000_000n;
/** Instants that JavaScript's Date can hold. */
const LARGEST_MS = 8_640_000_000_000_000n;

/** Microseconds since the epoch of a date or timestamp; null for any other value and for infinite times. */
export function epochMicros(value: DuckDBValue): bigint | null {
  const micros = rawMicros(value);
  return micros === null || micros / 1000n > LARGEST_MS || micros / 1000n < -LARGEST_MS ? null : micros;
}

function rawMicros(value: DuckDBValue): bigint | null {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) return value.micros;
  if (value instanceof DuckDBTimestampMillisecondsValue) return value.millis * 1000n;
  if (value instanceof DuckDBTimestampSecondsValue) return value.seconds * 1_000_000n;
  if (value instanceof DuckDBTimestampNanosecondsValue) return floorDivide(value.nanos, 1000n);
  if (value instanceof DuckDBDateValue) return BigInt(value.days) * MICROS_PER_DAY;
  return null;
}

/** `2026-01-31T10:00:00.000000Z` */
export function instantText(micros: bigint): string {
  const ms = floorDivide(micros, 1000n);
  const rest = micros - ms * 1000n;
  return new Date(Number(ms))
    .toISOString()
    .replace("+", "")
    .replace("Z", `${String(rest).padStart(3, "0")}Z`);
}

/** The digits of a DECIMAL or whole number as the engine wrote them; null for any other value. */
export function decimalText(value: DuckDBValue): string | null {
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (typeof value === "bigint" || (typeof value === "number" && Number.isSafeInteger(value))) return String(value);
  return null;
}

/** A whole number as bigint: integers of any width, and DECIMAL without decimals; null for any other value. */
export function wholeNumber(value: DuckDBValue, columnIsFloat: boolean): bigint | null {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && !columnIsFloat && Number.isSafeInteger(value)) return BigInt(value);
  if (value instanceof DuckDBDecimalValue && value.scale === 0) return value.value;
  return null;
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}
