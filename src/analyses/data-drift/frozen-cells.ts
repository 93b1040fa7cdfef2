import { type FeatureSample, comparedRows } from "./feature-sample.ts";

/** Which original cells each final cell holds. Decided once for all windows of a run. */
export interface FrozenCells {
  readonly labels: readonly string[];
  readonly groups: readonly (readonly number[])[];
}

const SMALLEST_EXPECTED = 5;

/**
 * Merges sparse cells until every expected count, baseline share x smallest judged window (or the baseline, if smaller), rounds to 5 or
 * more. Ordered cells merge with their neighbour above, nominal categories into "other", smallest first. One rule for
 * all windows of a run: the windows' sizes decide, never what they hold.
 */
export function frozenCells(sample: FeatureSample, smallestWindow: number): FrozenCells {
  const n = comparedRows(sample.baseline);
  const size = Math.min(n, smallestWindow);
  const enough = (cells: readonly number[]): boolean => {
    const rows = cells.reduce((total, cell) => total + (sample.baseline.cells[cell] ?? 0), 0);
    return Math.round((rows * size) / n) >= SMALLEST_EXPECTED;
  };
  return sample.reading === "categorical" ? mergeNominal(sample, enough) : mergeNeighbours(sample, enough);
}

export function countsIn(cells: FrozenCells, counts: readonly number[]): number[] {
  return cells.groups.map((group) => group.reduce((total, cell) => total + (counts[cell] ?? 0), 0));
}

function mergeNeighbours(sample: FeatureSample, enough: (cells: readonly number[]) => boolean): FrozenCells {
  const groups: number[][] = [];
  let open: number[] = [];
  sample.baseline.cells.forEach((_, cell) => {
    open.push(cell);
    if (enough(open)) {
      groups.push(open);
      open = [];
    }
  });
  const last = groups.at(-1);
  if (open.length > 0 && last !== undefined) last.push(...open);
  else if (open.length > 0) groups.push(open);
  return { groups, labels: groups.map((group) => joinedLabel(group.map((cell) => sample.labels[cell] ?? ""))) };
}

function mergeNominal(sample: FeatureSample, enough: (cells: readonly number[]) => boolean): FrozenCells {
  // Cells come by falling baseline count, the cell of rare categories (if any) last.
  const cells = sample.baseline.cells.map((_, cell) => cell);
  const rare = sample.hasRareCell ? cells.slice(-1) : [];
  const own = cells.slice(0, cells.length - rare.length).filter((cell) => enough([cell]));
  const other = cells.filter((cell) => !own.includes(cell));
  while (other.length > 0 && !enough(other) && own.length > 0) other.unshift(own.pop() ?? 0);
  const groups = [...own.map((cell) => [cell]), ...(other.length > 0 ? [other] : [])];
  return {
    groups,
    labels: groups.map((group) => (group === other ? `other (${other.length} cells)` : (sample.labels[group[0] ?? 0] ?? ""))),
  };
}

function joinedLabel(labels: readonly string[]): string {
  return labels.length === 1 ? (labels[0] ?? "") : `${labels[0]} to ${labels.at(-1)}`;
}
