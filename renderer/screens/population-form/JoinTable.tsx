import type { PopulationView } from "../../../src/contract/source-schemas.ts";
import { formatInteger } from "../../parts/format.ts";

/** How the satellites met their decisions; what did not meet is shown, never dropped in silence. */
export function JoinTable({ joins }: { readonly joins: PopulationView["joins"] }) {
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Joins</caption>
        <thead>
          <tr>
            <th scope="col">Joined source</th>
            <th scope="col">Rule</th>
            <th scope="col" className="number">
              Matched
            </th>
            <th scope="col" className="number">
              Decisions without
            </th>
            <th scope="col" className="number">
              Rows without decision
            </th>
            <th scope="col" className="number">
              Duplicates
            </th>
          </tr>
        </thead>
        <tbody>
          {joins.map((join) => (
            <tr key={join.sourceId}>
              <th scope="row">
                {join.title} <span className="faint">{join.kind}</span>
              </th>
              <td className="soft">{join.reduction}</td>
              <td className="number">{formatInteger(join.matched)}</td>
              <td className="number">{formatInteger(join.decisionsWithout)}</td>
              <td className="number">
                <Problem count={join.unmatched} examples={join.examples.unmatched} />
              </td>
              <td className="number">
                <Problem count={join.duplicates} examples={join.examples.duplicates} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Problem({ count, examples }: { readonly count: number; readonly examples: readonly string[] }) {
  if (count === 0) return <span className="faint">0</span>;
  return (
    <>
      {formatInteger(count)}
      {examples.length > 0 && <div className="faint small code">{examples.slice(0, 2).join(", ")}</div>}
    </>
  );
}
