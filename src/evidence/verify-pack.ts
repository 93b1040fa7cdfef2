import type { Analysis } from "../analyses/analysis.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type Pause, withPauses } from "../foundation/steps.ts";
import type { Trust } from "./allowed-signers.ts";
import { encodeBagInfo } from "./bag-manifest.ts";
import { type PackDocument, packDocumentSchema } from "./documents.ts";
import { utf8Text } from "./octets.ts";
import { type PackContents, readPackContents, runsOfPack } from "./pack-contents.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import { PROFILE, TAG_MANIFEST } from "./profile.ts";
import { reperformInSteps } from "./reperform.ts";
import { type RollbackRegister, verifyRollback } from "./rollback.ts";
import { StepRecorder } from "./step-recorder.ts";
import type {
  CountersignatureReport,
  ReperformanceReport,
  StepId,
  TimestampReport,
  VerificationReport,
  VerificationStep,
} from "./verification-report.ts";
import { verifyCheckpoint } from "./verify-checkpoint.ts";
import { verifyContainer, verifyFileSet, verifyPayloadManifest, verifyTagManifest } from "./verify-bag.ts";
import { verifyCountersignatures } from "./verify-countersignatures.ts";
import { crossReferenceProblems } from "./verify-documents.ts";
import { verifyFindings } from "./verify-findings.ts";
import { verifyJournal } from "./verify-journal.ts";
import { type SignatureContext, type SignatureFindings, verifyAuditorSignatures } from "./verify-signatures.ts";
import { verifyTimestamps } from "./verify-timestamps.ts";

export interface VerifyOptions {
  /** ISO instant against which the allow-list's validity periods are held; the core has no clock. */
  readonly verifyTime: string;
  /** Null: figures are not recomputed, and the report says so. Given: re-performance is mandatory. */
  readonly analyses: readonly Analysis[] | null;
  readonly rollback?: RollbackRegister;
  /** What the reader asks for beyond the auditor's signature; what the pack says about it does not count. */
  readonly require?: { readonly countersignatures?: number; readonly timestamp?: boolean };
  /** Called between the steps of re-performance, which takes long; what it throws ends the verification without a report. */
  readonly pause?: Pause;
}

/** Verifies a pack in the fixed order of the profile. Never throws for what a pack holds. */
export async function verifyPack(reader: PackReader, trust: Trust, options: VerifyOptions): Promise<VerificationReport> {
  const verifyTimeMs = Date.parse(options.verifyTime);
  if (Number.isNaN(verifyTimeMs))
    throw new TickmarkError("usage", `"${options.verifyTime}" is no instant.`, { expected: "2026-11-23T16:00:00Z" });
  const also: StepId[] = [
    ...(options.analyses === null ? [] : ["reperformance" as const]),
    ...(options.rollback === undefined ? [] : ["rollback" as const]),
    ...((options.require?.countersignatures ?? 0) > 0 ? ["countersignatures" as const] : []),
    ...(options.require?.timestamp === true ? ["timestamps" as const] : []),
  ];
  const recorder = new StepRecorder(also);
  if (!verifyContainer(reader, recorder)) return reportOf({ ...NOTHING_READ, reader, recorder });
  const manifest = verifyFileSet(reader, recorder);
  const timestamps = await verifyTimestamps({ reader, trust, verifyTimeMs, recorder });
  const signatureContext = { reader, trust, verifyTimeMs, recorder, timestamps };
  const signatures = verifyAuditorSignatures(signatureContext);
  const countersignatures = verifyCountersignatures(signatureContext, options.require?.countersignatures ?? 0);
  verifySubject(reader, signatures, recorder);
  verifyTagManifest(reader, recorder);
  verifyPayloadManifest(reader, manifest, recorder);
  const contents = (["file-set", "tagmanifest", "manifest"] as const).every((step) => recorder.passed(step))
    ? verifyDocuments(reader, recorder)
    : null;
  if (contents !== null) verifyContents(signatureContext, contents, signatures, options);
  const reperformance = contents === null ? null : await verifyFigures(contents, options, recorder);
  return reportOf({ reader, recorder, contents, signatures, countersignatures, timestamps, reperformance });
}

/** Recomputes the runs of a pack alone, without any claim about who made it. */
export async function reperformPack(reader: PackReader, analyses: readonly Analysis[], pause?: Pause): Promise<ReperformanceReport> {
  return withPauses(reperformInSteps(runsOfPack(reader), analyses), pause);
}

