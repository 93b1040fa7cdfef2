import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import type { FindingDraft } from "../../../src/contract/finding-schemas.ts";
import type { EngineClient } from "../../client/engine-client.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useRuns } from "../../client/queries.ts";
import { formatInteger, formatValue, inWords } from "../../parts/format.ts";
import { ErrorNote, Loading } from "../../parts/Notes.tsx";
import { ScrollRegion } from "../../parts/ScrollRegion.tsx";

type Figure = Awaited<ReturnType<EngineClient["runs"]["figures"]>>["figures"][number];

const SHOWN = 40;

interface FigurePickerProps {
  /** `runId figureId` of those picked already. */
  readonly picked: readonly string[];
  readonly onPick: (figure: FindingDraft["figures"][number], text: string) => void;
}

/** Searches the figures of one run; the first of them are offered. */
export function FigurePicker({ picked, onPick }: FigurePickerProps) {
  const engine = useEngine();
  const runs = useRuns();
  const [chosen, setChosen] = useState("");
  const [typed, setSearch] = useState("");
  const search = useDeferredValue(typed.trim());
  const runId = chosen === "" ? (runs.data?.[0]?.runId ?? "") : chosen;
  const found = useQuery({
    queryKey: ["runs", runId, "pick", search],
    queryFn: () => engine.runs.figures({ runId, search, only: "all", offset: 0, limit: SHOWN }),
    enabled: runId !== "",
  });
  const error = runs.error ?? found.error;
  if (runs.data?.length === 0) return <p className="faint">There is no run yet, and so no figure.</p>;
  return (
    <div className="panel stack-small" role="group" aria-label="Pick figures">
      <div className="filter-line">
        <select className="select run-select" aria-label="Run" value={runId} onChange={(event) => setChosen(event.target.value)}>
          {(runs.data ?? []).map((run) => (
            <option key={run.runId} value={run.runId}>
              {run.title}, {run.runId}
            </option>
          ))}
        </select>
        <input
          className="input filter-search"
          type="search"
          aria-label="Search figures to pick"
          placeholder="Search name, feature, window, group"
          value={typed}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      {error !== null && <ErrorNote error={error} />}
      {found.isPending && error === null && <Loading what="the figures" />}
      {found.data?.total === 0 && <p className="faint">No figure passes the search.</p>}
      {found.data !== undefined && found.data.total > 0 && (
        <>
          <ScrollRegion className="pick-scroll" label="Figures found">
            <ul className="list-plain">
              {found.data.figures.map((figure) => {
                const is = picked.includes(`${runId} ${figure.figureId}`);
                return (
                  <li key={figure.figureId} className="pick-row">
                    <span className="wrap-anywhere">{nameOf(figure)}</span>
                    <span className="number">{valueOf(figure)}</span>
                    <button
                      type="button"
                      className="button button-small"
                      disabled={is}
                      aria-label={`Pick ${nameOf(figure)}`}
                      onClick={() => onPick({ runId, figureId: figure.figureId }, `${nameOf(figure)}: ${valueOf(figure)}`)}
                    >
                      {is ? "Picked" : "Pick"}
                    </button>
                  </li>
                );
              })}
            </ul>
          </ScrollRegion>
          {found.data.total > SHOWN && (
            <p className="faint small">
              The first {SHOWN} of {formatInteger(found.data.total)}. Search to narrow it down.
            </p>
          )}
        </>
      )}
    </div>
  );
}

function nameOf(figure: Figure): string {
  const of = Object.values(figure.dimensions).join(", ");
  return of === "" ? inWords(figure.name) : `${inWords(figure.name)}, ${of}`;
}

function valueOf({ outcome, unit }: Figure): string {
  if (outcome.status !== "computed") return "not computable";
  const { estimate, interval } = outcome;
  return interval === undefined
    ? formatValue(estimate, unit)
    : `${formatValue(estimate, unit)} (${formatValue(interval.lower, unit)} to ${formatValue(interval.upper, unit)})`;
}
