/** The value of the record at a rank of `total` records. */
export interface RankedValue {
  readonly rank: number;
  /** Null: suppressed. */
  readonly value: number | null;
}

interface Tie {
  readonly from: number;
  readonly to: number;
  readonly members: readonly number[];
  readonly priority: number;
}

/**
 * Positions of the values that may be shown. A value that at least `minimumCell` records are known to share may; any other only if as many records
 * lie on each side of it, and between it and the next value shown. Limits of the given numbers of equal parts come first.
 */
export function showableRanks(
  ranked: readonly { readonly rank: number; readonly value: number }[],
  total: number,
  minimumCell: number,
  parts: readonly number[],
): Set<number> {
  const ties = [...Map.groupBy(ranked.keys(), (position) => ranked[position]?.value ?? 0).values()].map((members): Tie => {
    const ranks = members.map((position) => ranked[position]?.rank ?? 0);
    return {
      from: Math.min(...ranks),
      to: Math.max(...ranks),
      members,
      priority: Math.min(...ranks.map((rank) => priorityOf(rank, total, parts))),
    };
  });
  const shown: Tie[] = ties.filter(({ from, to }) => to - from + 1 >= minimumCell);
  for (const tie of ties.toSorted((left, right) => left.priority - right.priority || left.from - right.from)) {
    if (shown.includes(tie)) continue;
    const enough = tie.from >= minimumCell && total - tie.to + 1 >= minimumCell;
    if (enough && shown.every((other) => tie.from - other.to >= minimumCell || other.from - tie.to >= minimumCell)) shown.push(tie);
  }
  return new Set(shown.flatMap(({ members }) => members));
}

function priorityOf(rank: number, total: number, parts: readonly number[]): number {
  const found = parts.findIndex((number) => {
    const step = Math.round((rank * number) / total);
    return step > 0 && step < number && Math.ceil((total * step) / number) === rank;
  });
  return found === -1 ? parts.length : found;
}

/** Up to this many distinct values shown, a feature is read as one of few values, and no filling may change that. */
const FEW_DISTINCT = 20;

/**
 * Values for the suppressed ranks, in order and between their neighbours: `share` 0 is near the lower, 1 near the upper one.
 * Beyond the outermost value shown there is no limit; there the range of what is shown is the measure.
 */
export function fillRanked(ranked: readonly RankedValue[], share: number): number[] {
  const order = [...ranked.keys()].toSorted((left, right) => (ranked[left]?.rank ?? 0) - (ranked[right]?.rank ?? 0));
  const known = order.flatMap((position) => ranked[position]?.value ?? []);
  const filled = ranked.map(({ value }) => value ?? 0);
  const few = known.length > 0 && new Set(known).size <= FEW_DISTINCT;
  const spread = Math.max((known.at(-1) ?? 1) - (known[0] ?? 0), Number.MIN_VALUE) || 1;
  for (let start = 0; start < order.length; start += 1) {
    if (valueAt(ranked, order[start]) !== null) continue;
    let end = start;
    while (end < order.length && valueAt(ranked, order[end]) === null) end += 1;
    const lower = start === 0 ? null : valueAt(ranked, order[start - 1]);
    const upper = end === order.length ? null : valueAt(ranked, order[end]);
    const reach = spread * (0.01 + share);
    const from = lower ?? (upper === null ? 0 : upper - reach);
    const to = upper ?? from + reach;
    for (let step = start; step < end; step += 1) {
      const position = order[step];
      if (position === undefined) continue;
      filled[position] = few
        ? ((share < 0.5 ? lower : upper) ?? lower ?? upper ?? 0)
        : from + (to - from) * bent((step - start + 1) / (end - start + 1), share);
    }
    start = end - 1;
  }
  return filled;
}

/** A rising curve from 0 to 1 that stays low for a small share and rises early for a large one. */
function bent(fraction: number, share: number): number {
  return fraction ** (3 - 2.5 * share);
}

function valueAt(ranked: readonly RankedValue[], position: number | undefined): number | null {
  return position === undefined ? null : (ranked[position]?.value ?? null);
}
