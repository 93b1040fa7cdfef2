import type { Verification } from "../../../src/contract/review-schemas.ts";
import { formatInstant } from "../../parts/format.ts";
import { StepMark } from "../../parts/StepMark.tsx";

/** What authorities attest about the time of the signatures. */
export function TimestampList({ timestamps }: { readonly timestamps: Verification["timestamps"] }) {
  if (timestamps.length === 0)
    return <p className="faint">No time stamp was checked: when this was signed rests on the signer's own clock.</p>;
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Time stamps</caption>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col" className="fit">
              State
            </th>
            <th scope="col" className="fit">
              No later than, UTC
            </th>
            <th scope="col">Authority</th>
            <th scope="col">What it says</th>
          </tr>
        </thead>
        <tbody>
          {timestamps.map((stamp) => (
            <tr key={stamp.file}>
              <th scope="row" className="wrap-anywhere">
                {stamp.file}
              </th>
              <td className="fit">
                <StepMark state={stamp.state} />
              </td>
              <td className="fit">{stamp.time === null ? <span className="faint">cannot be read</span> : formatInstant(stamp.time)}</td>
              <td>{stamp.authority ?? <span className="faint">not established</span>}</td>
              <td>{stamp.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
