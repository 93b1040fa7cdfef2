import { log } from "../../foundation/elementary-functions.ts";
import { requireArgument, requireCount } from "../domain.ts";
import type { Deviation } from "./paule-mandel.ts";

/** Cases and events of one unit in one stratum of case mix. */
export interface CaseMixCell {
  readonly stratum: string;
  readonly cases: number;
  readonly events: number;
}
/** A reviewer, branch, ... */
export interface CaseMixUnit {
  readonly unit: string;
  readonly cells: readonly CaseMixCell[];
}

/** A unit that has cases, with its totals. */
export interface CaseMixSummary {
  readonly unit: CaseMixUnit;
  readonly cases: number;
  readonly observed: number;
}

/** Probability of an event in a stratum, and the number of cases that it rests on. */
export type StratumRates = (stratum: string) => { readonly probability: number; readonly basis: number };

interface Tally {
  cases: number;
  events: number;
}

/** Units with cases; refuses damaged counts. */
export function summarise(units: readonly CaseMixUnit[]): CaseMixSummary[] {
  return units.flatMap((unit) => {
    for (const { cases, events } of unit.cells) {
      requireCount("Case mix (cases)", cases);
      requireCount("Case mix (events)", events);
      requireArgument(events <= cases, "Case mix (events)", `at most the ${cases} cases`, events);
    }
    const cases = unit.cells.reduce((total, cell) => total + cell.cases, 0);
    return cases > 0 ? [{ unit, cases, observed: unit.cells.reduce((total, cell) => total + cell.events, 0) }] : [];
  });
}

/** Stratum rates of some units, and the same without one of them. */
export function ratesOf(units: readonly CaseMixSummary[]): {
  readonly all: StratumRates;
  readonly without: (own: CaseMixSummary) => StratumRates;
} {
  const tallies = totals(units.flatMap(({ unit }) => unit.cells));
  return { all: ratesWithout(tallies, []), without: (own) => ratesWithout(tallies, own.unit.cells) };
}

function totals(cells: readonly CaseMixCell[]): Map<string, Tally> {
  const tallies = new Map<string, Tally>();
  for (const { stratum, cases, events } of cells) {
    const tally = tallies.get(stratum) ?? { cases: 0, events: 0 };
    tallies.set(stratum, { cases: tally.cases + cases, events: tally.events + events });
  }
  return tallies;
}

function ratesWithout(all: ReadonlyMap<string, Tally>, own: readonly CaseMixCell[]): StratumRates {
  const mine = totals(own);
  let cases = 0;
  let events = 0;
  for (const [stratum, tally] of all) {
    cases += tally.cases - (mine.get(stratum)?.cases ?? 0);
    events += tally.events - (mine.get(stratum)?.events ?? 0);
  }
  // Half an event each way keeps rates off 0 and 1, where a variance of zero would claim certainty.
  const overall = (events + 0.5) / (cases + 1);
  return (stratum) => {
    const tally = all.get(stratum) ?? { cases: 0, events: 0 };
    const basis = tally.cases - (mine.get(stratum)?.cases ?? 0) + 1;
    return { probability: (tally.events - (mine.get(stratum)?.events ?? 0) + overall) / basis, basis };
  };
}

/** How far a unit lies from what rates give, on the scale of shares and on that of log odds. */
export interface UnitDeviation {
  readonly expected: number;
  readonly share: Deviation;
  readonly logOdds: Deviation;
  /** Log odds per share at the expected rate (delta method). */
  readonly steepness: number;
}

export function deviationOf({ unit, cases, observed }: CaseMixSummary, rates: StratumRates): UnitDeviation {
  let expected = 0;
  let variance = 0;
  for (const cell of unit.cells) {
    const { probability } = rates(cell.stratum);
    expected += cell.cases * probability;
    variance += cell.cases * probability * (1 - probability);
  }
  const share = { value: (observed - expected) / cases, variance: variance / cases ** 2 };
  const steepness = cases ** 2 / (expected * (cases - expected));
  const value = halfEventLogOdds(observed, cases) - halfEventLogOdds(expected, cases);
  return { expected, share, logOdds: { value, variance: share.variance * steepness ** 2 }, steepness };
}

/** Half an event each way keeps the log odds of none and of all finite. */
export function halfEventLogOdds(events: number, cases: number): number {
  return log((events + 0.5) / (cases - events + 0.5));
}
