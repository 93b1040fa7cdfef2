import type { Unit } from "../../src/foundation/figure.ts";

const LOCALE = "en-GB";
const integers = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });

/** 10 482 331: thin groups, so that digits line up and nothing is mistaken for a decimal point. */
export function formatInteger(value: number): string {
  return integers.format(value).replaceAll(",", "\u2009");
}

export function formatShare(value: number, digits = 1): string {
  return `${(value * 100).toFixed(digits)}\u2009%`;
}

/** A number in as many digits as it bears; scientific only where plain digits would hide it. */
export function formatNumber(value: number, digits = 4): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return formatInteger(value).replace("-", "\u2212");
  const size = Math.abs(value);
  if (size !== 0 && (size < 10 ** -digits || size >= 1e12)) return value.toExponential(2).replace("-", "\u2212");
  return value.toFixed(size >= 1000 ? 1 : size >= 100 ? 2 : digits).replace("-", "\u2212");
}

/** As `formatNumber`, but 1 stays 1.0000 among its like. */
export function formatDecimal(value: number, digits = 4): string {
  return Number.isInteger(value) && Math.abs(value) < 1000 ? value.toFixed(digits).replace("-", "\u2212") : formatNumber(value, digits);
}

export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case "share":
      return formatShare(value, 2).replace("-", "\u2212");
    case "count":
      return formatInteger(value);
    case "seconds":
      return `${formatNumber(value, 1)} s`;
    case "days":
      return `${formatNumber(value, 1)} d`;
    case "sigma":
      return `${formatNumber(value, 3)} \u03c3`;
    case "none":
      return formatNumber(value);
    default:
      return formatDecimal(value);
  }
}

export function formatProbability(value: number): string {
  return value < 0.0001 ? "< 0.0001" : value.toFixed(4);
}

export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power] ?? "B"}`;
}

export function formatRate(rowsPerSecond: number): string {
  return rowsPerSecond >= 1e6
    ? `${(rowsPerSecond / 1e6).toFixed(1)} M rows/s`
    : rowsPerSecond >= 1e3
      ? `${(rowsPerSecond / 1e3).toFixed(0)} k rows/s`
      : `${rowsPerSecond.toFixed(0)} rows/s`;
}

export function formatDuration(ms: number): string {
  if (ms < 950) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 59.5) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** `2026-04-12 09:31`, from an ISO instant, in UTC: the same on every machine. */
export function formatInstant(iso: string): string {
  return iso.length >= 16 ? `${iso.slice(0, 10)} ${iso.slice(11, 16)}` : iso;
}

export function formatDay(iso: string): string {
  return iso.slice(0, 10);
}

export function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:|SHA256:)/, "").slice(0, 12);
}

export function fileName(path: string): string {
  return (
    path
      .split(/[\\/]/)
      .filter((part) => part !== "")
      .at(-1) ?? path
  );
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatInteger(count)} ${count === 1 ? one : many}`;
}

/** `decisionId` and `data-drift.psi` as words. */
export function inWords(name: string): string {
  const spaced = name
    .replaceAll(/[._-]+/g, " ")
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
