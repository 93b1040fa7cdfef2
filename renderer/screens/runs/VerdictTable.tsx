import { createColumnHelper, createSortedRowModel, rowSortingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { ArrowDown, ArrowUp, ChevronsUpDown } from "lucide-react";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { VERDICT_STATES } from "../../../src/contract/vocabulary.ts";
import type { RunView } from "../../../src/contract/run-schemas.ts";
import { recordsPath } from "../../frame/routes.ts";
import { formatInteger, formatDecimal, formatProbability, formatShare } from "../../parts/format.ts";
import { VerdictMark } from "../../parts/VerdictMark.tsx";
import { type VirtualColumn, VirtualTable } from "../../parts/VirtualTable.tsx";

type Verdict = RunView["verdicts"][number];

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
const helper = createColumnHelper<typeof features, Verdict>();
const COLUMNS = helper.columns([
  helper.accessor((verdict) => VERDICT_STATES.indexOf(verdict.state), { id: "state", header: "Verdict" }),
  helper.accessor("subject", { id: "subject", header: "Subject" }),
  helper.accessor((verdict) => verdict.effect, { id: "effect", header: "Effect", sortUndefined: "last" }),
  helper.accessor((verdict) => verdict.adjustedPValue, { id: "adjusted", header: "Adjusted p", sortUndefined: "last" }),
  helper.accessor("reason", { id: "reason", header: "Why" }),
]);

interface VerdictTableProps {
  readonly verdicts: readonly Verdict[];
  readonly runId: string;
  /** Level of the effect's interval: 1 - 2q. */
  readonly level: number;
}

/** Every hypothesis: the exceptions first, then as asked. */
export function VerdictTable({ verdicts, runId, level }: VerdictTableProps) {
  const table = useTable({
    features,
    columns: COLUMNS,
    data: verdicts as Verdict[],
    initialState: { sorting: [{ id: "state", desc: false }] },
  });
  const rows = table.getRowModel().rows;
  const head = (id: string, title: string): Pick<VirtualColumn<Verdict>, "title" | "sort"> => {
    const column = table.getColumn(id);
    const sorted = column?.getIsSorted() ?? false;
    const Icon = sorted === "asc" ? ArrowUp : sorted === "desc" ? ArrowDown : ChevronsUpDown;
    return {
      sort: sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : "none",
      title: (
        <button type="button" className="table-sort" onClick={() => column?.toggleSorting()}>
          {title}
          <Icon size={12} aria-hidden="true" />
        </button>
      ),
    };
  };
  const columns: readonly VirtualColumn<Verdict>[] = [
    { key: "state", ...head("state", "Verdict"), track: "10.75rem", cell: (verdict) => <VerdictMark state={verdict.state} /> },
    {
      key: "subject",
      ...head("subject", "Subject"),
      track: "minmax(11.5rem, 1.1fr)",
      tall: true,
      cell: (verdict) => <span title={verdict.subject}>{verdict.subject}</span>,
    },
    { key: "effect", ...head("effect", "Effect"), track: "5.5rem", number: true, cell: (verdict) => told(verdict.effect, formatDecimal) },
    { key: "interval", title: `${formatShare(level, 0)} interval`, track: "8.75rem", number: true, cell: (verdict) => interval(verdict) },
    { key: "accepted", title: "Accepted within", track: "7.75rem", number: true, cell: (verdict) => accepted(verdict) },
    { key: "p", title: "p", track: "5.75rem", number: true, cell: (verdict) => told(verdict.pValue, formatProbability) },
    { key: "adjusted", ...head("adjusted", "Adjusted p"), track: "6.5rem", number: true, cell: (verdict) => adjusted(verdict) },
    {
      key: "reason",
      ...head("reason", "Why"),
      track: "minmax(12.5rem, 1.6fr)",
      tall: true,
      cell: (verdict) => <Reason verdict={verdict} />,
    },
    {
      key: "records",
      title: <span className="hidden-visually">Records</span>,
      track: "5rem",
      cell: (verdict) => (
        <Link className="small" href={recordsPath(runId, verdict.figureId)} aria-label={`Records behind ${verdict.subject}`}>
          Records
        </Link>
      ),
    },
  ];
  return (
    <VirtualTable
      label="Verdicts"
      columns={columns}
      count={rows.length}
      rowHeight={44}
      maxHeight="34rem"
      row={(index) => rows[index]?.original}
    />
  );
}

function told(value: number | undefined, format: (value: number) => string): ReactNode {
  return value === undefined ? (
    <span className="faint" aria-label="not given">
      –
    </span>
  ) : (
    format(value)
  );
}

function interval(verdict: Verdict): ReactNode {
  if (verdict.effectLower === undefined && verdict.effectUpper === undefined) return told(undefined, formatDecimal);
  const lower = verdict.effectLower === undefined ? "\u2212\u221e" : formatDecimal(verdict.effectLower, 3);
  const upper = verdict.effectUpper === undefined ? "\u221e" : formatDecimal(verdict.effectUpper, 3);
  return `${lower} to ${upper}`;
}

function accepted(verdict: Verdict): ReactNode {
  const { acceptedLower: lower, acceptedUpper: upper } = verdict;
  if (lower === undefined && upper === undefined) return told(undefined, formatDecimal);
  if (lower === undefined) return `below ${formatDecimal(upper ?? 0, 3)}`;
  if (upper === undefined) return `above ${formatDecimal(lower, 3)}`;
  return `${formatDecimal(lower, 3)} to ${formatDecimal(upper, 3)}`;
}

function adjusted(verdict: Verdict): ReactNode {
  const title =
    verdict.conservativePValue === undefined ? undefined : `Benjamini-Yekutieli: ${formatProbability(verdict.conservativePValue)}`;
  return <span title={title}>{told(verdict.adjustedPValue, formatProbability)}</span>;
}

function Reason({ verdict }: { readonly verdict: Verdict }) {
  const more = [
    verdict.missing === undefined || verdict.missing.length === 0 ? "" : ` Missing: ${verdict.missing.join(", ")}.`,
    verdict.rowsToDecide === undefined ? "" : ` About ${formatInteger(Math.ceil(verdict.rowsToDecide))} rows would decide.`,
  ].join("");
  return <span title={verdict.reason + more}>{verdict.reason + more}</span>;
}
