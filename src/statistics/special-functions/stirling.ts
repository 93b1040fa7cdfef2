import { log1p } from "../../foundation/elementary-functions.ts";

/**
 * Error of Stirling's formula: log Gamma(x + 1) - (x + 1/2) log x + x - log(2 pi)/2, for x > 0.
 *
 * Formula: from 16 on the asymptotic series 1/(12 x) - 1/(360 x^3) + ...; below it the recurrence
 * error(x) = error(x + 1) + (x + 1/2) log(1 + 1/x) - 1. Source: DLMF 5.11.1, https://dlmf.nist.gov/5.11; the use in densities
 * is C. Loader's (2000). Units: none. Not computable: x <= 0 is not checked.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function stirlingError(x: number): number {
  let shifted = x;
  let sum = 0;
  while (shifted < 16) {
    // (x + 1/2) log(1 + 1/x) - 1 cancels for larger x; there it is r^2/3 + r^4/5 + ..., r = 1 / (2 x + 1).
    sum += shifted < 2 ? (shifted + 0.5) * log1p(1 / shifted) - 1 : recurrenceSeries(1 / (2 * shifted + 1) ** 2);
    shifted += 1;
  }
  const square = shifted * shifted;
  const tail =
    1 / 12 -
    (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - (691 / 360360 - 1 / 156 / square) / square) / square) / square) / square) / square;
  return sum + tail / shifted;
}

function recurrenceSeries(square: number): number {
  let sum = 0;
  let power = square;
  for (let k = 3; power > 1e-18; k += 2) {
    sum += power / k;
    power *= square;
  }
  return sum;
}
