import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef } from "react";

export interface VirtualColumn<Row> {
  readonly key: string;
  readonly title: ReactNode;
  /** CSS grid track, for example `8rem` or `minmax(12rem, 1fr)`. */
  readonly track: string;
  readonly number?: boolean;
  readonly tall?: boolean;
  readonly sort?: "ascending" | "descending" | "none";
  readonly cell: (row: Row, index: number) => ReactNode;
}

interface VirtualTableProps<Row> {
  readonly label: string;
  readonly columns: readonly VirtualColumn<Row>[];
  readonly count: number;
  /** Undefined: not fetched yet. */
  readonly row: (index: number) => Row | undefined;
  readonly rowHeight?: number;
  readonly maxHeight?: string;
  readonly onRange?: (first: number, last: number) => void;
}

/** A table of any length: only the rows in sight are in the document, each with its true row number. */
export function VirtualTable<Row>({ label, columns, count, row, rowHeight = 32, maxHeight = "60vh", onRange }: VirtualTableProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- no compiler that memoises is used here
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    onChange: (instance) => {
      const items = instance.getVirtualItems();
      const [first, last] = [items[0], items.at(-1)];
      if (first !== undefined && last !== undefined) onRange?.(first.index, last.index);
    },
  });
  const tracks = columns.map((column) => column.track).join(" ");
  const minWidth = `${columns.reduce((sum, column) => sum + leastRem(column.track), 0)}rem`;
  return (
    // A scrolling table is reached by Tab and scrolled by the arrow keys.
    /* oxlint-disable jsx-a11y/no-noninteractive-tabindex */
    <div
      ref={scroller}
      className="virtual"
      style={{ maxHeight }}
      role="table"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      tabIndex={0}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className="virtual-head" style={{ gridTemplateColumns: tracks, minWidth }}>
          {columns.map((column) => (
            <div
              key={column.key}
              role="columnheader"
              className={column.number === true ? "number" : ""}
              {...(column.sort === undefined ? {} : { "aria-sort": column.sort })}
            >
              {column.title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="virtual-body" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const value = row(item.index);
          return (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              className="virtual-row"
              style={{ gridTemplateColumns: tracks, minWidth, height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              {columns.map((column) => (
                <div
                  key={column.key}
                  role="cell"
                  className={[column.number === true ? "number" : "", column.tall === true ? "tall" : ""].join(" ").trim()}
                >
                  {value === undefined ? <span className="faint">…</span> : column.cell(value, item.index)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The least width of a track: head and rows are grids of their own and must agree on it. */
function leastRem(track: string): number {
  return Number(/([\d.]+)rem/.exec(track)?.[1] ?? 6);
}
