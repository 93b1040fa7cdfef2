import { useMemo, useState } from "react";
import type { RunView } from "../../../src/contract/run-schemas.ts";
import { VERDICT_STATES, type VerdictState } from "../../../src/contract/vocabulary.ts";
import { ChartView } from "../../charts/ChartView.tsx";
import { formatInteger } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";
import { VERDICT_WORDS } from "../../parts/VerdictMark.tsx";
import { VerdictTable } from "./VerdictTable.tsx";

/** Charts, then every hypothesis with its verdict. */
export function RunResult({ run }: { readonly run: RunView }) {
  return (
    <>
      {run.charts.map((spec) => (
        <ChartView key={spec.chartId} spec={spec} runId={run.head.runId} />
      ))}
      {run.verdicts.length > 0 && <Verdicts run={run} />}
    </>
  );
}

function Verdicts({ run }: { readonly run: RunView }) {
  const [states, setStates] = useState<readonly VerdictState[]>(VERDICT_STATES);
  const [search, setSearch] = useState("");
  const shown = useMemo(() => {
    const words = search.toLowerCase().trim();
    return run.verdicts.filter(
      (verdict) => states.includes(verdict.state) && `${verdict.subject} ${verdict.reason} ${verdict.family}`.toLowerCase().includes(words),
    );
  }, [run.verdicts, states, search]);
  const toggle = (state: VerdictState) =>
    setStates(states.includes(state) ? states.filter((entry) => entry !== state) : [...states, state]);
  return (
    <Section title="Verdicts" aside={`${formatInteger(shown.length)} of ${formatInteger(run.verdicts.length)} hypotheses`}>
      <div className="filter-line">
        <input
          className="input filter-search"
          type="search"
          aria-label="Search verdicts"
          placeholder="Search subject or reason"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <div className="actions" role="group" aria-label="Show verdicts">
          {VERDICT_STATES.map((state) => (
            <label key={state} className="filter-check">
              <input type="checkbox" checked={states.includes(state)} onChange={() => toggle(state)} />
              {VERDICT_WORDS[state]}
            </label>
          ))}
        </div>
      </div>
      {shown.length === 0 ? (
        <p className="faint">No verdict passes the filter.</p>
      ) : (
        <VerdictTable verdicts={shown} runId={run.head.runId} level={1 - 2 * run.policy.q} />
      )}
    </Section>
  );
}
