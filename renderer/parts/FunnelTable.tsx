import { formatInteger, formatShare } from "./format.ts";

interface FunnelTableProps {
  readonly funnel: readonly { readonly step: string; readonly rows: number; readonly lost: number }[];
  readonly label: string;
}

/** Rows after each step, with what was lost and a bar for the eye. */
export function FunnelTable({ funnel, label }: FunnelTableProps) {
  const all = funnel[0]?.rows ?? 0;
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">{label}</caption>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col" className="number fit">
              Rows
            </th>
            <th scope="col" className="number fit">
              Lost or null
            </th>
            <th scope="col" className="funnel-share">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {funnel.map((line, index) => (
            <tr key={`${index} ${line.step}`}>
              <th scope="row">{line.step}</th>
              <td className="number fit">{formatInteger(line.rows)}</td>
              <td className="number fit">{line.lost === 0 ? <span className="faint">0</span> : formatInteger(line.lost)}</td>
              <td className="funnel-share">
                <span className="hidden-visually">{all === 0 ? "none" : formatShare(line.rows / all, 1)}</span>
                <span className="funnel-bar" title={all === 0 ? "" : formatShare(line.rows / all, 2)}>
                  <span style={{ width: `${all === 0 ? 0 : (line.rows / all) * 100}%` }} />
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
