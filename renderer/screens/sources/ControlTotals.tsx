import type { Source } from "../../../src/contract/source-schemas.ts";

/** What the data owner said, what was found, and the difference. */
export function ControlTotals({ totals }: { readonly totals: Source["controlTotals"] }) {
  if (totals.length === 0) return <p className="faint">No control total was given. Completeness rests on the provenance alone.</p>;
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Control totals</caption>
        <thead>
          <tr>
            <th scope="col">Measure</th>
            <th scope="col" className="number">
              Given by the owner
            </th>
            <th scope="col" className="number">
              Found
            </th>
            <th scope="col" className="number">
              Difference
            </th>
            <th scope="col" className="fit">
              Result
            </th>
          </tr>
        </thead>
        <tbody>
          {totals.map((total) => (
            <tr key={total.measure}>
              <th scope="row">
                {total.measure === "rows" ? (
                  "Row count"
                ) : (
                  <>
                    Sum of <code>{total.measure}</code>
                  </>
                )}
                {total.note !== undefined && <span className="control-note faint small">{total.note}</span>}
              </th>
              <td className="number">{total.given ?? <span className="faint">not given</span>}</td>
              <td className="number">{total.found}</td>
              <td className="number">{total.difference ?? <span className="faint">–</span>}</td>
              <td className="fit">
                {total.agrees === null ? (
                  <span className="badge">Not compared</span>
                ) : total.agrees ? (
                  <span className="badge badge-good">Agrees</span>
                ) : (
                  <span className="badge badge-failure">Differs</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
