import type { Reperformance } from "../../../src/contract/review-schemas.ts";
import { formatInteger, plural } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";
import { StepMark } from "../../parts/StepMark.tsx";
import { VirtualTable } from "../../parts/VirtualTable.tsx";
import { Conclusion, type Standing } from "./Conclusion.tsx";

const TITLES: Readonly<Record<Standing, string>> = {
  verified: "Everything came out again",
  withheld: "Not everything can be recomputed: the pack withholds numbers",
  incomplete: "Not everything was recomputed",
  failed: "Not everything came out again",
};

/** Difference before unknown before withheld before success: the worse word wins. */
export function standingOf({ success, runs }: Reperformance): Standing {
  if (runs.some((run) => run.state === "fail" || run.differences > 0)) return "failed";
  if (runs.some((run) => run.state === "not-checked")) return "incomplete";
  if (runs.some((run) => run.state === "withheld" || run.withheld > 0)) return "withheld";
  return success ? "verified" : "incomplete";
}

/** What came out again, what did not, and what nobody can tell. */
export function ReperformanceView({ reperformance }: { readonly reperformance: Reperformance }) {
  const standing = standingOf(reperformance);
  return (
    <>
      <Conclusion standing={standing} title={TITLES[standing]} label="Result of the re-performance" testId={`reperformance-${standing}`}>
        <p>{reperformance.conclusion}</p>
      </Conclusion>
      <Differences differences={reperformance.differences} />
      <Section title="Runs">
        <RunTable runs={reperformance.runs} />
      </Section>
    </>
  );
}

const COUNTS = [
  { key: "aggregates", title: "Aggregates" },
  { key: "figures", title: "Figures" },
  { key: "verdicts", title: "Verdicts" },
  { key: "withheld", title: "Withheld" },
  { key: "differences", title: "Differences" },
] as const;

function RunTable({ runs }: { readonly runs: Reperformance["runs"] }) {
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Re-performed runs</caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col" className="fit">
              State
            </th>
            {COUNTS.map((count) => (
              <th key={count.key} scope="col" className="number fit">
                {count.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.runId} data-state={run.state}>
              <th scope="row">
                {run.title}
                <div className="faint small code wrap-anywhere">{run.runId}</div>
              </th>
              <td className="fit">
                <StepMark state={run.state} />
              </td>
              {COUNTS.map((count) => (
                <td key={count.key} className="number fit">
                  {run[count.key] === 0 ? (
                    <span className="faint">0</span>
                  ) : (
                    <span className={count.key === "differences" ? "mark mark-exception" : ""}>{formatInteger(run[count.key])}</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Shown at once in full where they are few, by the screenful where they are many. */
function Differences({ differences }: { readonly differences: Reperformance["differences"] }) {
  if (differences.length === 0) return null;
  return (
    <Section title="Differences" aside={plural(differences.length, "difference")}>
      <VirtualTable
        label="Differences"
        count={differences.length}
        rowHeight={32}
        maxHeight="24rem"
        row={(index) => differences[index]}
        columns={[
          {
            key: "run",
            title: "Run",
            track: "minmax(9rem, 0.6fr)",
            cell: (difference) => <code title={difference.runId}>{difference.runId}</code>,
          },
          {
            key: "subject",
            title: "Of",
            track: "minmax(20rem, 2fr)",
            cell: (difference) => <span title={difference.subject}>{difference.subject}</span>,
          },
          {
            key: "stored",
            title: "In the pack",
            track: "minmax(8rem, 1fr)",
            number: true,
            cell: (difference) => <code title={difference.stored}>{difference.stored}</code>,
          },
          {
            key: "recomputed",
            title: "Computed now",
            track: "minmax(8rem, 1fr)",
            number: true,
            cell: (difference) => <code title={difference.recomputed}>{difference.recomputed}</code>,
          },
        ]}
      />
    </Section>
  );
}
