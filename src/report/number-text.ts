import type { Unit } from "../foundation/figure.ts";

/** U+202F: groups thousands without looking like a decimal sign in any country. */
const GROUP = "\u202F";
const MINUS = "\u2212";

/** A whole number with its thousands grouped. */
export function countText(value: number): string {
  const digits = String(Math.abs(value));
  return (value < 0 ? MINUS : "") + (/^\d+$/.test(digits) ? digits.replace(/\B(?=(\d{3})+$)/g, GROUP) : digits);
}

/**
 * A number for reading. Rounding never makes a number look like one it is not: what is not zero
 * is not printed as 0, and a share below one is not printed as 100 %.
 */
export function numberText(value: number, unit: Unit = "none"): string {
  switch (unit) {
    case "count":
      return Number.isInteger(value) ? countText(value) : decimalText(value, 1);
    case "share":
      return shareText(value);
    case "seconds":
    case "days":
      return `${decimalText(value, Math.abs(value) >= 100 ? 1 : 2)} ${unit === "seconds" ? "s" : "d"}`;
    default:
      return decimalText(value, significantDecimals(value));
  }
}

export function pValueText(value: number): string {
  return value < 0.0001 ? "< 0.0001" : value.toFixed(4);
}

/** A p-value after a word: `= 0.0312`, `< 0.0001`. */
export function pValueRelation(value: number): string {
  return value < 0.0001 ? "< 0.0001" : `= ${value.toFixed(4)}`;
}

function shareText(value: number): string {
  const percent = value * 100;
  if (value > 0 && percent < 0.005) return "< 0.01 %";
  if (value < 1 && percent >= 99.995) return "> 99.99 %";
  return `${decimalText(percent, 2)} %`;
}

function significantDecimals(value: number): number {
  const size = Math.abs(value);
  return size >= 1000 ? 1 : size >= 100 ? 2 : size >= 10 ? 3 : 4;
}

function decimalText(value: number, decimals: number): string {
  const rounded = value.toFixed(decimals);
  if (value !== 0 && Number(rounded) === 0) return scientificText(value);
  if (Math.abs(value) >= 1e15) return scientificText(value);
  const [whole = "", fraction] = (value < 0 ? rounded.slice(1) : rounded).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, GROUP);
  return (value < 0 ? MINUS : "") + (fraction === undefined ? grouped : `${grouped}.${fraction}`);
}

function scientificText(value: number): string {
  const [mantissa = "", exponent = "0"] = value.toExponential(2).split("e");
  return `${mantissa.replace("-", MINUS)}e${exponent.replace("+", "").replace("-", MINUS)}`;
}
