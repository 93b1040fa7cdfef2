import { Link } from "wouter";
import { FINDING_RATINGS, type FindingView, SIGN_OFF_ROLES } from "../../../src/contract/finding-schemas.ts";
import { useFindings } from "../../client/queries.ts";
import { findingPath } from "../../frame/routes.ts";
import { formatDay, formatInstant, inWords, plural } from "../../parts/format.ts";
import { EmptyState, ErrorNote, Loading } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { RatingMark } from "./RatingMark.tsx";
import { SignOffMark, signOffOf } from "./SignOffMark.tsx";

export function FindingsScreen() {
  const findings = useFindings();
  const create = (
    <Link className="button button-primary" href="/findings/new">
      New finding
    </Link>
  );
  return (
    <div className="screen">
      <PageHead
        title="Findings"
        lead="What you conclude: criteria, condition, cause, consequence and corrective action, tied to the figures that show it."
        actions={
          <>
            <Link className="button" href="/case/engagement">
              Engagement
            </Link>
            {findings.data !== undefined && findings.data.length > 0 && create}
          </>
        }
      />
      {findings.error !== null && <ErrorNote error={findings.error} />}
      {findings.isPending && <Loading what="the findings" />}
      {findings.data?.length === 0 && (
        <EmptyState title="No finding yet" actions={create}>
          Write one when a verdict, or what you could not find out, has a consequence. Preparer and reviewer sign it off with their keys.
        </EmptyState>
      )}
      {findings.data !== undefined && findings.data.length > 0 && <FindingTable findings={findings.data} />}
    </div>
  );
}

function FindingTable({ findings }: { readonly findings: readonly FindingView[] }) {
  const weight = ({ rating }: FindingView) => FINDING_RATINGS.indexOf(rating);
  return (
    <div className="table-frame">
      <table className="table table-hover">
        <caption className="hidden-visually">Findings, the gravest first</caption>
        <thead>
          <tr>
            <th scope="col" className="fit">
              Rating
            </th>
            <th scope="col">Finding</th>
            {SIGN_OFF_ROLES.map((role) => (
              <th key={role} scope="col" className="fit">
                {inWords(role)}
              </th>
            ))}
            <th scope="col" className="fit">
              Due
            </th>
            <th scope="col" className="fit">
              Saved, UTC
            </th>
          </tr>
        </thead>
        <tbody>
          {findings
            .toSorted((left, right) => weight(left) - weight(right))
            .map((finding) => (
              <tr key={finding.findingId}>
                <td className="fit">
                  <RatingMark rating={finding.rating} />
                </td>
                <th scope="row">
                  <Link href={findingPath(finding.findingId)}>{finding.title}</Link>
                  <div className="faint small">
                    {finding.figures.length === 0 ? "rests on no figure" : `rests on ${plural(finding.figures.length, "figure")}`}
                    {finding.figureTexts.some((text) => text === null) && (
                      <>
                        {" "}
                        <span className="badge badge-attention">A figure is gone</span>
                      </>
                    )}
                  </div>
                </th>
                {SIGN_OFF_ROLES.map((role) => (
                  <td key={role} className="fit">
                    <SignOffMark signOff={signOffOf(finding, role)} />
                  </td>
                ))}
                <td className="fit">
                  {finding.correctiveAction.due === "" ? <span className="faint">none</span> : formatDay(finding.correctiveAction.due)}
                </td>
                <td className="fit">{formatInstant(finding.savedAt)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
