import type { Verification } from "../../../src/contract/review-schemas.ts";
import { Digest } from "../../parts/Digest.tsx";
import { FingerprintCheck } from "../../parts/FingerprintCheck.tsx";
import { formatInstant, plural } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";
import { Conclusion } from "./Conclusion.tsx";
import { CountersignatureList } from "./CountersignatureList.tsx";
import { TimestampList } from "./TimestampList.tsx";
import { VerificationSteps } from "./VerificationSteps.tsx";

/** What came of the checks: the conclusion, who signed, what others said, each step. */
export function VerificationView({ verification }: { readonly verification: Verification }) {
  const { standing, steps } = verification;
  const missing = steps.filter((step) => step.mandatory && step.state !== "pass");
  return (
    <>
      <Conclusion standing={standing} label="Conclusion" testId={`verification-${standing}`}>
        <p>{verification.conclusion}</p>
        {standing !== "verified" && !missing.every((step) => named(step.title, verification.conclusion)) && (
          <p className="small">
            {plural(missing.length, "mandatory step")} did not pass:{" "}
            {missing.map((step) => step.title.charAt(0).toLowerCase() + step.title.slice(1)).join(", ")}.
            {standing !== "withheld" && " Do not rely on this pack."}
          </p>
        )}
      </Conclusion>
      <Section title="Signer">
        <Signer verification={verification} />
      </Section>
      <Section title="Steps" aside={`${steps.filter((step) => step.state === "pass").length} of ${steps.length} passed`}>
        <VerificationSteps steps={steps} />
      </Section>
      <Section title="Countersignatures" aside={verification.countersignatures.length === 0 ? "None in this pack" : ""}>
        <CountersignatureList countersignatures={verification.countersignatures} />
      </Section>
      <Section title="Time stamps" aside={verification.timestamps.length === 0 ? "None in this pack" : ""}>
        <TimestampList timestamps={verification.timestamps} />
      </Section>
    </>
  );
}

/** Whether the conclusion names the step already. */
function named(title: string, conclusion: string): boolean {
  return conclusion.toLowerCase().includes(title.toLowerCase());
}

function Signer({ verification }: { readonly verification: Verification }) {
  const { signer, fingerprint, tagmanifestSha256, sealedAt } = verification;
  return (
    <div className="columns columns-even signer">
      <dl className="facts">
        <dt>Signed by</dt>
        <dd>{signer === null ? <span className="mark mark-insufficient-evidence">not established</span> : <b>{signer}</b>}</dd>
        <dt>Fingerprint</dt>
        <dd>{fingerprint === null ? <span className="faint">cannot be read</span> : <code>{fingerprint}</code>}</dd>
        <dt>Signed digest</dt>
        <dd>
          {tagmanifestSha256 === null ? (
            <span className="faint">cannot be read</span>
          ) : (
            <Digest value={tagmanifestSha256} what="the signed digest" full />
          )}
        </dd>
        <dt>Sealed, UTC</dt>
        <dd>
          {sealedAt === null ? <span className="faint">cannot be read</span> : formatInstant(sealedAt)}{" "}
          <span className="faint">by the signer's own clock</span>
        </dd>
      </dl>
      {fingerprint !== null && <FingerprintCheck fingerprint={fingerprint} />}
    </div>
  );
}
