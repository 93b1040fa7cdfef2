import type { Analysis } from "../analyses/analysis.ts";
import type { REVIEW_CONCLUSIONS, ReviewNote } from "../contract/review-schemas.ts";
import type { AllowedSigner } from "../evidence/allowed-signers.ts";
import { allowedSignersLine, parseAllowedSigners } from "../evidence/allowed-signers.ts";
import { fingerprintOf } from "../evidence/ed25519.ts";
import { readPackContents } from "../evidence/pack-contents.ts";
import { readVerified } from "../evidence/pack-reader.ts";
import { ROLE_NAMESPACES, TAG_MANIFEST } from "../evidence/profile.ts";
import type { ReviewPredicate } from "../evidence/review-statement.ts";
import type { VerificationReport } from "../evidence/verification-report.ts";
import { auditorSignatureFile, reviewerNumbers } from "../evidence/verify-countersignatures.ts";
import { verifyPack } from "../evidence/verify-pack.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import type { OpenedPack } from "../packs/private-copy.ts";
import { countersignatureFiles } from "../packs/signature-files.ts";
import { writeSignedCopy } from "../packs/signed-copy.ts";
import type { JobContext } from "./job.ts";
import { APPLICATION } from "./resources.ts";
import { requireKnownPlaces } from "./review-contents.ts";
import { readNotes } from "./review-notes.ts";
import { type PackIdentity, type PackToReview, besidePack, identityOf, modeOfCopy, openSound, trustOf } from "./review-request.ts";
import { rollbackRegister } from "./rollback-file.ts";

export interface Countersigning {
  readonly request: PackToReview;
  readonly conclusion: (typeof REVIEW_CONCLUSIONS)[number];
  readonly reasons: readonly string[];
  /** Instead of the notes kept on this machine. */
  readonly notes?: readonly ReviewNote[];
}

const MOST_REVIEWERS = 99;

/**
 * Verifies the pack, recomputes its figures, and writes a copy with the reviewer's signatures, which state what the
 * verification came to. The pack itself stays as it is.
 */
export async function countersign(
  review: Countersigning,
  signer: PackSigner,
  { analyses, job, now }: { analyses: readonly Analysis[]; job: JobContext; now: string },
): Promise<{ zipPath: string; name: string }> {
  const reasons = review.reasons.map((reason) => reason.trim()).filter((reason) => reason !== "");
  if (review.conclusion !== "agrees" && reasons.length === 0)
    throw new TickmarkError("bad-input", "A reviewer who does not simply agree gives at least one reason.");
  const pack = await openSound(review.request);
  try {
    job.report({ step: "Verifying the pack and recomputing its figures", fraction: 0.1 });
    const trust = trustOf(review.request);
    const rollback = rollbackRegister();
    const options = { verifyTime: now, analyses, ...(rollback === null ? {} : { rollback }) };
    const report = await verifyPack(pack, trust, options);
    const verification = verificationOf(report, review.conclusion);
    const identity = identityOf(pack);
    requireReviewer(signer, identity);
    const notes = review.notes ?? readNotes(identity);
    requireKnownPlaces(notes, readPackContents(pack).runs);
    if (job.signal.aborted) throw new TickmarkError("cancelled", "The countersignature was cancelled.");
    const number = Math.max(0, ...reviewerNumbers(pack)) + 1;
    if (number > MOST_REVIEWERS) throw new TickmarkError("bad-input", `The pack has ${MOST_REVIEWERS} reviewers already.`);
    const files = countersignatureFiles(
      { ...claims(identity), number, reviewedAt: now, conclusion: review.conclusion, reasons, notes: [...notes], verification },
      signed(pack),
      signer,
    );
    const name = `reviewer-${number}`;
    const zipPath = besidePack(review.request.path, `.reviewed-by-${number}.zip`, /\.reviewed-by-\d+$/);
    job.report({ step: "Writing and verifying the countersigned pack", fraction: 0.6 });
    const signers = [...trust.signers, ...ownLine(signer)];
    const copy = { target: zipPath, mode: await modeOfCopy(review.request.path) };
    await writeSignedCopy(pack, files, copy, async (written) => {
      const again = await verifyPack(written, { ...trust, signers }, { ...options, analyses: null });
      requireGood(again, name);
    });
    return { zipPath, name };
  } finally {
    pack.close();
  }
}

function claims({ pack }: PackIdentity): { packId: string; revision: number } {
  return { packId: pack.packId, revision: pack.revision };
}

function signed(pack: OpenedPack): Parameters<typeof countersignatureFiles>[1] {
  const auditorFile = auditorSignatureFile(pack);
  return { tagManifest: readVerified(pack, TAG_MANIFEST), auditorEnvelope: readVerified(pack, auditorFile), auditorFile };
}

/** A reviewer may disagree with figures that do not recompute, but nobody can vouch for a pack that is not whole or not the auditor's. */
function verificationOf(report: VerificationReport, conclusion: Countersigning["conclusion"]): ReviewPredicate["verification"] {
  const broken = report.steps.filter(
    ({ id, state, mandatory }) => id !== "reperformance" && (state === "fail" || (mandatory && state !== "pass")),
  );
  const [first] = broken;
  if (first !== undefined)
    throw new TickmarkError("verification-failed", `The pack does not verify: ${first.title}: ${first.message}`, {
      remedy: "A pack that does not verify cannot be countersigned, not even to disagree.",
    });
  const reperformance = report.steps.find(({ id }) => id === "reperformance")?.state ?? "not-checked";
  if (reperformance === "fail" && conclusion === "agrees")
    throw new TickmarkError("verification-failed", "Figures of the pack do not recompute, so nobody can simply agree with it.", {
      remedy: "Disagree, or agree with reservations, and give the reason.",
    });
  return { application: `${APPLICATION.name} ${APPLICATION.version}`, result: report.result, reperformance };
}

function requireReviewer(signer: PackSigner, { pack }: PackIdentity): void {
  if (fingerprintOf(signer.publicKey) === pack.signer.fingerprint || signer.principal === pack.signer.principal)
    throw new TickmarkError("key-unusable", "The auditor cannot countersign the own pack.", { remedy: "Use the key of another person." });
}

/** The reviewer trusts the own key, whether or not it is on the list. */
function ownLine({ principal, publicKey }: PackSigner): AllowedSigner[] {
  const namespaces = [ROLE_NAMESPACES.reviewer];
  return parseAllowedSigners(`${allowedSignersLine({ principal, publicKey, namespaces })}\n`);
}

function requireGood({ steps, countersignatures }: VerificationReport, name: string): void {
  const own = countersignatures.find((entry) => entry.name === name);
  const failed = steps.find(({ state }) => state === "fail");
  if (own?.state === "pass" && failed === undefined) return;
  throw new TickmarkError(
    "verification-failed",
    `Nothing was written, because it would not verify: ${failed?.message ?? own?.message ?? ""}`,
  );
}
