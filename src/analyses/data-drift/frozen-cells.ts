import { type FeatureSample, comparedRows } from "./feature-sample.ts";

/** Which original cells each final cell holds: a matter of the baseline alone, for small windows also of their size, never of what they hold. */
export interface FrozenCells {
  readonly labels: readonly string[];
  readonly groups: readonly (readonly number[])[];
}

const SMALLEST_EXPECTED = 5;

/**
 * Merges sparse cells until every expected count, baseline share x rows (or baseline rows, if fewer), rounds to 5 or more. Without `rows`
 * these are the frozen cells; with the rows of a window, the cells that window can be tested on: the frozen ones or unions of them, so that
 * one small window coarsens its own test and no other. Ordered cells merge with their neighbour above, nominal categories
 * into "other", smallest first.
 */
export function frozenCells(sample: FeatureSample, rows = Infinity): FrozenCells {
  const n = comparedRows(sample.baseline);
  const enoughFor =
    (size: number) =>
    (cells: readonly number[]): boolean => {
      const count = cells.reduce((total, cell) => total + (sample.baseline.cells[cell] ?? 0), 0);
      return Math.round((count * size) / n) >= SMALLEST_EXPECTED;
    };
  const size = Math.min(n, rows);
  if (sample.reading === "categorical") return mergeNominal(sample, enoughFor(size));
  const frozen = mergeNeighbours(
    sample,
    sample.baseline.cells.map((_, cell) => [cell]),
    enoughFor(n),
  );
  return size === n ? frozen : mergeNeighbours(sample, frozen.groups, enoughFor(size));
}

/** `frozenCells` of one feature, computed once for windows of equal size. */
export function cellsBySize(sample: FeatureSample): (rows: number) => FrozenCells {
  const n = comparedRows(sample.baseline);
  const known = new Map<number, FrozenCells>();
  return (rows) => {
    const size = Math.min(n, rows);
    const cells = known.get(size) ?? frozenCells(sample, size);
    known.set(size, cells);
    return cells;
  };
}

export function countsIn(cells: FrozenCells, counts: readonly number[]): number[] {
  return cells.groups.map((group) => group.reduce((total, cell) => total + (counts[cell] ?? 0), 0));
}

function mergeNeighbours(
  sample: FeatureSample,
  cells: readonly (readonly number[])[],
  enough: (cells: readonly number[]) => boolean,
): FrozenCells {
  const groups: number[][] = [];
  let open: number[] = [];
  cells.forEach((group) => {
    open.push(...group);
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
