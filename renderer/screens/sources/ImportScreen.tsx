import { Redirect, useLocation } from "wouter";
import type { Source } from "../../../src/contract/source-schemas.ts";
import { useJob } from "../../jobs/use-job.ts";
import { PageHead } from "../../parts/PageHead.tsx";
import { ChooseFiles } from "./ChooseFiles.tsx";
import { ImportResult } from "./ImportResult.tsx";
import { ImportStep } from "./ImportStep.tsx";
import { PreviewStep } from "./PreviewStep.tsx";
import { ProvenanceStep } from "./ProvenanceStep.tsx";
import { RolesStep } from "./RolesStep.tsx";
import { useImportDraft } from "./import-draft.ts";

const STEPS = [
  { step: "files", title: "Files" },
  { step: "preview", title: "Preview" },
  { step: "roles", title: "Roles" },
  { step: "provenance", title: "Provenance and totals" },
  { step: "import", title: "Import" },
] as const;

/** The way of a file into the case, step by step; each step has its address. */
export function ImportScreen({ step }: { readonly step: string }) {
  const [, navigate] = useLocation();
  const draft = useImportDraft();
  const job = useJob<Source>("sources.import");
  const at = STEPS.findIndex((entry) => entry.step === step);
  const go = (next: (typeof STEPS)[number]["step"]) => navigate(`/sources/import/${next}`);
  const result = step === "import" ? job.result : null;
  if (at < 0 || (draft.preview === null && step !== "files" && job.job === null)) return <Redirect to="/sources/import/files" />;
  return (
    <div className="screen">
      <PageHead title={result === null ? "Import a source" : "Imported"} trail={[{ title: "Sources", to: "/sources" }]} />
      {result === null && (
        <ol className="steps" aria-label="Steps of the import">
          {STEPS.map((entry, index) => (
            <li key={entry.step} className={index < at ? "steps-done" : ""} aria-current={index === at ? "step" : undefined}>
              {entry.title}
            </li>
          ))}
        </ol>
      )}
      {step === "files" && <ChooseFiles next={() => go("preview")} />}
      {step === "preview" && draft.preview !== null && (
        <PreviewStep preview={draft.preview} back={() => go("files")} next={() => go("roles")} />
      )}
      {step === "roles" && draft.preview !== null && (
        <RolesStep preview={draft.preview} back={() => go("preview")} next={() => go("provenance")} />
      )}
      {step === "provenance" && draft.preview !== null && (
        <ProvenanceStep preview={draft.preview} back={() => go("roles")} next={() => go("import")} />
      )}
      {step === "import" &&
        (result === null ? (
          draft.preview !== null && <ImportStep preview={draft.preview} back={() => go("provenance")} />
        ) : (
          <ImportResult source={result} />
        ))}
    </div>
  );
}
