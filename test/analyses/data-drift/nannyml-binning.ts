/** NannyML's own way from values to counts, so that its published numbers can be set against our statistics. Not used by the product. */

/** `numpy.histogram_bin_edges(values, "doane")`. */
export function doaneEdges(values: readonly number[]): number[] {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const sigma = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n);
  const skewness = values.reduce((sum, value) => sum + ((value - mean) / sigma) ** 3, 0) / n;
  const skewnessError = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  return equalEdges(values, Math.ceil(1 + Math.log2(n) + Math.log2(1 + Math.abs(skewness) / skewnessError)));
}

/** Edges of `count` cells of equal width over the range of the values. */
export function equalEdges(values: readonly number[], count: number): number[] {
  const smallest = values.reduce((low, value) => Math.min(low, value), Infinity);
  const largest = values.reduce((high, value) => Math.max(high, value), -Infinity);
  return Array.from({ length: count + 1 }, (_, index) => (index === count ? largest : smallest + (index * (largest - smallest)) / count));
}

/** Counts in [edge, next edge), the last cell closed, and one more cell for everything outside. */
export function histogramWithOutside(values: readonly number[], edges: readonly number[]): number[] {
  const cells = edges.length - 1;
  const counts = Array.from({ length: cells + 1 }, () => 0);
  const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0];
  for (const value of values) {
    let cell = cells;
    if (value >= first && value <= last) {
      cell = Math.min(cells - 1, Math.max(0, Math.floor(((value - first) / (last - first)) * cells)));
      while (cell > 0 && value < (edges[cell] ?? 0)) cell -= 1;
      while (cell < cells - 1 && value >= (edges[cell + 1] ?? 0)) cell += 1;
    }
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}

/** Counts of each distinct value of either sample, in the order given. */
export function valueCounts<Value extends string | number>(
  reference: readonly Value[],
  chunk: readonly Value[],
  compare: (left: Value, right: Value) => number,
): { reference: number[]; chunk: number[] } {
  const values = [...new Set([...reference, ...chunk])].toSorted(compare);
  const position = new Map(values.map((value, index) => [value, index]));
  const count = (sample: readonly Value[]): number[] => {
    const counts = values.map(() => 0);
    for (const value of sample) {
      const at = position.get(value) ?? 0;
      counts[at] = (counts[at] ?? 0) + 1;
    }
    return counts;
  };
  return { reference: count(reference), chunk: count(chunk) };
}
