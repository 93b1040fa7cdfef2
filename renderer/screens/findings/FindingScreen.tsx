import { useLocation } from "wouter";
import type { FindingView } from "../../../src/contract/finding-schemas.ts";
import { useFindings } from "../../client/queries.ts";
import { findingPath } from "../../frame/routes.ts";
import { EmptyState, ErrorNote, Loading } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { FindingForm } from "./FindingForm.tsx";
import { RemoveFinding } from "./RemoveFinding.tsx";
import { SignOffPanel } from "./SignOffPanel.tsx";
import { useFindingDraft } from "./finding-draft.ts";

const TRAIL = [{ title: "Findings", to: "/findings" }] as const;

/** One finding: written on the left, supported and signed off on the right. */
export function FindingScreen({ findingId }: { readonly findingId: string }) {
  const findings = useFindings();
  if (findings.error !== null)
    return (
      <div className="screen">
        <PageHead title="Finding" trail={TRAIL} />
        <ErrorNote error={findings.error} />
      </div>
    );
  if (findings.data === undefined)
    return (
      <div className="screen">
        <Loading what="the finding" />
      </div>
    );
  const finding = findings.data.find((entry) => entry.findingId === findingId) ?? null;
  if (finding === null && findingId !== "new")
    return (
      <div className="screen">
        <PageHead title="Finding" trail={TRAIL} />
        <EmptyState title="There is no such finding">It may have been removed; the journal tells.</EmptyState>
      </div>
    );
  return <LoadedFinding key={findingId} finding={finding} />;
}

function LoadedFinding({ finding }: { readonly finding: FindingView | null }) {
  const [, navigate] = useLocation();
  const draft = useFindingDraft(finding);
  return (
    <div className="screen">
      <PageHead
        title={finding === null ? "New finding" : finding.title}
        trail={TRAIL}
        {...(finding === null ? {} : { lead: `Saved by ${finding.savedBy}. Each save is in the journal.` })}
      />
      <div className="columns finding-columns">
        <FindingForm finding={finding} draft={draft} onSaved={(saved) => finding === null && navigate(findingPath(saved.findingId))} />
        <div className="stack">
          {finding === null ? (
            <p className="faint">Once it is saved, preparer and reviewer can sign it off here.</p>
          ) : (
            <>
              <SignOffPanel finding={finding} changed={draft.changed} />
              <RemoveFinding finding={finding} onRemoved={() => navigate("/findings")} />
            </>
          )}
        </div>
      </div>
    </div>
  );
}
