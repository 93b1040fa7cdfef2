import type { Analysis } from "../analyses/analysis.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { Trust } from "./allowed-signers.ts";
import { encodeBagInfo } from "./bag-manifest.ts";
import { type PackDocument, packDocumentSchema } from "./documents.ts";
import { utf8Text } from "./octets.ts";
import { type PackContents, readPackContents, runsOfPack } from "./pack-contents.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import { PROFILE, TAG_MANIFEST } from "./profile.ts";
import { reperformRuns } from "./reperform.ts";
import { type RollbackRegister, verifyRollback } from "./rollback.ts";
import type { Statement } from "./statement.ts";
import { StepRecorder } from "./step-recorder.ts";
import type { ReperformanceReport, StepId, VerificationReport, VerificationStep } from "./verification-report.ts";
import { verifyContainer, verifyFileSet, verifyPayloadManifest, verifyTagManifest } from "./verify-bag.ts";
import { verifyCountersignatures } from "./verify-countersignatures.ts";
import { crossReferenceProblems } from "./verify-documents.ts";
import { verifyJournal } from "./verify-journal.ts";
import { type SignatureFindings, verifyAuditorSignatures } from "./verify-signatures.ts";

export interface VerifyOptions {
  /** ISO instant against which the allow-list's validity periods are held; the core has no clock. */
  readonly verifyTime: string;
  /** Null: figures are not recomputed, and the report says so. Given: re-performance is mandatory. */
  readonly analyses: readonly Analysis[] | null;
  readonly rollback?: RollbackRegister;
}

/** Verifies a pack in the fixed order of the profile. Never throws for what a pack holds. */
export function verifyPack(reader: PackReader, trust: Trust, options: VerifyOptions): VerificationReport {
  const verifyTimeMs = Date.parse(options.verifyTime);
  if (Number.isNaN(verifyTimeMs))
    throw new TickmarkError("usage", `"${options.verifyTime}" is no instant.`, { expected: "2026-11-23T16:00:00Z" });
  const also: StepId[] = [
    ...(options.analyses === null ? [] : ["reperformance" as const]),
    ...(options.rollback === undefined ? [] : ["rollback" as const]),
  ];
  const recorder = new StepRecorder(also);
  if (!verifyContainer(reader, recorder)) return reportOf({ reader, recorder, contents: null, signatures: null, reperformance: null });
  const manifest = verifyFileSet(reader, recorder);
  const signatureContext = { reader, trust, verifyTimeMs, recorder };
  const signatures = verifyAuditorSignatures(signatureContext);
  verifyCountersignatures(signatureContext);
  verifySubject(reader, signatures.statement, recorder);
  verifyTagManifest(reader, recorder);
  verifyPayloadManifest(reader, manifest, recorder);
  const contents = (["file-set", "tagmanifest", "manifest"] as const).every((step) => recorder.passed(step))
    ? verifyDocuments(reader, recorder)
    : null;
  if (contents !== null) verifyContents(reader, contents, signatures.statement, options, recorder);
  const reperformance = contents === null ? null : verifyFigures(contents, options.analyses, recorder);
  return reportOf({ reader, recorder, contents, signatures, reperformance });
}

/** Recomputes the runs of a pack alone, without any claim about who made it. */
export function reperformPack(reader: PackReader, analyses: readonly Analysis[]): ReperformanceReport {
  return reperformRuns(runsOfPack(reader), analyses);
}

function verifySubject(reader: PackReader, statement: Statement | null, recorder: StepRecorder): void {
  const sha256 = tagmanifestSha256(reader);
  const [subject, ...others] = statement?.subject ?? [];
  const good = others.length === 0 && subject?.name === TAG_MANIFEST && subject.digest.sha256 === sha256;
  const problem =
    statement === null ? "there is no statement with a good signature" : `the statement was signed for another ${TAG_MANIFEST}`;
  recorder.conclude("subject-digests", good ? [] : [problem], `The statement is about this ${TAG_MANIFEST}.`);
}

function verifyDocuments(reader: PackReader, recorder: StepRecorder): PackContents | null {
  return recorder.attempt("documents", () => {
    const contents = readPackContents(reader);
    recorder.conclude(
      "documents",
      crossReferenceProblems(reader, contents),
      "All documents are canonical, fit their schemas and agree with each other.",
    );
    return contents;
  });
}

function verifyContents(
  reader: PackReader,
  contents: PackContents,
  statement: Statement | null,
  options: VerifyOptions,
  recorder: StepRecorder,
): void {
  const { pack } = contents;
  recorder.attempt("claims", () =>
    recorder.conclude("claims", claimProblems(reader, pack, statement), "The signed statement and pack.json say the same."),
  );
  verifyJournal(reader, pack, recorder);
  const places = reader.files.map((file) => file.path);
  const checkpoint = pack.checkpointSha256 === null && !places.some((path) => /^data\/population\/(checkpoint|proofs\/)/.test(path));
  recorder.record(
    "checkpoint",
    "not-checked",
    checkpoint ? "The pack has no population checkpoint." : "This version does not check population checkpoints.",
  );
  const stamped = places.some((path) => path.startsWith("timestamps/"));
  // Time stamps stand outside the signed manifests: what cannot be checked must not pass as if it belonged to the pack.
  if (stamped) recorder.record("timestamps", "fail", "The pack has time stamps, which this version cannot check.");
  else recorder.record("timestamps", "not-checked", "No time stamp: every date is the signer's own claim.");
  verifyRollback(pack, tagmanifestSha256(reader), options.rollback, recorder);
}

