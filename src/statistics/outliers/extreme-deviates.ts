import { requireCount, requireLevel } from "../domain.ts";

export interface ExtremeDeviatesPlan {
  /** r: the most outliers looked for. */
  readonly most: number;
  /** Chance that any unit is taken for an outlier when none is. */
  readonly level: number;
}

/**
 * Generalised extreme studentised deviates (GESD), with any test of one unit against the rest. Outliers hide neither themselves nor each other.
 *
 * Formula: r times the unit with the smallest p against the others still there is taken away; the outliers are the first i units taken,
 * i the largest for which the p of the i-th was at most alpha/(n - i + 1). With the t-test of a value against the rest this
 * is Rosner's R_i > lambda_i.
 * Source: B. Rosner (1983) Technometrics 25, 165-172, doi:10.1080/00401706.1983.10487848.
 * Units: units; a function that, given those still there, gives the two-sided p of each of them; outliers out, in the order taken away.
 * Not computable: never; fewer than two units have no outliers. A number of outliers not whole or a level outside 0..1 throws.
 * Golden: Rosner's 54 values as in NIST/SEMATECH e-Handbook 1.3.5.17.3 (three outliers) and R, scripts/golden-values/outliers.R.
 */
export function extremeDeviates<Unit>(
  units: readonly Unit[],
  pValuesAmong: (remaining: readonly Unit[]) => (unit: Unit) => number,
  { most, level }: ExtremeDeviatesPlan,
): Unit[] {
  requireCount("extremeDeviates (most outliers)", most);
  requireLevel("extremeDeviates", level);
  let remaining = [...units];
  const taken: Unit[] = [];
  let outliers = 0;
  while (taken.length < most && remaining.length > 1) {
    const pValueOf = pValuesAmong(remaining);
    const [first, ...rest] = remaining.map((unit) => ({ unit, pValue: pValueOf(unit) }));
    if (first === undefined) break;
    const extreme = rest.reduce((least, next) => (next.pValue < least.pValue ? next : least), first);
    taken.push(extreme.unit);
    if (extreme.pValue <= level / remaining.length) outliers = taken.length;
    remaining = remaining.filter((unit) => unit !== extreme.unit);
  }
  return taken.slice(0, outliers);
}
