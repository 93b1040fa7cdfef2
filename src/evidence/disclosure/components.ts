import type { CountSystem } from "./count-system.ts";
import type { IntegerEquation, IntegerProblem } from "./integer-solver.ts";

/** Unknown numbers that depend on each other through equations. */
export interface Component {
  /** Variables of the system, in order; the problem numbers them from 0. */
  readonly variables: readonly number[];
  readonly problem: IntegerProblem;
}

/**
 * The unknown numbers in independent parts, with what is known put into the constants. Unknowns in no equation are left out: anything up to
 * `most` is possible for them. `soft` tells whether equations that need not hold count as known.
 */
export function componentsOf(system: CountSystem, isUnknown: (variable: number) => boolean, most: number, soft: boolean): Component[] {
  const parent = new Map<number, number>();
  const root = (variable: number): number => {
    let top = variable;
    for (let up = parent.get(top) ?? top; up !== top; up = parent.get(top) ?? top) top = up;
    for (let step = variable; step !== top;) {
      const up = parent.get(step) ?? step;
      parent.set(step, top);
      step = up;
    }
    return top;
  };
  const reduced: { terms: { variable: number; sign: number }[]; constant: number }[] = [];
  for (const equation of system.equations) {
    if (equation.soft && !soft) continue;
    let { constant } = equation;
    const terms: { variable: number; sign: number }[] = [];
    const take = (variables: readonly number[], sign: number): void => {
      for (const variable of variables)
        if (isUnknown(variable)) terms.push({ variable, sign });
        else constant -= sign * (system.variables[variable]?.value ?? 0);
    };
    take(equation.plus, 1);
    take(equation.minus, -1);
    const [first, ...others] = terms;
    if (first === undefined) continue;
    for (const { variable } of others) parent.set(root(variable), root(first.variable));
    reduced.push({ terms, constant });
  }
  const byRoot = Map.groupBy(reduced, ({ terms }) => root(terms[0]?.variable ?? 0));
  return [...byRoot.values()].map((equations) => {
    const variables = [...new Set(equations.flatMap(({ terms }) => terms.map(({ variable }) => variable)))].toSorted((a, b) => a - b);
    const position = new Map(variables.map((variable, index) => [variable, index]));
    return {
      variables,
      problem: {
        size: variables.length,
        most,
        equations: equations.map(({ terms, constant }): IntegerEquation => ({
          unknowns: terms.map(({ variable }) => position.get(variable) ?? 0),
          signs: terms.map(({ sign }) => sign),
          constant,
        })),
      },
    };
  });
}
