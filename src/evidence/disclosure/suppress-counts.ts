import type { Steps } from "../../foundation/steps.ts";
import type { CountSystem, Equation } from "./count-system.ts";
import { componentsOf } from "./components.ts";
import type { Component } from "./components.ts";
import { protectionOf } from "./protection.ts";

export interface SuppressedCounts {
  /** Numbers below the minimum cell, and what stands in a row with them. */
  readonly primary: ReadonlySet<number>;
  /** Further numbers, so that none of the others follows. */
  readonly complementary: ReadonlySet<number>;
}

/** Rounds of adding single numbers to an unprotected one; after them a table is suppressed whole. */
const SINGLE_ROUNDS = 10;
const MOST_ROUNDS = 200;
/** More unknown numbers in one system than this are not searched: a table is suppressed whole instead. */
export const LARGEST_SEARCH = 160;
/** Tables of fewer numbers are never suppressed whole because of what they hold. */
const FEW_CELLS = 24;

/**
 * Which numbers of a table are suppressed. A number of 1 to k - 1 rows is; so is a part or its rest below k of a shown whole. A table of
 * which more than half of the numbers are small is suppressed whole. Then, until nothing changes, the smallest shown numbers that stand in
 * an equation with one that could be narrowed down to fewer than k values. Where that would need a search among too many numbers, or finds
 * nothing, the largest table among them is suppressed whole; of such a table it is known only that no single sum narrows its numbers.
 */
export function suppressCounts(system: CountSystem, minimumCell: number, most: number): Steps<SuppressedCounts> {
  return new Suppression(system, minimumCell, most).run();
}

interface Verdict {
  readonly unprotected: readonly number[];
  readonly opened: readonly number[];
}

class Suppression {
  readonly #system: CountSystem;
  readonly #k: number;
  readonly #most: number;
  readonly #primary = new Set<number>();
  readonly #complementary = new Set<number>();
  readonly #equations: readonly Equation[];
  readonly #equationsOf = new Map<number, Equation[]>();
  readonly #verdicts = new Map<string, Verdict>();
  /** Zeros and large numbers that follow although they are suppressed: no secret, and printed as they are. */
  #opened: ReadonlySet<number> = new Set();
  /** Tables that are suppressed whole, and their numbers. */
  readonly #blocks = new Set<number>();
  readonly #blocked = new Set<number>();

