/** Sum of coefficient (1 or -1) times unknown over the terms is `constant`. */
export interface IntegerEquation {
  readonly unknowns: readonly number[];
  /** 1 or -1 for each unknown. */
  readonly signs: readonly number[];
  readonly constant: number;
}

/** Non-negative integers up to `most` under equations. */
export interface IntegerProblem {
  readonly size: number;
  readonly most: number;
  readonly equations: readonly IntegerEquation[];
}

/** Which value an unknown is tried with first. */
export type Preference = (low: number, high: number, unknown: number) => number;

export type Solution = { readonly status: "found"; readonly values: Float64Array } | { readonly status: "none" | "gave-up" };

/** Work that one search may cost, in terms looked at. */
const EFFORT = 20_000_000;
const DEAD_ENDS = 400;

/**
 * Complete search with interval propagation: "none" is a proof that no solution exists, "gave-up" that none was found with the effort
 * allowed. Deterministic: the same problem and preference give the same answer.
 */
export class IntegerSolver {
  readonly #problem: IntegerProblem;
  readonly #equationsOf: number[][];
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  #trail: number[] = [];
  #lows: number[] = [];
  #highs: number[] = [];
  #effort = 0;
  /** Work of all searches so far. */
  spent = 0;
  readonly #consistent: boolean;
  /** The equations were too many to be propagated even once. */
  readonly #tooLarge: boolean;

  constructor(problem: IntegerProblem) {
    this.#problem = problem;
    this.#equationsOf = Array.from({ length: problem.size }, () => []);
    problem.equations.forEach(({ unknowns }, index) => {
      for (const unknown of unknowns) this.#equationsOf[unknown]?.push(index);
    });
    this.#low = new Float64Array(problem.size);
    this.#high = new Float64Array(problem.size).fill(problem.most);
    this.#effort = EFFORT;
    this.#consistent = this.#propagate(problem.equations.map((_, index) => index));
    this.#tooLarge = this.#effort <= 0;
  }

