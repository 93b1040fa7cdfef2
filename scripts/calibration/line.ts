/** What a measured share must be for its line to count as within. */
export type Requirement =
  /** An exact interval: even the smallest coverage reaches the level. */
  | { readonly kind: "exact-coverage"; readonly level: number }
  /** An approximate interval: mean coverage not more than a point below the level; the minimum is printed beside it. */
  | { readonly kind: "mean-coverage"; readonly level: number }
  /** A test of continuous features at the 5 % level. */
  | { readonly kind: "size" }
  /** A test that cannot reach its level on few outcomes: only too many rejections are a fault. */
  | { readonly kind: "conservative-size" }
  /** An exact test: never above its level. */
  | { readonly kind: "exact-size"; readonly level: number }
  /** A share that must stay between two bounds, for a reason in words. */
  | { readonly kind: "between"; readonly lower: number; readonly upper: number; readonly why: string }
  /** A coverage below its level that the method's header tells its reader. */
  | { readonly kind: "known-limit"; readonly lower: number; readonly why: string }
  /** A method that Tickmark does not use: it must show the fault that it is left out for. */
  | { readonly kind: "counter-example"; readonly known: number; readonly tolerance: number };

export interface CalibrationLine {
  /** Method in words. */
  readonly method: string;
  /** Sizes, rates, cells. */
  readonly setting: string;
  /** Mean coverage, or share of rejections. */
  readonly measured: number;
  /** Smallest coverage over the settings. */
  readonly minimum?: number;
  /** Standard error of `measured` by simulation; 0 where all outcomes were enumerated. */
  readonly monteCarloError: number;
  readonly replicates: number;
  readonly requirement: Requirement;
}

export interface CalibrationSection {
  readonly title: string;
  readonly lines: () => readonly CalibrationLine[];
}

/** Rounding of sums over all outcomes. */
const ROUNDING = 1e-9;

export function isWithin({ measured, minimum, monteCarloError, requirement }: CalibrationLine): boolean {
  switch (requirement.kind) {
    case "exact-coverage":
      return (minimum ?? measured) >= requirement.level - ROUNDING;
    case "mean-coverage":
      return measured + 2 * monteCarloError >= requirement.level - 0.01;
    case "size":
      return measured >= 0.03 && measured <= 0.07;
    case "conservative-size":
      return measured <= 0.07;
    case "exact-size":
      return measured <= requirement.level + ROUNDING;
    case "between":
      return measured >= requirement.lower && measured <= requirement.upper;
    case "known-limit":
      return measured >= requirement.lower;
    case "counter-example":
      return Math.abs(measured - requirement.known) <= requirement.tolerance;
  }
}

const percent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`;

/** The requirement in words. */
export function requirementText(requirement: Requirement): string {
  switch (requirement.kind) {
    case "exact-coverage":
      return `minimum at least ${percent(requirement.level, 0)}`;
    case "mean-coverage":
      return `mean at least ${percent(requirement.level - 0.01, 0)}`;
    case "size":
      return "3 % to 7 %";
    case "conservative-size":
      return "at most 7 % (conservative)";
    case "exact-size":
      return `at most ${percent(requirement.level, 0)} (exact)`;
    case "between":
      return `${percent(requirement.lower, 1)} to ${percent(requirement.upper, 1)}: ${requirement.why}`;
    case "known-limit":
      return `known limit, stated in the method's header, at least ${percent(requirement.lower, 0)}: ${requirement.why}`;
    case "counter-example":
      return `shows the known fault: ${percent(requirement.known, 1)} +- ${percent(requirement.tolerance, 1)}`;
  }
}

/** Cells of a line's row in the table. */
export function cellsOf(line: CalibrationLine): string[] {
  const { method, setting, measured, minimum, monteCarloError, replicates, requirement } = line;
  return [
    method,
    setting,
    minimum === undefined ? percent(measured) : `${percent(measured)}, minimum ${percent(minimum)}`,
    monteCarloError === 0 ? "exact" : `${percent(monteCarloError)} (${replicates})`,
    requirementText(requirement),
    isWithin(line) ? (requirement.kind === "known-limit" ? "known limit" : "within") : "**outside**",
  ];
}
