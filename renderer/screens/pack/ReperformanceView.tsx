import { CircleCheck, CircleX } from "lucide-react";
import type { Reperformance } from "../../../src/contract/pack-schemas.ts";
import { formatInteger, plural } from "../../parts/format.ts";
import { VirtualTable } from "../../parts/VirtualTable.tsx";

/** What came out again, and what did not. */
export function ReperformanceView({ reperformance }: { readonly reperformance: Reperformance }) {
  const { success, runs, differences } = reperformance;
  const Icon = success ? CircleCheck : CircleX;
  return (
    <>
      <section
        className={`conclusion conclusion-${success ? "pass" : "fail"}`}
        aria-label="Result of the re-performance"
        data-testid={`reperformance-${success ? "pass" : "fail"}`}
        role="status"
      >
        <h3 className={success ? "mark mark-no-exception" : "mark mark-exception"}>
          <Icon size={18} aria-hidden="true" />
          {success ? "Everything came out again" : "Not everything came out again"}
        </h3>
        <p>{reperformance.conclusion}</p>
      </section>
      <div className="table-frame">
        <table className="table">
          <caption className="hidden-visually">Re-performed runs</caption>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col" className="number fit">
                Figures
              </th>
              <th scope="col" className="number fit">
                Verdicts
              </th>
              <th scope="col" className="number fit">
                Aggregates
              </th>
              <th scope="col" className="number fit">
                Differences
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.runId}>
                <th scope="row">
                  {run.analysisId} <span className="faint code">{run.runId}</span>
                </th>
                <td className="number fit">{formatInteger(run.figures)}</td>
                <td className="number fit">{formatInteger(run.verdicts)}</td>
                <td className="number fit">{formatInteger(run.aggregates)}</td>
                <td className="number fit">
                  {run.differences === 0 ? (
                    <span className="faint">0</span>
                  ) : (
                    <span className="mark mark-exception">{formatInteger(run.differences)}</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {differences.length > 0 && (
        <>
          <h3>{plural(differences.length, "difference")}</h3>
          <VirtualTable
            label="Differences"
            count={differences.length}
            rowHeight={30}
            maxHeight="24rem"
            row={(index) => differences[index]}
            columns={[
              { key: "run", title: "Run", track: "10rem", cell: (difference) => <code>{difference.runId}</code> },
              {
                key: "subject",
                title: "Of",
                track: "minmax(16rem, 1.4fr)",
                cell: (difference) => <span title={difference.subject}>{difference.subject}</span>,
              },
              {
                key: "stored",
                title: "In the pack",
                track: "minmax(10rem, 1fr)",
                number: true,
                cell: (difference) => <code title={difference.stored}>{difference.stored}</code>,
              },
              {
                key: "recomputed",
                title: "Computed now",
                track: "minmax(10rem, 1fr)",
                number: true,
                cell: (difference) => <code title={difference.recomputed}>{difference.recomputed}</code>,
              },
            ]}
          />
        </>
      )}
    </>
  );
}
