import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useEngine } from "../../client/EngineProvider.tsx";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { ChoosePack } from "./ChoosePack.tsx";
import { VerificationView } from "./VerificationView.tsx";
import { requestOf } from "./review-draft.ts";
import { useReview } from "./use-review.ts";

/** First the pack and the keys, then what came of checking one against the other. */
export function VerifyPart() {
  const engine = useEngine();
  const { draft, verify } = useReview();
  const start = () => void verify.start("Verify pack", (signal) => engine.review.verify(requestOf(draft), { signal }));
  return (
    <>
      {verify.result === null && <ChoosePack onVerify={start} />}
      {verify.failure !== null && <FailureNote failure={verify.failure} />}
      {verify.cancelled && <Note tone="attention" title="Verification was cancelled: nothing is known about this pack." />}
      {verify.job !== null && verify.running && <JobPanel job={verify.job} />}
      {verify.result !== null && <VerificationView verification={verify.result} />}
    </>
  );
}
