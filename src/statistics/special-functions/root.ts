import { TickmarkError } from "../../foundation/errors.ts";

const MOST_STEPS = 400;

/**
 * Root of a continuous function between two points where it has opposite signs, to machine precision.
 *
 * Method: inverse quadratic interpolation where it is safe, else bisection. T. R. Chandrupatla, "A new hybrid
 * quadratic/bisection algorithm for finding the zero of a nonlinear function without using derivatives",
 * Advances in Engineering Software 28 (1997) 145-149, doi:10.1016/S0965-9978(96)00051-8.
 * Errors: `not-computable` when the ends have the same sign or a value is NaN.
 */
export function bracketedRoot(f: (x: number) => number, left: number, right: number): number {
  let [a, b, c] = [left, right, left];
  let [fa, fb] = [f(a), f(b)];
  let fc = fa;
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (Number.isNaN(fa) || Number.isNaN(fb) || Math.sign(fa) === Math.sign(fb)) throw lost(left, right);
  let t = 0.5;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const x = a + t * (b - a);
    const fx = f(x);
    if (Number.isNaN(fx)) throw lost(left, right);
    if (Math.sign(fx) === Math.sign(fa)) [c, fc] = [a, fa];
    else [c, b, fc, fb] = [b, a, fb, fa];
    [a, fa] = [x, fx];
    const best = Math.abs(fa) < Math.abs(fb) ? a : b;
    if (fa === 0 || fb === 0) return best;
    const relativeTolerance = (2 ** -52 * Math.abs(best) + Number.MIN_VALUE) / Math.abs(b - c);
    if (relativeTolerance > 0.5 || a === b) return best;
    t = Math.min(1 - relativeTolerance, Math.max(relativeTolerance, nextFraction(a, b, c, fa, fb, fc)));
  }
  return Math.abs(fa) < Math.abs(fb) ? a : b;
}

/** Grows a bracket from `start` in one direction until the sign changes. */
export function expandBracket(f: (x: number) => number, start: number, firstStep: number): readonly [number, number] {
  const startSign = Math.sign(f(start));
  let inner = start;
  let step = firstStep;
  for (let tries = 0; tries < 1100; tries += 1) {
    const outer = inner + step;
    const value = f(outer);
    if (Number.isNaN(value) || !Number.isFinite(outer)) break;
    if (Math.sign(value) !== startSign) return [inner, outer];
    inner = outer;
    step *= 2;
  }
  throw lost(start, inner);
}

function nextFraction(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  if (!(phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi)) return 0.5;
  const t = (fa / (fb - fa)) * (fc / (fb - fc)) + ((c - a) / (b - a)) * (fa / (fc - fa)) * (fb / (fc - fb));
  return Number.isFinite(t) ? t : 0.5;
}

function lost(left: number, right: number): TickmarkError {
  return new TickmarkError("not-computable", `No sign change was found between ${left} and ${right}.`);
}