function verifySubject(reader: PackReader, { statement, sshsigOnly, signer }: SignatureFindings, recorder: StepRecorder): void {
  if (sshsigOnly) {
    // The SSHSIG is over the tag manifest itself; there is no digest to compare.
    const problems = signer === null ? ["there is no statement with a good signature"] : [];
    recorder.conclude("subject-digests", problems, `The signature is over this ${TAG_MANIFEST} itself.`);
    return;
  }
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

function verifyContents(context: SignatureContext, contents: PackContents, signatures: SignatureFindings, options: VerifyOptions): void {
  const { reader, recorder } = context;
  const { pack } = contents;
  recorder.attempt("claims", () =>
    recorder.conclude("claims", claimProblems(reader, pack, signatures), "The signed statement and pack.json say the same."),
  );
  verifyFindings(context, contents);
  verifyJournal(reader, contents, recorder);
  verifyCheckpoint(reader, contents, recorder);
  verifyRollback(pack, tagmanifestSha256(reader), options.rollback, recorder);
}

function claimProblems(reader: PackReader, pack: PackDocument, signatures: SignatureFindings): string[] {
  if ((pack.signatures === "sshsig") !== signatures.sshsigOnly)
    return [`pack.json says that the signatures are ${pack.signatures}, and others are there`];
  if (signatures.sshsigOnly) return claimsOfKey(pack, signatures).concat(bagProblems(reader, pack));
  const { statement } = signatures;
  if (statement === null) return ["there is no statement with a good signature"];
  return [
    ...(canonicalJson(statement.predicate) === canonicalJson(pack) ? [] : ["the signed statement claims something else than pack.json"]),
    ...bagProblems(reader, pack),
  ];
}

/** Without a statement, the signed payload itself names who signs. */
function claimsOfKey(pack: PackDocument, { signer }: SignatureFindings): string[] {
  return signer?.fingerprint === pack.signer.fingerprint ? [] : ["pack.json names another key than the one that signed"];
}

function bagProblems(reader: PackReader, pack: PackDocument): string[] {
  const payload = reader.files.filter((file) => file.path.startsWith("data/"));
  const info = encodeBagInfo({
    baggingDate: pack.sealedAt.slice(0, 10),
    externalIdentifier: pack.packId,
    payload: { bytes: payload.reduce((sum, file) => sum + file.bytes, 0), files: payload.length },
  });
  const checkpoint = reader.files.find((file) => file.path === "data/population/checkpoint")?.sha256 ?? null;
  return [
    ...(utf8Text(readVerified(reader, "bag-info.txt"), "bag-info.txt") === info ? [] : ["bag-info.txt says something else than pack.json"]),
    ...(pack.checkpointSha256 === checkpoint ? [] : ["the population checkpoint is not the one that pack.json states"]),
  ];
}

async function verifyFigures(
  contents: PackContents,
  { analyses, pause }: VerifyOptions,
  recorder: StepRecorder,
): Promise<ReperformanceReport | null> {
  if (analyses === null) {
    recorder.record("reperformance", "not-checked", "Figures were not recomputed.");
    return null;
  }
  if (recorder.anyFailed) return null;
  const report = await recorder.attemptInSteps("reperformance", reperformInSteps(contents.runs, analyses), pause);
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
  readonly countersignatures: readonly CountersignatureReport[];
  readonly timestamps: readonly TimestampReport[];
  readonly reperformance: ReperformanceReport | null;
}

const NOTHING_READ = { contents: null, signatures: null, countersignatures: [], timestamps: [], reperformance: null };

function reportOf({ reader, recorder, contents, signatures, countersignatures, timestamps, reperformance }: Verified): VerificationReport {
  const steps = recorder.steps();
  const open = steps.filter((step) => step.mandatory && step.state !== "pass");
  const withheldOnly = open.length > 0 && open.every((step) => step.id === "reperformance" && step.state === "withheld");
  const result = steps.some((step) => step.state === "fail")
    ? "failure"
    : withheldOnly
      ? "withheld"
      : open.length > 0
        ? "incomplete"
        : "success";
  const signer = signatures?.signer ?? null;
  const pack = contents?.pack ?? packDocumentSchema.safeParse(signatures?.statement?.predicate).data ?? null;
  return {
    formatVersion: 2,
    profile: PROFILE,
    success: result === "success",
    result,
    conclusion: [conclusionOf(result, steps, signer), ...disagreements(result, countersignatures)].join(" "),
    steps,
    pack: pack === null ? null : claimsOf(pack, tagmanifestSha256(reader)),
    signer,
    countersignatures: [...countersignatures],
    timestamps: [...timestamps],
    files: reader.files.length,
    bytes: reader.files.reduce((sum, file) => sum + file.bytes, 0),
    reperformance,
  };
}

function claimsOf({ packId, revision, kind, title, sealedAt }: PackDocument, tagmanifest: string): VerificationReport["pack"] {
  return { packId, revision, kind, title, sealedAt, tagmanifestSha256: tagmanifest };
}

/** A good countersignature may disagree: whoever reads one sentence alone must learn of it. */
function disagreements(result: VerificationReport["result"], countersignatures: readonly CountersignatureReport[]): string[] {
  if (result === "failure") return [];
  const against = countersignatures.filter(({ state, conclusion }) => state === "pass" && conclusion === "disagrees");
  return against.map(({ principal }) => `The reviewer ${principal} DISAGREES.`);
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
  if (result === "withheld")
    return `NOT FULLY VERIFIED. Unchanged and ${who}; every figure that can be recomputed was, and the others rest on numbers that the pack withholds.`;
  if (result === "incomplete")
    return `NOT FULLY VERIFIED. Unchanged and ${who}, but not done: ${[named("withheld"), named("not-checked")].filter((text) => text !== "").join(", ")}.`;
  const recomputed = steps.some((step) => step.id === "reperformance" && step.state === "pass");
  return `VERIFIED. Unchanged and ${who}; ${recomputed ? "every figure was recomputed." : "figures were NOT recomputed."}`;
}
