import type { CaseSummary } from "../../../src/contract/case-schemas.ts";
import { formatInstant, shortDigest } from "../../parts/format.ts";

/** The last entries, for other screens. */
export function JournalList({ entries }: { readonly entries: CaseSummary["recentJournal"] }) {
  if (entries.length === 0) return <p className="faint">Nothing has been written yet.</p>;
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Last journal entries</caption>
        <thead>
          <tr>
            <th scope="col" className="fit number">
              No.
            </th>
            <th scope="col" className="fit">
              At, UTC
            </th>
            <th scope="col">What</th>
            <th scope="col" className="fit">
              Who
            </th>
            <th scope="col" className="fit">
              Digest
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.seq}>
              <td className="fit number">{entry.seq}</td>
              <td className="fit">{formatInstant(entry.at)}</td>
              <td>{entry.summary}</td>
              <td className="fit soft">{entry.actor}</td>
              <td className="fit faint">
                <code title={entry.digest}>{shortDigest(entry.digest)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
