import type { CaseSummary } from "../../../src/contract/case-schemas.ts";
import { formatInteger } from "../../parts/format.ts";

/** Rows by month; a month without rows stands out, it is a finding of its own. */
export function CoverageStrip({ coverage }: { readonly coverage: CaseSummary["coverage"] }) {
  const most = Math.max(1, ...coverage.map((month) => month.rows));
  const step = Math.ceil(coverage.length / 14);
  const empty = coverage.filter((month) => month.rows === 0).map((month) => month.label);
  return (
    <figure>
      <ol className="coverage" aria-label="Decisions by month">
        {coverage.map((month) => (
          <li
            key={month.label}
            className={month.rows === 0 ? "coverage-empty" : ""}
            style={month.rows === 0 ? {} : { height: `${Math.max(2, (month.rows / most) * 100)}%` }}
            title={`${month.label}: ${formatInteger(month.rows)}`}
          >
            <span className="hidden-visually">
              {month.label}: {formatInteger(month.rows)}
            </span>
          </li>
        ))}
      </ol>
      <div className="coverage-labels" aria-hidden="true">
        {coverage.map((month, index) => (
          <span key={month.label}>{index % step === 0 ? month.label : ""}</span>
        ))}
      </div>
      {empty.length > 0 && <figcaption className="small soft coverage-note">No decision in {empty.join(", ")}.</figcaption>}
    </figure>
  );
}
