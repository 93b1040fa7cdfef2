import { describeError } from "../foundation/errors.ts";
import { refusalOf } from "./allowed-signers.ts";
import { type PackDocument, packDocumentSchema } from "./documents.ts";
import { decodeEnvelope, preAuthenticationEncoding } from "./dsse.ts";
import { fingerprintOf, keyIdOf, verifyEd25519 } from "./ed25519.ts";
import { readDocument } from "./pack-contents.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import {
  AUDITOR_ENVELOPE,
  AUDITOR_SSHSIG,
  REVIEW_PREDICATE_TYPE,
  ROLE_NAMESPACES,
  STATEMENT_PAYLOAD_TYPE,
  TAG_MANIFEST,
} from "./profile.ts";
import { type ReviewPredicate, reviewPredicateSchema } from "./review-statement.ts";
import { runRecordSchema } from "./run-record.ts";
import { applicationOf, decodeSshSignature, verifySshSignature } from "./sshsig.ts";
import { type Statement, decodeStatement } from "./statement.ts";
import type { CountersignatureReport, StepState } from "./verification-report.ts";
import type { SignatureContext } from "./verify-signatures.ts";

/** The auditor's signature that reviewers and time stamps refer to: the envelope; without one, the SSHSIG. */
export function auditorSignatureFile({ files }: Pick<PackReader, "files">): string {
  return files.some(({ path }) => path === AUDITOR_ENVELOPE) ? AUDITOR_ENVELOPE : AUDITOR_SSHSIG;
}

/** Files of one reviewer: the statement, and the SSHSIG over the auditor's signature file. */
export function reviewerFiles(number: number, auditorFile: string): { envelope: string; ssh: string } {
  const base = `signatures/reviewer-${number}`;
  return { envelope: `${base}.dsse.json`, ssh: `${base}.${auditorFile.slice("signatures/".length)}.sig` };
}

/** Numbers of the reviewers that a pack has files of, in order. */
export function reviewerNumbers({ files }: Pick<PackReader, "files">): number[] {
  const numbers = files.flatMap(({ path }) => /^signatures\/reviewer-([1-9]\d?)\./.exec(path)?.[1] ?? []).map(Number);
  return [...new Set(numbers)].toSorted((left, right) => left - right);
}

/**
 * Each countersignature stands alone: a reviewer's statement over the tag manifest and the auditor's signature. It counts
 * when the reader trusts its key as a reviewer's; one person, and one key, counts once, and the auditor never.
 */
export function verifyCountersignatures(context: SignatureContext, required: number): CountersignatureReport[] {
  const numbers = reviewerNumbers(context.reader);
  const asked = required > 0 ? ` ${required} asked for.` : "";
  if (numbers.length === 0) {
    context.recorder.record("countersignatures", required > 0 ? "fail" : "not-checked", `No reviewer has countersigned.${asked}`);
    return [];
  }
  const facts = readFacts(context.reader);
  const reports = markRepeated(numbers.map((number) => verifyOne(context, facts, number)));
  const good = reports.filter(({ state }) => state === "pass");
  const counted = countPersons(good);
  const worst = (["fail", "not-checked"] as const).find((candidate) => reports.some(({ state }) => state === candidate)) ?? "pass";
  const state: StepState = worst === "fail" || counted < required ? "fail" : required > 0 ? "pass" : worst;
  context.recorder.record(
    "countersignatures",
    state,
    state === "fail" && worst === "fail"
      ? "A countersignature is wrong."
      : `${sentenceOf(reports, good)} Trusted reviewers: ${counted}.${asked}`,
    reports.map(({ name, message }) => `${name}: ${message}`),
  );
  return reports;
}

/** Whatever shares a key or a name with another, directly or over a third, is by one person. */
function countPersons(reports: readonly CountersignatureReport[]): number {
  let persons: Set<string>[] = [];
  for (const { fingerprint, principal } of reports) {
    const own = new Set([`key ${fingerprint}`, `name ${principal}`]);
    const same = persons.filter((person) => [...own].some((mark) => person.has(mark)));
    persons = [...persons.filter((person) => !same.includes(person)), new Set([...own, ...same.flatMap((person) => [...person])])];
  }
  return persons.length;
}

function sentenceOf(reports: readonly CountersignatureReport[], good: readonly CountersignatureReport[]): string {
  const open = reports.length - good.length;
  const said = good.map(({ principal, conclusion }) => `${principal} ${(conclusion ?? "").replaceAll("-", " ")}.`);
  return [...said, ...(open === 0 ? [] : [`${open} by somebody who is not on the list of trusted reviewers.`])].join(" ");
}

/** A second countersignature of a person or a key is shown, and not counted again. */
function markRepeated(reports: readonly CountersignatureReport[]): CountersignatureReport[] {
  return reports.map((report, index) => {
    const same = reports
      .slice(0, index)
      .find(
        (other) =>
          other.state === "pass" &&
          report.state === "pass" &&
          (other.fingerprint === report.fingerprint || other.principal === report.principal),
      );
    return same === undefined ? report : { ...report, message: `${report.message} The same reviewer as ${same.name}; counted once.` };
  });
}

/** What countersignatures are held against. */
interface PackFacts {
  readonly pack: PackDocument | null;
  /** Ids of a run's figures; null for a run that the pack does not have. */
  readonly figuresOf: (runId: string) => ReadonlySet<string> | null;
}

