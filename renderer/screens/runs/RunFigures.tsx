import { useDeferredValue, useState } from "react";
import { Link } from "wouter";
import type { RunView } from "../../../src/contract/run-schemas.ts";
import type { EngineClient } from "../../client/engine-client.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { usePagedRows } from "../../client/use-paged-rows.ts";
import { recordsPath } from "../../frame/routes.ts";
import { formatInteger, formatProbability, formatShare, formatValue, inWords } from "../../parts/format.ts";
import { ErrorNote } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { type VirtualColumn, VirtualTable } from "../../parts/VirtualTable.tsx";

type Figure = Awaited<ReturnType<EngineClient["runs"]["figures"]>>["figures"][number];
type Only = "all" | "not-computable";

/** Every published number of the run, or the reason why there is none; fetched in pages. */
export function RunFigures({ run }: { readonly run: RunView }) {
  const engine = useEngine();
  const runId = run.head.runId;
  const [typed, setSearch] = useState("");
  const [only, setOnly] = useState<Only>("all");
  const search = useDeferredValue(typed.trim());
  const figures = usePagedRows<Figure>(["runs", runId, "figures", search, only], async (offset, limit) => {
    const page = await engine.runs.figures({ runId, search, only, offset, limit });
    return { total: page.total, rows: page.figures };
  });
  return (
    <Section title="Figures" aside={figures.total === null ? "" : `${formatInteger(figures.total)} of ${formatInteger(run.head.figures)}`}>
      <div className="filter-line">
        <input
          className="input filter-search"
          type="search"
          aria-label="Search figures"
          placeholder="Search name, feature, window, group"
          value={typed}
          onChange={(event) => setSearch(event.target.value)}
        />
        <label className="filter-check">
          <input
            type="checkbox"
            checked={only === "not-computable"}
            onChange={(event) => setOnly(event.target.checked ? "not-computable" : "all")}
          />
          Only not computable ({formatInteger(run.head.notComputable)})
        </label>
      </div>
      {figures.error !== null && <ErrorNote error={figures.error} />}
      {figures.total === 0 ? (
        <p className="faint">No figure passes the filter.</p>
      ) : (
        <VirtualTable
          label="Figures"
          columns={columnsOf(runId)}
          count={figures.total ?? 20}
          rowHeight={34}
          maxHeight="70vh"
          row={figures.row}
          onRange={figures.show}
        />
      )}
    </Section>
  );
}

function columnsOf(runId: string): readonly VirtualColumn<Figure>[] {
  return [
    {
      key: "name",
      title: "Figure",
      track: "minmax(11rem, 1fr)",
      cell: (figure) => <span title={figure.figureId}>{inWords(figure.name)}</span>,
    },
    {
      key: "dimensions",
      title: "Of",
      track: "minmax(13rem, 1.4fr)",
      cell: (figure) => {
        const text = Object.entries(figure.dimensions)
          .map(([key, value]) => `${key} ${value}`)
          .join(", ");
        return <span title={text}>{text === "" ? <span className="faint">all</span> : text}</span>;
      },
    },
    {
      key: "value",
      title: "Value",
      track: "6rem",
      number: true,
      cell: (figure) =>
        figure.outcome.status === "computed" ? formatValue(figure.outcome.estimate, figure.unit) : <span className="faint">none</span>,
    },
    {
      key: "interval",
      title: "Interval",
      track: "10.5rem",
      number: true,
      cell: (figure) => {
        const interval = figure.outcome.status === "computed" ? figure.outcome.interval : undefined;
        if (interval === undefined)
          return (
            <span className="faint" aria-label="none">
              –
            </span>
          );
        return (
          <span
            title={`${interval.method}, ${formatShare(interval.level, 0)}`}
          >{`${formatValue(interval.lower, figure.unit)} to ${formatValue(interval.upper, figure.unit)}`}</span>
        );
      },
    },
    {
      key: "n",
      title: "n",
      track: "6rem",
      number: true,
      cell: (figure) => (figure.outcome.status === "computed" ? formatInteger(figure.outcome.n) : ""),
    },
    {
      key: "p",
      title: "p",
      track: "5.75rem",
      number: true,
      cell: (figure) =>
        figure.outcome.status === "computed" && figure.outcome.pValue !== undefined ? formatProbability(figure.outcome.pValue) : "",
    },
    {
      key: "method",
      title: "Method, or why there is none",
      track: "minmax(12rem, 1.6fr)",
      cell: (figure) =>
        figure.outcome.status === "computed" ? (
          <span className="soft" title={figure.outcome.method}>
            {figure.outcome.method}
          </span>
        ) : (
          <span title={figure.outcome.reason}>
            <span className="badge">Not computable</span> {figure.outcome.reason}
          </span>
        ),
    },
    {
      key: "records",
      title: <span className="hidden-visually">Records</span>,
      track: "5rem",
      cell: (figure) => (
        <Link className="small" href={recordsPath(runId, figure.figureId)} aria-label={`Records behind ${figure.figureId}`}>
          Records
        </Link>
      ),
    },
  ];
}
