import { z } from "zod";
import { type FindingDraft, type FindingView, findingDraftSchema } from "../contract/finding-schemas.ts";
import { type FindingsDocument, type SignOff, signOffSchema } from "../evidence/documents.ts";
import { encodeEnvelope, preAuthenticationEncoding } from "../evidence/dsse.ts";
import { fingerprintOf } from "../evidence/ed25519.ts";
import { STATEMENT_PAYLOAD_TYPE } from "../evidence/profile.ts";
import { findingDigest, predicateOf, signOffStatement } from "../evidence/sign-off.ts";
import { sshKeyLine } from "../evidence/ssh-wire.ts";
import { TickmarkError, isTickmarkError } from "../foundation/errors.ts";
import type { Figure } from "../foundation/figure.ts";
import { openCaseSecret } from "../packs/case-secret.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import { pseudonymOf } from "../packs/pseudonyms.ts";
import type { StoredRecord } from "../ports/case-records.ts";
import { numberText } from "../report/number-text.ts";
import type { CaseSession } from "./case-session.ts";
import { packIdOf } from "./pack-id.ts";
import { findingInPack } from "./pack-identifiers.ts";
import type { RunService } from "./run-service.ts";

const storedSchema = z.strictObject({ ...findingDraftSchema.shape, findingId: z.string() });
type StoredFinding = z.infer<typeof storedSchema>;

const storedSignOffSchema = z.strictObject({
  signOff: signOffSchema,
  /** Digest of the finding as the case has it; the signed one is that of the form in packs. */
  textSha256: z.string(),
  /** As packs cite them. */
  figures: findingDraftSchema.shape.figures,
});
type StoredSignOff = z.infer<typeof storedSignOffSchema>;

/** Findings of a case, with their sign-offs. Nothing is overwritten: each save is a version of its own in the journal. */
export class FindingService {
  readonly #runs: RunService;

  constructor(runs: RunService) {
    this.#runs = runs;
  }

  list(session: CaseSession): FindingView[] {
    const figures = new Map<string, ReadonlyMap<string, Figure> | null>();
    return current(session).map((record) => this.#view(session, record, figures));
  }

  /** A new finding (`findingId` null) or a new version of one; whatever was signed before is then no longer in force. */
  save(session: CaseSession, draft: FindingDraft): FindingView {
    const parsed = findingDraftSchema.safeParse(draft);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new TickmarkError("bad-input", `This is no finding: "${issue?.path.join(".") ?? ""}": ${issue?.message ?? ""}.`);
    }
    const text = parsed.data;
    this.#requireFigures(session, text);
    const before = text.findingId === null ? null : requireFinding(session, text.findingId);
    const document: StoredFinding = { ...text, findingId: before?.findingId ?? nextFindingId(session) };
    if (before === null || findingDigest(textOf(before)) !== findingDigest(document))
      session.kase.addFinding({ findingId: document.findingId, status: "current", document });
    return this.#one(session, document.findingId);
  }

  /** The finding leaves the case's packs; its versions and sign-offs stay in the journal. */
  remove(session: CaseSession, findingId: string, reason: string): void {
    if (reason.trim() === "") throw new TickmarkError("bad-input", "A finding is removed with a reason.");
    requireFinding(session, findingId);
    session.kase.addFinding({ findingId, status: "removed", document: { findingId, reason } });
  }

  /**
   * A person's signature over the finding as it is now, for this case and this role. What is signed is the form that packs show:
   * figures whose ids name a person are cited there under pseudonyms, which the case secret gives.
   */
  signOff(session: CaseSession, findingId: string, role: "preparer" | "reviewer", signer: PackSigner): FindingView {
    const text = textOf(requireFinding(session, findingId));
    const textSha256 = findingDigest(text);
    const figures = this.#figuresInPack(session, text, textSha256, signer);
    const signOff = signedOff(session, { ...text, figures }, role, signer);
    const document: StoredSignOff = { signOff, textSha256, figures };
    session.kase.addSignoff({
      subjectKind: "finding",
      subjectId: findingId,
      subjectDigest: signOff.findingSha256,
      role,
      keyId: signer.keyId,
      document,
    });
    return this.#one(session, findingId);
  }

