import type { Analysis } from "../analyses/analysis.ts";
import type { Verification } from "../contract/review-schemas.ts";
import { type Trust, allowedSignersLine, parseAllowedSigners } from "../evidence/allowed-signers.ts";
import type { PackReader } from "../evidence/pack-reader.ts";
import { AUDITOR_SSHSIG } from "../evidence/profile.ts";
import { applicationOf, decodeSshSignature } from "../evidence/sshsig.ts";
import type { VerificationReport } from "../evidence/verification-report.ts";
import { type VerifyOptions, verifyPack } from "../evidence/verify-pack.ts";
import type { Pause } from "../foundation/steps.ts";
import type { JobContext } from "./job.ts";
import { type ReperformanceOptions, type SourceReperformance, reperformOpened } from "./review-reperformance.ts";
import { type PackToReview, authoritiesOf, openForReview, openSound, packToReview, trustOf } from "./review-request.ts";
import { rememberRevision, rollbackRegister } from "./rollback-file.ts";

export { windowReperformance } from "./review-reperformance.ts";

export class ReviewService {
  readonly analyses: readonly Analysis[];

  constructor(analyses: readonly Analysis[]) {
    this.analyses = analyses;
  }

  /** Without a list of the request's own, the user's list of trusted signers decides; an empty one trusts nobody. */
  async verify(request: PackToReview, now: string, require: VerifyOptions["require"] = {}, pause?: Pause): Promise<VerificationReport> {
    const trust = trustOf(request);
    const pack = await openForReview(request, { records: "hash" });
    try {
      const report = await verifyPack(pack, trust, { ...this.#options(now, require), ...(pause === undefined ? {} : { pause }) });
      const { signer, pack: claims } = report;
      // Nothing failed and the signer is trusted: what is still open takes nothing back.
      if (report.result !== "failure" && signer?.trusted === true && claims !== null)
        rememberRevision({ ...claims, kind: claims.kind === "restricted" ? "restricted" : "shareable" });
      return report;
    } finally {
      pack.close();
    }
  }

  /**
   * Everything but who signed: the pack's own key is taken at its word, so this proves no more than that nothing was damaged.
   * Never a success: "incomplete" when everything else passed, else "failure".
   */
  async verifyIntegrity(request: PackToReview, now: string): Promise<VerificationReport> {
    const pack = await openForReview(request, { records: "hash" });
    try {
      const trust = { signers: ownSigner(pack), ...authoritiesOf(request) };
      return withoutSigner(await verifyPack(pack, trust, this.#options(now)));
    } finally {
      pack.close();
    }
  }

  /** A pack that is open already; it is not remembered as seen. */
  async verifyOpened(pack: PackReader, request: PackToReview): Promise<VerificationReport> {
    return verifyPack(pack, trustOf(request), this.#options(new Date().toISOString()));
  }

  #options(verifyTime: string, require: VerifyOptions["require"] = {}): VerifyOptions {
    const rollback = rollbackRegister();
    return { verifyTime, analyses: this.analyses, require, ...(rollback === null ? {} : { rollback }) };
  }

  /** Figures and verdicts from the aggregates; the aggregates from the pack's records, and with a folder of sources from them too. */
  async reperform(
    request: PackToReview | string,
    sources: string | null,
    job: JobContext,
    options: ReperformanceOptions = {},
  ): Promise<SourceReperformance> {
    const pack = await openSound(typeof request === "string" ? packToReview(request) : request);
    try {
      return await reperformOpened(pack, this.analyses, { ...options, sources }, job);
    } finally {
      pack.close();
    }
  }
}

const SIGNER_STEPS: ReadonlySet<string> = new Set(["auditor-dsse", "auditor-sshsig", "same-key"]);

/** The pack's own key vouched for itself: whatever rests on it is told as not checked. */
function withoutSigner(report: VerificationReport): VerificationReport {
  return {
    ...report,
    success: false,
    result: report.result === "failure" ? "failure" : "incomplete",
    conclusion:
      report.success || report.result === "withheld"
        ? `INTACT, BUT WHO SIGNED WAS NOT CHECKED: this is no verification.${report.success ? "" : " Figures rest on numbers that the pack withholds."}`
        : `NOT INTACT, and who signed was not checked. ${notPassed(report)}`,
    steps: report.steps.map((step) =>
      SIGNER_STEPS.has(step.id) && step.state === "pass"
        ? {
            ...step,
            state: "not-checked",
            message: "The signature fits the key that comes with the pack; whose key that is was not checked.",
            details: [],
          }
        : step,
    ),
    signer: report.signer === null ? null : { ...report.signer, trusted: false },
  };
}

/** Of a report without a signer: true when no step failed and every other mandatory step passed, or was withheld by the pack's own rule. */
export function isIntact({ steps, result }: VerificationReport): boolean {
  const open = steps.filter((step) => step.mandatory && step.state !== "pass");
  return (
    result !== "failure" &&
    open.every(({ id, state }) => (SIGNER_STEPS.has(id) && state === "not-checked") || (id === "reperformance" && state === "withheld"))
  );
}

function notPassed({ steps }: VerificationReport): string {
  const titles = steps.filter(({ mandatory, state }) => state === "fail" || (mandatory && state !== "pass")).map(({ title }) => title);
  return `Not passed: ${titles.join(", ")}.`;
}

/** A list made from the signature in the pack itself. */
function ownSigner(pack: PackReader): Trust["signers"] {
  if (!pack.files.some((file) => file.path === AUDITOR_SSHSIG)) return [];
  try {
    const signature = decodeSshSignature(pack.read(AUDITOR_SSHSIG), AUDITOR_SSHSIG);
    const line = allowedSignersLine({ principal: "*", publicKey: signature.publicKey, application: applicationOf(signature) });
    return parseAllowedSigners(`${line}\n`);
  } catch {
    return []; // A signature that cannot be read fails its own step.
  }
}

const STANDINGS = { success: "verified", withheld: "withheld", incomplete: "incomplete", failure: "failed" } as const;

export function windowVerification(report: VerificationReport): Verification {
  return {
    success: report.success,
    standing: STANDINGS[report.result],
    conclusion: report.conclusion,
    steps: report.steps.map(({ id, title, state, message, mandatory, details }) => ({
      id,
      title,
      state,
      mandatory,
      message: [message, ...details.slice(0, 5)].join("\n"),
    })),
    packId: report.pack?.packId ?? null,
    title: report.pack?.title ?? null,
    revision: report.pack?.revision ?? null,
    kind: report.pack === null ? null : report.pack.kind === "restricted" ? "restricted" : "shareable",
    sealedAt: report.pack?.sealedAt ?? null,
    tagmanifestSha256: report.pack?.tagmanifestSha256 ?? null,
    countersignatures: report.countersignatures,
    timestamps: report.timestamps.map(({ of: _of, ...stamp }) => stamp),
    signer: report.signer?.trusted === true ? report.signer.principal : null,
    fingerprint: report.signer?.fingerprint ?? null,
  };
}
