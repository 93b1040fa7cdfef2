import { useMemo } from "react";
import type { ChartSpec } from "../../src/charts/chart-spec.ts";
import { VERDICT_STATES, type VerdictState } from "../../src/contract/vocabulary.ts";
import { formatDecimal, formatInteger } from "../parts/format.ts";
import { VERDICT_WORDS, VerdictShape } from "../parts/VerdictMark.tsx";
import { VirtualTable } from "../parts/VirtualTable.tsx";
import { type TableCell, chartTable } from "./chart-table.ts";

/** The numbers beside the chart, row for row what the CSV holds. */
export function ChartDataTable({ spec }: { readonly spec: ChartSpec }) {
  const table = useMemo(() => chartTable(spec), [spec]);
  const whole = useMemo(
    () => table.columns.map((_, index) => table.rows.every((row) => row[index] === null || Number.isInteger(row[index]))),
    [table],
  );
  return (
    <VirtualTable
      label={`Data of ${spec.title}`}
      count={table.rows.length}
      rowHeight={26}
      maxHeight="21rem"
      row={(index) => table.rows[index]}
      columns={table.columns.map((title, index) => ({
        key: String(index),
        title: <span title={title}>{title}</span>,
        track:
          table.numeric[index] === true
            ? "minmax(5.5rem, 1fr)"
            : title === "Verdict"
              ? "4.75rem"
              : index === 0 && table.numeric.filter((numeric) => !numeric).length < 4
                ? "minmax(9.5rem, 1.6fr)"
                : title === "Note"
                  ? "minmax(10rem, 2fr)"
                  : "minmax(6.5rem, 1.4fr)",
        number: table.numeric[index] === true,
        cell: (row: readonly TableCell[]) => (
          <DataCell cell={row[index] ?? null} numeric={table.numeric[index] === true} whole={whole[index] === true} />
        ),
      }))}
    />
  );
}

function DataCell({ cell, numeric, whole }: { readonly cell: TableCell; readonly numeric: boolean; readonly whole: boolean }) {
  if (cell === null)
    return numeric ? (
      <span className="faint" title="Not computable">
        n/c
      </span>
    ) : null;
  if (typeof cell === "number") return whole ? formatInteger(cell) : formatDecimal(cell);
  const state: VerdictState | undefined = VERDICT_STATES.find((entry) => entry === cell);
  if (state === undefined) return <span title={cell}>{cell}</span>;
  return (
    <span className={`mark mark-${state}`} title={VERDICT_WORDS[state]}>
      <VerdictShape state={state} size={10} />
      <span className="hidden-visually">{VERDICT_WORDS[state]}</span>
    </span>
  );
}
