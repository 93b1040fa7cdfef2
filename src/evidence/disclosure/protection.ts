import { seededRandom } from "./seeded-random.ts";
import type { Component } from "./components.ts";
import { IntegerSolver, type Preference } from "./integer-solver.ts";

/** Work that the searches for the numbers of one component may cost; what is then still open counts as not protected. */
const BUDGET = 60_000_000;

export interface Protection {
  readonly unprotected: ReadonlySet<number>;
  /** Of these: numbers that follow exactly from what is known. */
  readonly determined: ReadonlySet<number>;
}

/**
 * Which numbers of a component an attacker can pin down: to an interval of non-negative integers narrower than `minimumCell`, or so the
 * search could not rule out. Two solutions that differ by the minimum cell prove that a number is protected. `truth` is one solution.
 */
export function protectionOf(component: Component, truth: readonly number[], wanted: readonly number[], minimumCell: number): Protection {
  const solver = new IntegerSolver(component.problem);
  const lowest = Float64Array.from(truth);
  const highest = Float64Array.from(truth);
  const open = new Set(wanted);
  const note = (values: Float64Array): void => {
    values.forEach((value, index) => {
      lowest[index] = Math.min(lowest[index] ?? 0, value);
      highest[index] = Math.max(highest[index] ?? 0, value);
    });
    for (const index of open) if ((highest[index] ?? 0) - (lowest[index] ?? 0) >= minimumCell) open.delete(index);
  };
  const hopeless = new Set<number>();
  const determined = new Set<number>();
  for (const index of open) {
    const { low, high } = solver.bounds(index);
    if (high - low < minimumCell) hopeless.add(index);
    if (high === low) determined.add(index);
  }
  for (const index of hopeless) open.delete(index);
  // Near the truth there are always solutions; far from it a search may meet dead ends.
  const near = (unknown: number): number => truth[unknown] ?? 0;
  const random = seededRandom(4);
  const around: Preference[] = [1, 2, 4].map(
    (reach) => (_low, _high, unknown) => Math.round(near(unknown) + (random() - 0.5) * 2 * reach * minimumCell),
  );
  for (const preference of [...preferences(), ...around]) {
    if (open.size === 0) break;
    const solution = solver.solve(preference);
    if (solution.status === "found") note(solution.values);
  }
  for (const index of open) {
    if (!open.has(index)) continue;
    if (solver.spent > BUDGET) break;
    const above = solver.solve((_low, _high, unknown) => near(unknown), { unknown: index, low: (lowest[index] ?? 0) + minimumCell });
    if (above.status === "found") {
      note(above.values);
      continue;
    }
    const below = solver.solve((_low, _high, unknown) => near(unknown), { unknown: index, high: (highest[index] ?? 0) - minimumCell });
    if (below.status === "found") note(below.values);
  }
  return { unprotected: new Set([...open, ...hopeless]), determined };
}

/** What is tried, in this order, wherever several solutions are wanted. */
export function preferences(): Preference[] {
  return [(low) => low, (_low, high) => high, ...[1, 2, 3].map(evenly)];
}

function evenly(seed: number): Preference {
  const random = seededRandom(seed);
  return (low, high) => low + Math.floor(random() * (high - low + 1));
}