  constructor(system: CountSystem, minimumCell: number, most: number) {
    this.#system = system;
    this.#k = minimumCell;
    this.#most = most;
    // What truly holds is known to an attacker, whether or not it had to hold.
    this.#equations = system.equations.filter((equation) => this.#holds(equation));
    for (const equation of this.#equations)
      for (const id of [...equation.plus, ...equation.minus]) this.#equationsOf.set(id, [...(this.#equationsOf.get(id) ?? []), equation]);
  }

  *run(): Steps<SuppressedCounts> {
    for (const { id, places } of this.#system.variables) if (places.length > 0 && this.#isSmall(id)) this.#suppress(id, this.#primary);
    for (const { part, rest, whole } of this.#system.parts)
      if (this.#isSmall(rest) && !this.#isSuppressed(whole) && !this.#isSuppressed(part)) this.#suppress(part, this.#primary);
    this.#system.tables.forEach((table, index) => {
      const [printed, small] = [table.cells.filter((id) => this.#isPrinted(id) && this.#value(id) > 0), (id: number) => this.#isSmall(id)];
      if (printed.length > FEW_CELLS && printed.filter(small).length * 2 > printed.length) this.#block(index);
    });
    this.#completeEquations();
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const open = yield* this.#unprotected();
      if (open.size === 0) break;
      let added = false;
      if (round < SINGLE_ROUNDS) for (const id of open) added = this.#addOne(id) || added;
      if (!added) added = this.#blockOneOf([...open]);
      if (!added) break;
      this.#completeEquations();
    }
    return this.#result();
  }

  #result(): SuppressedCounts {
    // What is known to be so all the same (zero, or a large number that follows) is printed as it is.
    const primary = new Set([...this.#primary].filter((id) => !this.#opened.has(id)));
    const complementary = new Set([...this.#complementary].filter((id) => !this.#opened.has(id) && !primary.has(id)));
    return { primary, complementary };
  }

  /** Suppresses a table whole. */
  #block(table: number): void {
    this.#blocks.add(table);
    for (const id of this.#system.tables[table]?.cells ?? []) {
      this.#blocked.add(id);
      if (this.#isPrinted(id)) this.#suppress(id, this.#complementary);
    }
  }

  /** The largest table with one of these numbers that is not yet suppressed whole. */
  #blockOneOf(ids: readonly number[]): boolean {
    const wanted = new Set(ids);
    const candidates = this.#system.tables
      .map((table, index) => ({ index, size: table.cells.length, table }))
      .filter(({ index, table }) => !this.#blocks.has(index) && table.cells.some((id) => wanted.has(id) && this.#isPrinted(id)))
      .toSorted((left, right) => right.size - left.size || left.index - right.index);
    const [largest] = candidates;
    if (largest === undefined) return false;
    this.#block(largest.index);
    return true;
  }

  #isPrinted(id: number): boolean {
    return (this.#system.variables[id]?.places.length ?? 0) > 0;
  }

  #value(id: number): number {
    return this.#system.variables[id]?.value ?? 0;
  }

  #isSmall(id: number): boolean {
    const value = this.#value(id);
    return value >= 1 && value < this.#k;
  }

  #isSuppressed(id: number): boolean {
    return this.#primary.has(id) || this.#complementary.has(id);
  }

  /** Not printed, or printed as suppressed. */
  #isUnknown(id: number): boolean {
    return this.#isSuppressed(id) || (this.#system.variables[id]?.places.length ?? 0) === 0;
  }

  #isShown(id: number): boolean {
    return !this.#isUnknown(id) && this.#value(id) > 0;
  }

  #holds(equation: Equation): boolean {
    const sum = (ids: readonly number[]): number => ids.reduce((total, id) => total + this.#value(id), 0);
    return sum(equation.plus) - sum(equation.minus) === equation.constant;
  }

  #suppress(id: number, into: Set<number>): void {
    if (this.#isSuppressed(id)) return;
    into.add(id);
    for (const other of this.#system.followers.get(id) ?? []) this.#suppress(other, into);
  }

  /** Unknown numbers on one side of an equation whose sum is below k are narrowed down by it alone. */
  #completeEquations(): void {
    for (let changed = true; changed;) {
      changed = false;
      for (const equation of this.#equations) {
        const [plus, minus] = [equation.plus, equation.minus].map((side) => side.filter((id) => this.#isUnknown(id)));
        if (plus === undefined || minus === undefined || (plus.length > 0 && minus.length > 0)) continue;
        const unknown = plus.length > 0 ? plus : minus;
        const sum = unknown.reduce((total, id) => total + this.#value(id), 0);
        if (sum === 0 || sum >= this.#k + (unknown.length === 1 ? Infinity : 0)) continue;
        // A larger number that protects a small one elsewhere must not follow here.
        if (!unknown.some((id) => this.#isSmall(id) || (this.#isSuppressed(id) && this.#value(id) > 0))) continue;
        const [same, other] = plus.length > 0 ? [equation.plus, equation.minus] : [equation.minus, equation.plus];
        const choice = this.#choose(same, this.#k - sum) ?? this.#choose(other, 0);
        if (choice === undefined) continue;
        this.#suppress(choice, this.#complementary);
        changed = true;
      }
    }
  }

  /** The smallest shown number that makes up for what is lacking, else the largest. */
  #choose(ids: readonly number[], lacking: number): number | undefined {
    const shown = ids.filter((id) => this.#isShown(id)).toSorted((a, b) => this.#value(a) - this.#value(b) || a - b);
    return shown.find((id) => this.#value(id) >= lacking) ?? shown.at(-1);
  }

  *#unprotected(): Steps<Set<number>> {
    const found = new Set<number>();
    const opened = new Set<number>();
    for (const component of this.#components(this.#equations)) {
      const parts = component.variables.length <= LARGEST_SEARCH ? [component] : this.#componentsBeyondBlocks(component);
      for (const part of parts) {
        // Too many for a search: all of them count as open until one of their tables is suppressed whole.
        if (part.variables.length > LARGEST_SEARCH) {
          if (this.#blockOneOf(part.variables)) return yield* this.#unprotected();
          continue;
        }
        const key = part.variables.join(" ");
        yield;
        const verdict = this.#verdicts.get(key) ?? this.#verdictOf(part);
        this.#verdicts.set(key, verdict);
        for (const id of verdict.unprotected) found.add(id);
        for (const id of verdict.opened) opened.add(id);
      }
    }
    this.#opened = opened;
    return found;
  }

  #components(equations: readonly Equation[]): Component[] {
    return componentsOf({ ...this.#system, equations }, (id) => this.#isUnknown(id), this.#most, true);
  }

  /** What is left of a large component without the tables that are suppressed whole. */
  #componentsBeyondBlocks(component: Component): Component[] {
    const members = new Set(component.variables);
    const beyond = this.#equations.filter(({ plus, minus }) => {
      const ids = [...plus, ...minus];
      return ids.some((id) => members.has(id)) && !ids.some((id) => this.#blocked.has(id));
    });
    return this.#components(beyond);
  }

  #verdictOf(component: Component): Verdict {
    const { variables } = component;
    const wanted = variables.map((id, index) => ({ id, index })).filter(({ id }) => this.#isSuppressed(id) || this.#isSmall(id));
    const { unprotected, determined } = protectionOf(
      component,
      variables.map((id) => this.#value(id)),
      wanted.map(({ index }) => index),
      this.#k,
    );
    const opened = [...determined].filter((index) => !this.#isSmall(variables[index] ?? 0));
    return {
      unprotected: [...unprotected].filter((index) => !opened.includes(index)).map((index) => variables[index] ?? 0),
      opened: opened.map((index) => variables[index] ?? 0),
    };
  }

  #addOne(id: number): boolean {
    const beside = (equation: Equation): readonly number[] => (equation.plus.includes(id) ? equation.plus : equation.minus);
    const equations = this.#equationsOf.get(id) ?? [];
    // Sums are the last to go.
    const choice =
      this.#choose(equations.flatMap(beside), 1) ??
      this.#choose(
        equations.flatMap(({ plus, minus }) => [...plus, ...minus]),
        1,
      );
    if (choice === undefined) return this.#addNeighbour(id);
    this.#suppress(choice, this.#complementary);
    return true;
  }

  /** Where the equations of a number hold no shown one, those of the unknown numbers beside it may. */
  #addNeighbour(id: number): boolean {
    const beside = new Set((this.#equationsOf.get(id) ?? []).flatMap(({ plus, minus }) => [...plus, ...minus]));
    const further = new Set(
      [...beside].flatMap((other) => (this.#equationsOf.get(other) ?? []).flatMap(({ plus, minus }) => [...plus, ...minus])),
    );
    const choice = this.#choose([...further], 1);
    if (choice === undefined) return false;
    this.#suppress(choice, this.#complementary);
    return true;
  }
}