  /** Opens the case secret only when a figure names a person; else whoever signed off the same text before has settled it. */
  #figuresInPack(session: CaseSession, text: StoredFinding, textSha256: string, signer: PackSigner): StoredFinding["figures"] {
    const records = new Map([...new Set(text.figures.map(({ runId }) => runId))].map((id) => [id, this.#runs.load(session, id).record]));
    const hidden = findingInPack(text, records, () => "hidden").figures;
    if (hidden.every(({ figureId }, index) => figureId === text.figures[index]?.figureId)) return text.figures;
    try {
      const { kase } = session;
      const { pseudonymKey } = openCaseSecret(kase.directory, kase.meta().caseId, signer, { create: true });
      return findingInPack(text, records, (field, id) => pseudonymOf(pseudonymKey, field, id)).figures;
    } catch (error) {
      const earlier = storedSignOffs(session, text.findingId).findLast((stored) => stored.textSha256 === textSha256);
      if (earlier !== undefined) return earlier.figures;
      if (!isTickmarkError(error)) throw error;
      const remedy = "Let somebody sign off first whose key opens the case secret; the pseudonyms of the figures are then settled.";
      throw new TickmarkError(error.code, error.message, { ...error.detail, remedy });
    }
  }

  #one(session: CaseSession, findingId: string): FindingView {
    return this.#view(session, requireFinding(session, findingId), new Map());
  }

  #view(session: CaseSession, record: StoredRecord<"finding">, seen: Map<string, ReadonlyMap<string, Figure> | null>): FindingView {
    const text = textOf(record);
    const digest = findingDigest(text);
    return {
      ...text,
      savedAt: record.recordedAt,
      savedBy: record.recordedBy,
      digest,
      signOffs: storedSignOffs(session, record.findingId).map(({ signOff: { role, principal, fingerprint, at }, textSha256 }) => ({
        role,
        principal,
        fingerprint,
        at,
        inForce: textSha256 === digest,
      })),
      figureTexts: text.figures.map(({ runId, figureId }) => {
        if (!seen.has(runId)) seen.set(runId, this.#figuresOf(session, runId));
        const figure = seen.get(runId)?.get(figureId);
        return figure === undefined ? null : figureText(figure);
      }),
    };
  }

  #requireFigures(session: CaseSession, { figures }: FindingDraft): void {
    const known = new Map([...new Set(figures.map(({ runId }) => runId))].map((runId) => [runId, this.#figuresOf(session, runId)]));
    for (const { runId, figureId } of figures) {
      if (known.get(runId)?.has(figureId) === true) continue;
      throw new TickmarkError("not-found", `The finding cites the figure ${figureId} of the run ${runId}, which is not in this case.`, {
        remedy: "Cite figures of runs of this case; `tickmark show` lists them.",
      });
    }
  }

  /** Null where the run is not there or cannot be read. */
  #figuresOf(session: CaseSession, runId: string): ReadonlyMap<string, Figure> | null {
    try {
      return new Map(this.#runs.load(session, runId).record.figures.map((figure) => [figure.figureId, figure as Figure]));
    } catch {
      return null;
    }
  }
}

/** Findings as a pack carries them: with the sign-offs that are in force, and no others. */
export function packFindings(session: CaseSession): FindingsDocument {
  const findings = current(session).map((record) => {
    const text = textOf(record);
    const digest = findingDigest(text);
    const inForce = storedSignOffs(session, record.findingId).filter(({ textSha256 }) => textSha256 === digest);
    return { ...text, signOffs: inForce.map(({ signOff }) => signOff), reviewNotes: [] };
  });
  return { formatVersion: 1, findings };
}

function current(session: CaseSession): StoredRecord<"finding">[] {
  return session.kase
    .listFindings()
    .filter(({ status }) => status !== "removed")
    .toSorted((left, right) => (left.findingId < right.findingId ? -1 : 1));
}

function requireFinding(session: CaseSession, findingId: string): StoredRecord<"finding"> {
  const found = current(session).find((record) => record.findingId === findingId);
  if (found === undefined) throw new TickmarkError("not-found", `There is no finding "${findingId}" in this case.`);
  return found;
}

/** Numbers of removed findings are not given again. */
function nextFindingId(session: CaseSession): string {
  return `F-${String(session.kase.listFindings().length + 1).padStart(3, "0")}`;
}

function textOf(record: StoredRecord<"finding">): StoredFinding {
  const parsed = storedSchema.safeParse(record.document);
  if (!parsed.success) throw new TickmarkError("case-damaged", `The finding "${record.findingId}" cannot be read.`);
  return parsed.data;
}

function storedSignOffs(session: CaseSession, findingId: string): StoredSignOff[] {
  return session.kase
    .listSignoffs()
    .filter(({ subjectKind, subjectId }) => subjectKind === "finding" && subjectId === findingId)
    .map(({ document }) => {
      const parsed = storedSignOffSchema.safeParse(document);
      if (!parsed.success) throw new TickmarkError("case-damaged", `A sign-off of the finding "${findingId}" cannot be read.`);
      return parsed.data;
    });
}

function signedOff(session: CaseSession, finding: StoredFinding, role: SignOff["role"], signer: PackSigner): SignOff {
  const findingSha256 = findingDigest(finding);
  const unsigned: SignOff = {
    role,
    principal: signer.principal,
    fingerprint: fingerprintOf(signer.publicKey),
    at: session.nowIso(),
    findingSha256,
    publicKey: sshKeyLine({ publicKey: signer.publicKey, application: null }),
    envelope: "",
  };
  const predicate = predicateOf(unsigned, finding.findingId, packIdOf(session.kase.meta().caseId));
  const payload = signOffStatement(predicate, findingSha256);
  const signature = signer.sign(preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, payload));
  return { ...unsigned, envelope: encodeEnvelope({ payloadType: STATEMENT_PAYLOAD_TYPE, payload, keyId: signer.keyId, signature }) };
}

function figureText({ outcome, unit }: Figure): string {
  if (outcome.status === "not-computable") return `not computable: ${outcome.reason}`;
  const { estimate, n, interval } = outcome;
  const range = interval === undefined ? "" : ` (${numberText(interval.lower, unit)} to ${numberText(interval.upper, unit)})`;
  return `${numberText(estimate, unit)}${range}, n = ${numberText(n, "count")}`;
}
