import { type QueryKey, useQueries } from "@tanstack/react-query";
import { useCallback, useState } from "react";

const PAGE_SIZE = 200;

export interface Page<Row> {
  readonly total: number | null;
  readonly rows: readonly Row[];
}

export interface PagedRows<Row> {
  /** Null until the first page is there. */
  readonly total: number | null;
  readonly error: unknown;
  readonly row: (index: number) => Row | undefined;
  readonly show: (first: number, last: number) => void;
}

/** Reads the pages in sight of a list of any length. Where the total is unknown it grows page by page. */
export function usePagedRows<Row>(key: QueryKey, fetchPage: (offset: number, limit: number) => Promise<Page<Row>>): PagedRows<Row> {
  const [range, setRange] = useState({ first: 0, last: 0 });
  const pages = Array.from({ length: range.last - range.first + 1 }, (_, index) => range.first + index);
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: [...key, "page", page],
      queryFn: () => fetchPage(page * PAGE_SIZE, PAGE_SIZE),
    })),
  });
  const show = useCallback((first: number, last: number) => {
    const next = { first: Math.floor(first / PAGE_SIZE), last: Math.floor(last / PAGE_SIZE) };
    setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
  }, []);
  return {
    total: totalOf(results.map((result, index) => ({ page: pages[index] ?? 0, data: result.data }))),
    error: results.find((result) => result.error !== null)?.error ?? null,
    row(index) {
      const page = pages.indexOf(Math.floor(index / PAGE_SIZE));
      return page < 0 ? undefined : results[page]?.data?.rows[index % PAGE_SIZE];
    },
    show,
  };
}

function totalOf<Row>(results: readonly { page: number; data: Page<Row> | undefined }[]): number | null {
  const known = results.findLast((result) => result.data !== undefined);
  if (known?.data === undefined) return null;
  if (known.data.total !== null) return known.data.total;
  const end = known.page * PAGE_SIZE + known.data.rows.length;
  return known.data.rows.length === PAGE_SIZE ? end + 1 : end;
}