function readFacts(reader: PackReader): PackFacts {
  const known = new Map<string, ReadonlySet<string> | null>();
  const read = (runId: string): ReadonlySet<string> | null => {
    const path = `data/runs/${runId}/run.json`;
    if (!reader.files.some((file) => file.path === path)) return null;
    return new Set(readDocument(reader, path, runRecordSchema).figures.map(({ figureId }) => figureId));
  };
  let pack: PackDocument | null = null;
  try {
    pack = readDocument(reader, "data/pack.json", packDocumentSchema);
  } catch {
    // The documents step says why; no countersignature can agree with such a pack.
  }
  return {
    pack,
    figuresOf: (runId) => {
      const figures = known.has(runId) ? (known.get(runId) ?? null) : read(runId);
      known.set(runId, figures);
      return figures;
    },
  };
}

function verifyOne(
  { reader, trust, verifyTimeMs, timestamps }: SignatureContext,
  facts: PackFacts,
  number: number,
): CountersignatureReport {
  const name = `reviewer-${number}`;
  const nothing = { name, principal: null, fingerprint: null, conclusion: null, reviewedAt: null, reasons: [], notes: [] };
  const fail = (message: string): CountersignatureReport => ({ ...nothing, state: "fail", message });
  try {
    const auditorFile = auditorSignatureFile(reader);
    const files = reviewerFiles(number, auditorFile);
    const stray = reader.files.find(({ path }) => path.startsWith(`signatures/${name}.`) && path !== files.envelope && path !== files.ssh);
    if (stray !== undefined) return fail(`${stray.path} is no file of this countersignature.`);
    const envelope = decodeEnvelope(readVerified(reader, files.envelope), files.envelope);
    const ssh = decodeSshSignature(readVerified(reader, files.ssh), files.ssh);
    if (applicationOf(ssh) !== null) return fail("It is by a security key, which cannot make the statement that belongs to it.");
    if (keyIdOf(ssh.publicKey) !== envelope.keyId) return fail("The two signatures are by different keys.");
    if (envelope.payloadType !== STATEMENT_PAYLOAD_TYPE) return fail("The envelope holds another type of payload.");
    if (!verifyEd25519(envelope.signature, preAuthenticationEncoding(envelope.payloadType, envelope.payload), ssh.publicKey))
      return fail("The DSSE signature is wrong.");
    if (ssh.namespace !== ROLE_NAMESPACES.reviewer || !verifySshSignature(ssh, readVerified(reader, auditorFile)))
      return fail("The SSH signature is wrong.");
    const statement = decodeStatement(envelope.payload, REVIEW_PREDICATE_TYPE, files.envelope);
    const review = reviewPredicateSchema.safeParse(statement.predicate).data;
    if (review === undefined) return fail("The statement is no review of this profile.");
    if (!coversBoth(statement, reader.files, auditorFile)) return fail("The statement is about another pack or another signature.");
    const fingerprint = fingerprintOf(ssh.publicKey);
    const problem = reviewProblem(review, fingerprint, facts);
    if (problem !== null) return fail(problem);
    const { principal } = review.reviewer;
    const { conclusion, reviewedAt, reasons, notes } = review;
    const said = { name, principal, fingerprint, conclusion, reviewedAt, reasons, notes };
    const stamp = timestamps.find(({ of, state }) => of === files.envelope && state === "pass")?.time;
    const time = stamp === undefined || stamp === null ? verifyTimeMs : Date.parse(stamp);
    const refusal = refusalOf(trust, { publicKey: ssh.publicKey, principal, namespace: ROLE_NAMESPACES.reviewer, verifyTimeMs: time });
    if (refusal !== null) return { ...said, state: "not-checked", message: `Signer not trusted: ${refusal} (${fingerprint}).` };
    return { ...said, state: "pass", message: `${principal} ${conclusion.replaceAll("-", " ")}.` };
  } catch (error) {
    return fail(describeError(error));
  }
}

/** What a good signature cannot make true. */
function reviewProblem(review: ReviewPredicate, fingerprint: string, { pack, figuresOf }: PackFacts): string | null {
  if (review.reviewer.fingerprint !== fingerprint) return "The statement names another key than the one that signed it.";
  if (pack === null || review.packId !== pack.packId || review.revision !== pack.revision)
    return "The statement names another pack or another revision.";
  if (fingerprint === pack.signer.fingerprint || review.reviewer.principal === pack.signer.principal)
    return "The auditor cannot countersign the own pack.";
  if (Number.isNaN(Date.parse(review.reviewedAt))) return "The statement gives no date.";
  if (review.conclusion !== "agrees" && !review.reasons.some((reason) => reason.trim() !== ""))
    return "The reviewer does not simply agree, and gives no reason.";
  for (const { runId, figureId } of review.notes) {
    if (runId === null && figureId !== null) return "A note names a figure and no run.";
    if (runId === null) continue;
    const figures = figuresOf(runId);
    if (figures === null) return "A note is about a run that the pack does not have.";
    if (figureId !== null && !figures.has(figureId)) return "A note is about a figure that the pack does not have.";
  }
  return null;
}

/** Statements say "any of these subjects"; here both are asked for. */
function coversBoth(statement: Statement, files: PackReader["files"], auditorFile: string): boolean {
  const asked = [TAG_MANIFEST, auditorFile];
  return (
    statement.subject.length === asked.length &&
    asked.every((name) => {
      const sha256 = files.find((file) => file.path === name)?.sha256;
      return sha256 !== undefined && statement.subject.some((subject) => subject.name === name && subject.digest.sha256 === sha256);
    })
  );
}
