import type { Reperformance, Verification } from "../../../src/contract/pack-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { ReperformanceView } from "./ReperformanceView.tsx";
import { VerificationView } from "./VerificationView.tsx";
import { useReviewDraft } from "./review-draft.ts";

/** Somebody else's pack: is it whole, is it theirs, and do the numbers come out again? Needs no case. */
export function ReviewScreen() {
  const engine = useEngine();
  const { path, allowedSigners, sources, change } = useReviewDraft();
  const verify = useJob<Verification>("pack.verify");
  const reperform = useJob<Reperformance>("pack.reperform");
  const set = (next: Parameters<typeof change>[0]) => {
    change(next);
    if (!verify.running) verify.dismiss();
    if (!reperform.running) reperform.dismiss();
  };
  const startVerify = () =>
    void verify.start("Verify pack", (signal) =>
      engine.pack.verify({ path: path.trim(), allowedSigners: allowedSigners.trim() }, { signal }),
    );
  const startReperform = () =>
    void reperform.start("Re-perform", (signal) =>
      engine.pack.reperform({ path: path.trim(), sources: sources.trim() === "" ? null : sources.trim() }, { signal }),
    );
  return (
    <div className="screen">
      <PageHead title="Review a pack" lead="Checked against the keys that you trust, never against those the pack brings along." />
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          startVerify();
        }}
      >
        <PathField
          label="Pack"
          goal="file"
          value={path}
          hint="The ZIP file as it was handed over."
          onChange={(value) => set({ path: value })}
        />
        <PathField
          label="Allowed signers"
          goal="file"
          value={allowedSigners}
          hint="Your own list, in OpenSSH's form. Without it integrity can be checked, but not who signed."
          onChange={(value) => set({ allowedSigners: value })}
        />
        <div className="actions">
          <button type="submit" className="button button-primary" disabled={path.trim() === "" || verify.running}>
            Verify
          </button>
        </div>
      </form>
      {verify.failure !== null && <FailureNote failure={verify.failure} />}
      {verify.cancelled && <Note tone="attention" title="Verification was cancelled: nothing is known about this pack." />}
      {verify.job !== null && verify.running && <JobPanel job={verify.job} />}
      {verify.result !== null && <VerificationView verification={verify.result} />}
      {verify.result !== null && (
        <Section title="Re-perform">
          <p className="soft">Computes every figure and verdict again from the counts in the pack. With the sources, the counts as well.</p>
          <form
            className="form-narrow"
            onSubmit={(event) => {
              event.preventDefault();
              startReperform();
            }}
          >
            <PathField
              label="Folder with the sources"
              goal="directory"
              value={sources}
              hint="Optional. Files are found by their digest."
              onChange={(value) => change({ sources: value })}
            />
            <div className="actions">
              <button type="submit" className="button button-primary" disabled={reperform.running}>
                Re-perform
              </button>
            </div>
          </form>
          {reperform.failure !== null && <FailureNote failure={reperform.failure} />}
          {reperform.cancelled && <Note tone="attention" title="Re-performance was cancelled: nothing is confirmed." />}
          {reperform.job !== null && reperform.running && <JobPanel job={reperform.job} />}
          {reperform.result !== null && <ReperformanceView reperformance={reperform.result} />}
        </Section>
      )}
    </div>
  );
}