function claimProblems(reader: PackReader, pack: PackDocument, statement: Statement | null): string[] {
  if (statement === null) return ["there is no statement with a good signature"];
  const payload = reader.files.filter((file) => file.path.startsWith("data/"));
  const info = encodeBagInfo({
    baggingDate: pack.sealedAt.slice(0, 10),
    externalIdentifier: pack.packId,
    payload: { bytes: payload.reduce((sum, file) => sum + file.bytes, 0), files: payload.length },
  });
  const checkpoint = reader.files.find((file) => file.path === "data/population/checkpoint")?.sha256 ?? null;
  return [
    ...(canonicalJson(statement.predicate) === canonicalJson(pack) ? [] : ["the signed statement claims something else than pack.json"]),
    ...(utf8Text(readVerified(reader, "bag-info.txt"), "bag-info.txt") === info ? [] : ["bag-info.txt says something else than pack.json"]),
    ...(pack.checkpointSha256 === checkpoint ? [] : ["the population checkpoint is not the one that pack.json states"]),
  ];
}

function verifyFigures(contents: PackContents, analyses: readonly Analysis[] | null, recorder: StepRecorder): ReperformanceReport | null {
  if (analyses === null) {
    recorder.record("reperformance", "not-checked", "Figures were not recomputed.");
    return null;
  }
  if (recorder.anyFailed) return null;
  const report = recorder.attempt("reperformance", () => reperformRuns(contents.runs, analyses));
  if (report === null) return null;
  const state =
    report.result === "success"
      ? "pass"
      : report.result === "failure"
        ? "fail"
        : report.runs.some((run) => run.state === "not-checked")
          ? "not-checked"
          : "withheld";
  const open = report.runs.filter((run) => run.state !== "pass");
  recorder.record(
    "reperformance",
    state,
    report.conclusion,
    open.map((run) => `${run.runId} (${run.analysisId}): ${run.message}`),
  );
  return report;
}

function tagmanifestSha256(reader: PackReader): string {
  return reader.files.find((file) => file.path === TAG_MANIFEST)?.sha256 ?? "";
}

interface Verified {
  readonly reader: PackReader;
  readonly recorder: StepRecorder;
  readonly contents: PackContents | null;
  readonly signatures: SignatureFindings | null;
  readonly reperformance: ReperformanceReport | null;
}

function reportOf({ reader, recorder, contents, signatures, reperformance }: Verified): VerificationReport {
  const steps = recorder.steps();
  const open = steps.filter((step) => step.mandatory && step.state !== "pass");
  const result = steps.some((step) => step.state === "fail") ? "failure" : open.length > 0 ? "incomplete" : "success";
  const signer = signatures?.signer ?? null;
  const pack = contents?.pack ?? packDocumentSchema.safeParse(signatures?.statement?.predicate).data ?? null;
  return {
    formatVersion: 1,
    profile: PROFILE,
    success: result === "success",
    result,
    conclusion: conclusionOf(result, steps, signer),
    steps,
    pack: pack === null ? null : claimsOf(pack, tagmanifestSha256(reader)),
    signer,
    files: reader.files.length,
    bytes: reader.files.reduce((sum, file) => sum + file.bytes, 0),
    reperformance,
  };
}

function claimsOf({ packId, revision, kind, title, sealedAt }: PackDocument, tagmanifest: string): VerificationReport["pack"] {
  return { packId, revision, kind, title, sealedAt, tagmanifestSha256: tagmanifest };
}

function conclusionOf(
  result: VerificationReport["result"],
  steps: readonly VerificationStep[],
  signer: VerificationReport["signer"],
): string {
  const named = (state: VerificationStep["state"]): string =>
    steps
      .filter((step) => step.state === state && (step.mandatory || state === "fail"))
      .map((step) => step.title.charAt(0).toLowerCase() + step.title.slice(1))
      .join(", ");
  if (result === "failure") return `NOT VERIFIED. Failed: ${named("fail")}. Do not rely on this pack.`;
  const who = `signed by ${signer?.principal ?? "an unnamed key"} (${signer?.fingerprint ?? "no fingerprint"})`;
  if (result === "incomplete")
    return `NOT FULLY VERIFIED. Unchanged and ${who}, but not done: ${[named("withheld"), named("not-checked")].filter((text) => text !== "").join(", ")}.`;
  const recomputed = steps.some((step) => step.id === "reperformance" && step.state === "pass");
  return `VERIFIED. Unchanged and ${who}; ${recomputed ? "every figure was recomputed." : "figures were NOT recomputed."}`;
}
