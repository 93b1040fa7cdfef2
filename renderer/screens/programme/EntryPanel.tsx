import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useState } from "react";
import { Link } from "wouter";
import type { AnalysisInfo, ProgrammeEntry } from "../../../src/contract/run-schemas.ts";
import { ROLE_COLUMNS } from "../../../src/contract/vocabulary.ts";
import { useRuns } from "../../client/queries.ts";
import { runPath } from "../../frame/routes.ts";
import { VerdictCountsLine } from "../../parts/VerdictMark.tsx";
import { StaleBadge } from "../runs/StaleBadge.tsx";
import { ParameterForm } from "./ParameterForm.tsx";
import { ParameterSummary } from "./ParameterTable.tsx";

interface EntryPanelProps {
  readonly entry: ProgrammeEntry;
  readonly analysis: AnalysisInfo | undefined;
  readonly runnable: boolean;
  readonly first: boolean;
  readonly last: boolean;
  readonly onChange: (entry: ProgrammeEntry) => void;
  readonly onMove: (by: number) => void;
  readonly onRemove: () => void;
  readonly onRun: (title: string) => void;
}

export function EntryPanel({ entry, analysis, runnable, first, last, onChange, onMove, onRemove, onRun }: EntryPanelProps) {
  const [open, setOpen] = useState(false);
  const title = analysis?.title ?? entry.analysisId;
  const missing = analysis?.missingRoles ?? [];
  const run = (useRuns().data ?? [])
    .filter((head) => head.analysisId === entry.analysisId && head.origin === "planned")
    .toSorted((left, right) => (left.startedAt < right.startedAt ? 1 : -1))[0];
  return (
    <li className="entry">
      <div className="entry-head">
        <div>
          <h3>{title}</h3>
          <p className="soft">{analysis?.question ?? "This version of Tickmark has no such analysis."}</p>
        </div>
        <div className="actions entry-actions">
          <button
            type="button"
            className="button button-quiet button-icon"
            aria-label={`Move ${title} up`}
            disabled={first}
            onClick={() => onMove(-1)}
          >
            <ArrowUp size={14} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="button button-quiet button-icon"
            aria-label={`Move ${title} down`}
            disabled={last}
            onClick={() => onMove(1)}
          >
            <ArrowDown size={14} aria-hidden="true" />
          </button>
          <button type="button" className="button button-quiet button-icon" aria-label={`Remove ${title}`} onClick={onRemove}>
            <Trash2 size={14} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="button button-small"
            aria-label={`Run ${title}`}
            disabled={!runnable || analysis === undefined}
            onClick={() => onRun(title)}
          >
            Run
          </button>
        </div>
      </div>
      {missing.length > 0 && (
        <p className="entry-missing">
          <span className="badge badge-attention">Missing</span> {missing.map((role) => ROLE_COLUMNS[role].title).join(", ")}. Without{" "}
          {missing.length === 1 ? "it" : "them"} the verdict is insufficient evidence.
        </p>
      )}
      <div className="entry-foot">
        {analysis !== undefined && (
          <button type="button" className="button button-quiet button-small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Close parameters" : "Parameters"}
          </button>
        )}
        {!open && analysis !== undefined && <ParameterSummary parameters={entry.parameters} schema={analysis.parameterSchema} />}
        {run !== undefined && (
          <span className="entry-run">
            <Link href={runPath(run.runId)}>Last run</Link> <VerdictCountsLine counts={run.verdicts} />
            {run.stale !== null && <StaleBadge reason={run.stale} />}
          </span>
        )}
      </div>
      {open && analysis !== undefined && (
        <ParameterForm
          label={`Parameters of ${title}`}
          schema={analysis.parameterSchema}
          parameters={entry.parameters}
          onChange={(parameters) => onChange({ ...entry, parameters })}
        />
      )}
    </li>
  );
}
