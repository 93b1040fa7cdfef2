import { Redirect, useLocation } from "wouter";
import type { PackBuilt, PackToSign, PrivacyPreview } from "../../../src/contract/pack-schemas.ts";
import { useJob } from "../../jobs/use-job.ts";
import { PageHead } from "../../parts/PageHead.tsx";
import { ClaimsStep } from "./ClaimsStep.tsx";
import { PackResult } from "./PackResult.tsx";
import { PreviewStep } from "./PreviewStep.tsx";
import { SignStep } from "./SignStep.tsx";
import { WaitingPack } from "./WaitingPack.tsx";
import { usePackDraft } from "./pack-draft.ts";

const STEPS = [
  { step: "claims", title: "Claims" },
  { step: "preview", title: "What would leave" },
  { step: "sign", title: "Sign" },
] as const;

/** From what is stated, over what would leave the house, to the signature; each step has its address. */
export function BuildPackScreen({ step }: { readonly step: string }) {
  const [, navigate] = useLocation();
  const preview = useJob<PrivacyPreview>("pack.preview");
  const built = useJob<PackBuilt>("pack.build");
  const prepared = useJob<PackToSign>("pack.prepare");
  const imported = useJob<PackBuilt>("pack.import");
  const reset = usePackDraft((draft) => draft.reset);
  const at = STEPS.findIndex((entry) => entry.step === step);
  const go = (next: (typeof STEPS)[number]["step"]) => navigate(`/pack/build/${next}`);
  const finished = imported.result ?? built.result;
  const done = step === "sign" && (finished !== null || prepared.result !== null);
  if (at < 0 || (step === "preview" && preview.job === null) || (step === "sign" && preview.result === null && !done))
    return <Redirect to="/pack/build/claims" />;
  const another = () => {
    for (const job of [preview, built, prepared, imported]) job.dismiss();
    reset();
    go("claims");
  };
  return (
    <div className="screen">
      <PageHead
        title={finished !== null && done ? "The pack is signed" : done ? "The pack waits for its signature" : "Build a pack"}
        trail={[{ title: "Pack", to: "/pack" }]}
        actions={
          done && (
            <button type="button" className="button" onClick={another}>
              Build another
            </button>
          )
        }
      />
      {!done && (
        <ol className="steps" aria-label="Steps of the pack">
          {STEPS.map((entry, index) => (
            <li key={entry.step} className={index < at ? "steps-done" : ""} aria-current={index === at ? "step" : undefined}>
              {entry.title}
            </li>
          ))}
        </ol>
      )}
      {done && finished !== null && <PackResult pack={finished} />}
      {done && finished === null && prepared.result !== null && <WaitingPack pack={prepared.result} />}
      {!done && step === "claims" && <ClaimsStep next={() => go("preview")} />}
      {!done && step === "preview" && <PreviewStep back={() => go("claims")} next={() => go("sign")} />}
      {!done && step === "sign" && <SignStep back={() => go("preview")} />}
    </div>
  );
}