  /** Outer bounds that follow by propagation: no solution lies outside. */
  bounds(unknown: number): { low: number; high: number } {
    return { low: this.#low[unknown] ?? 0, high: this.#high[unknown] ?? 0 };
  }

  /** A solution, with further bounds on one unknown where given. */
  solve(preference: Preference, bound?: { unknown: number; low?: number; high?: number }): Solution {
    if (!this.#consistent) return { status: "none" };
    if (this.#tooLarge) return { status: "gave-up" };
    this.#effort = EFFORT;
    const mark = this.#trail.length;
    const answer = this.#boundedSearch(preference, bound);
    this.spent += EFFORT - this.#effort;
    this.#undo(mark);
    return answer;
  }

  #boundedSearch(preference: Preference, bound: { unknown: number; low?: number; high?: number } | undefined): Solution {
    if (bound !== undefined) {
      const { unknown, low = 0, high = Infinity } = bound;
      if (!this.#narrow(unknown, low, high) || !this.#propagate(this.#equationsOf[unknown] ?? [])) return { status: "none" };
      if (this.#effort <= 0) return { status: "gave-up" };
    }
    return this.#search(preference, bound?.unknown ?? 0);
  }

  /** Depth first with explicit stack; an unknown is tried at its preferred value, then split in halves. */
  #search(preference: Preference, first: number): Solution {
    const { size } = this.#problem;
    const choices: { mark: number; next: number; alternatives: (readonly [number, number, number])[] }[] = [];
    let deadEnds = 0;
    let position = 0;
    for (;;) {
      while (position < size && this.#isFixed((position + first) % size)) position += 1;
      if (position === size) return { status: "found", values: this.#low.slice() };
      const unknown = (position + first) % size;
      let alternatives = this.#alternatives(unknown, preference);
      let mark = this.#trail.length;
      let at = position;
      for (;;) {
        const alternative = alternatives.shift();
        if (alternative === undefined) {
          const back = choices.pop();
          if (back === undefined) return { status: "none" };
          this.#undo(back.mark);
          ({ alternatives, mark } = back);
          at = back.next;
          continue;
        }
        choices.push({ mark, next: at, alternatives });
        const [which, low, high] = alternative;
        if (this.#narrow(which, low, high) && this.#propagate(this.#equationsOf[which] ?? [])) break;
        deadEnds += 1;
        if (deadEnds > DEAD_ENDS || this.#effort <= 0) return { status: "gave-up" };
        choices.pop();
        this.#undo(mark);
      }
      if (this.#effort <= 0) return { status: "gave-up" };
      position = at;
    }
  }

  #alternatives(unknown: number, preference: Preference): (readonly [number, number, number])[] {
    const [low, high] = [this.#low[unknown] ?? 0, this.#high[unknown] ?? 0];
    const preferred = Math.min(high, Math.max(low, preference(low, high, unknown)));
    return [
      [unknown, preferred, preferred] as const,
      ...(preferred > low ? [[unknown, low, preferred - 1] as const] : []),
      ...(preferred < high ? [[unknown, preferred + 1, high] as const] : []),
    ];
  }

  #isFixed(unknown: number): boolean {
    return this.#low[unknown] === this.#high[unknown];
  }

  #narrow(unknown: number, low: number, high: number): boolean {
    const [oldLow, oldHigh] = [this.#low[unknown] ?? 0, this.#high[unknown] ?? 0];
    const [newLow, newHigh] = [Math.max(low, oldLow), Math.min(high, oldHigh)];
    if (newLow > newHigh) return false;
    if (newLow === oldLow && newHigh === oldHigh) return true;
    this.#trail.push(unknown);
    this.#lows.push(oldLow);
    this.#highs.push(oldHigh);
    this.#low[unknown] = newLow;
    this.#high[unknown] = newHigh;
    return true;
  }

  #undo(mark: number): void {
    while (this.#trail.length > mark) {
      const unknown = this.#trail.pop() ?? 0;
      this.#low[unknown] = this.#lows.pop() ?? 0;
      this.#high[unknown] = this.#highs.pop() ?? 0;
    }
  }

  /** Narrows until nothing changes; false when an equation cannot hold any more. */
  #propagate(start: readonly number[]): boolean {
    const queue = [...start];
    const queued = new Set(queue);
    for (let head = 0; head < queue.length; head += 1) {
      const index = queue[head] ?? 0;
      queued.delete(index);
      const changed = this.#tighten(this.#problem.equations[index]);
      if (changed === null) return false;
      for (const unknown of changed)
        for (const other of this.#equationsOf[unknown] ?? [])
          if (other !== index && !queued.has(other)) {
            queued.add(other);
            queue.push(other);
          }
      if (this.#effort <= 0) return true;
    }
    return true;
  }

  /** Unknowns whose bounds one equation narrows; null when it cannot hold. */
  #tighten(equation: IntegerEquation | undefined): number[] | null {
    if (equation === undefined) return [];
    const { unknowns, signs, constant } = equation;
    this.#effort -= unknowns.length;
    let least = 0;
    let most = 0;
    unknowns.forEach((unknown, term) => {
      const positive = signs[term] === 1;
      least += positive ? (this.#low[unknown] ?? 0) : -(this.#high[unknown] ?? 0);
      most += positive ? (this.#high[unknown] ?? 0) : -(this.#low[unknown] ?? 0);
    });
    if (least > constant || most < constant) return null;
    const changed: number[] = [];
    for (const [term, unknown] of unknowns.entries()) {
      const [low, high] = [this.#low[unknown] ?? 0, this.#high[unknown] ?? 0];
      if (low === high) continue;
      const positive = signs[term] === 1;
      const [above, below] = [constant - least, most - constant];
      const newHigh = positive ? low + above : low + below;
      const newLow = positive ? high - below : high - above;
      if (newHigh >= high && newLow <= low) continue;
      if (!this.#narrow(unknown, newLow, newHigh)) return null;
      changed.push(unknown);
      const [lowNow, highNow] = [this.#low[unknown] ?? 0, this.#high[unknown] ?? 0];
      least += positive ? lowNow - low : high - highNow;
      most += positive ? highNow - high : low - lowNow;
    }
    // A term narrowed late may narrow an earlier one again.
    if (changed.length > 0 && unknowns.length > 1) {
      const again = this.#tighten(equation);
      return again === null ? null : [...changed, ...again];
    }
    return changed;
  }
}
