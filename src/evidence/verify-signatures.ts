import { type Trust, refusalOf } from "./allowed-signers.ts";
import { decodeManifest } from "./bag-manifest.ts";
import { type PackDocument, packDocumentSchema } from "./documents.ts";
import { type DsseEnvelope, decodeEnvelope, preAuthenticationEncoding } from "./dsse.ts";
import { fingerprintOf, keyIdOf, verifyEd25519 } from "./ed25519.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { sameBytes, utf8Text } from "./octets.ts";
import { readDocument } from "./pack-contents.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import {
  AUDITOR_ENVELOPE,
  AUDITOR_SSHSIG,
  PACK_PREDICATE_TYPE,
  PAYLOAD_MANIFEST,
  ROLE_NAMESPACES,
  STATEMENT_PAYLOAD_TYPE,
  TAG_MANIFEST,
} from "./profile.ts";
import { SSH_ED25519, type SshKey, sshKeyType } from "./ssh-wire.ts";
import { type SshSignature, applicationOf, decodeSshSignature, verifySshSignature, wasTouched } from "./sshsig.ts";
import { type Statement, decodeStatement } from "./statement.ts";
import type { StepRecorder } from "./step-recorder.ts";
import type { StepId, TimestampReport, VerificationReport } from "./verification-report.ts";

const PACK_DOCUMENT = "data/pack.json";
const TRUSTED = "The signature is good and its key is trusted as auditor.";

interface Signed {
  readonly publicKey: Uint8Array;
  readonly application?: string | null;
  readonly principal: string | null;
}

export interface SignatureContext {
  readonly reader: PackReader;
  readonly trust: Trust;
  readonly verifyTimeMs: number;
  readonly recorder: StepRecorder;
  /** Checked before, because a time stamp decides at which time a key must have been valid. */
  readonly timestamps: readonly TimestampReport[];
}

export interface SignatureFindings {
  /** What was signed; null unless the signature over it is good (its signer may still be unknown). */
  readonly statement: Statement | null;
  /** The pack has no DSSE envelope at all; it passes only if the signed pack.json says so. */
  readonly sshsigOnly: boolean;
  readonly signer: VerificationReport["signer"];
}

/**
 * Both signatures of the auditor are asked for. The one exception is a key held outside, which makes no DSSE envelope:
 * then the signed pack.json must say `signatures: "sshsig"`, and a good SSHSIG by exactly the key it names must stand over it.
 * Taking the envelope from a pack that was signed twice therefore fails, and so does adding one to a pack that was signed once.
 *
 * A key is trusted as of the time at which its signature is known to have existed: the earliest checked RFC 3161 time stamp
 * over a signature of the auditor (state "pass" only), else the time of the verification. So a signature that was stamped
 * while the key was valid stays good after its `valid-before`, and one without a stamp does not: its date is only a claim.
 */
export function verifyAuditorSignatures(context: SignatureContext): SignatureFindings {
  const { reader, recorder } = context;
  const ssh = recorder.attempt("auditor-sshsig", () => decodeSshSignature(readVerified(reader, AUDITOR_SSHSIG), AUDITOR_SSHSIG));
  const sshsigOnly = !reader.files.some(({ path }) => path === AUDITOR_ENVELOPE);
  if (sshsigOnly) return verifySshsigOnly(context, ssh);
  const envelope = recorder.attempt("auditor-dsse", () => decodeEnvelope(readVerified(reader, AUDITOR_ENVELOPE), AUDITOR_ENVELOPE));
  const envelopeKey = envelope === null ? null : keyNamed(envelope.keyId, context.trust, ssh);
  const statement = envelope === null ? null : recorder.attempt("auditor-dsse", () => openEnvelope(context, envelope, envelopeKey));
  const principal = claimedPrincipal(statement);
  if (statement !== null && envelopeKey !== null) judgeTrust(context, "auditor-dsse", { publicKey: envelopeKey, principal }, TRUSTED);
  if (ssh !== null && sshSignatureIsGood(context, ssh)) judgeTrust(context, "auditor-sshsig", { ...keyOf(ssh), principal }, TRUSTED);
  compareKeys(recorder, envelopeKey, ssh, statement);
  const key = envelopeKey === null ? (ssh === null ? null : keyOf(ssh)) : { publicKey: envelopeKey, application: null };
  const trusted = recorder.passed("auditor-dsse") && recorder.passed("auditor-sshsig") && recorder.passed("same-key");
  return {
    statement,
    sshsigOnly: false,
    signer: key === null ? null : { principal, role: "auditor", fingerprint: fingerprintOf(key.publicKey, key.application), trusted },
  };
}

/** When the auditor's signature is known to have existed, else when it is verified (milliseconds since 1970). */
export function trustTimeMs({ timestamps, verifyTimeMs }: Pick<SignatureContext, "timestamps" | "verifyTimeMs">): number {
  const stamped = timestamps
    .filter(({ state, of }) => state === "pass" && (of === AUDITOR_ENVELOPE || of === AUDITOR_SSHSIG))
    .map(({ time }) => (time === null ? Number.NaN : Date.parse(time)))
    .filter((time) => !Number.isNaN(time));
  return stamped.length === 0 ? verifyTimeMs : Math.min(...stamped);
}

/** A key held outside makes no DSSE envelope; what it signs is the tag manifest, and with it every claim in pack.json. */
function verifySshsigOnly(context: SignatureContext, ssh: SshSignature | null): SignatureFindings {
  const { reader, recorder } = context;
  recorder.record("auditor-dsse", "fail", "There is no DSSE envelope.");
  recorder.record("same-key", "fail", "There are not two readable signatures to compare.");
  const nobody: SignatureFindings = { statement: null, sshsigOnly: true, signer: null };
  if (ssh === null || !sshSignatureIsGood(context, ssh)) return nobody;
  const key = keyOf(ssh);
  const pack = recorder.attempt("auditor-dsse", () => signedPackDocument(reader));
  const principal = pack?.signer.principal ?? null;
  judgeTrust(context, "auditor-sshsig", { ...key, principal }, TRUSTED);
  if (pack === null) return nobody;
  const fingerprint = fingerprintOf(key.publicKey, key.application);
  const problems = [
    ...(pack.signatures === "sshsig" ? [] : ["the signed pack.json says that there is a DSSE envelope, and it was taken away"]),
    ...(pack.signer.fingerprint === fingerprint ? [] : ["pack.json names another key than the one that signed"]),
    ...(pack.signer.keyType === sshKeyType(key.application) ? [] : ["pack.json names another type of key than the one that signed"]),
  ];
  if (problems.length === 0) {
    recorder.waive("auditor-dsse", "The key is held outside and makes no DSSE envelope, as the signed pack.json says.");
    recorder.waive("same-key", "There is one signature, as the signed pack.json says.");
  } else recorder.conclude("auditor-dsse", problems, "");
  const trusted = problems.length === 0 && recorder.passed("auditor-sshsig");
  return { ...nobody, signer: { principal, role: "auditor", fingerprint, trusted } };
}

/** pack.json, followed from the signed tag manifest over the manifest: nothing of it counts that the signature does not cover. */
function signedPackDocument(reader: PackReader): PackDocument {
  const listed = (manifest: string, path: string): void => {
    const entries = decodeManifest(utf8Text(readVerified(reader, manifest), manifest), manifest);
    const sha256 = reader.files.find((file) => file.path === path)?.sha256;
    if (sha256 === undefined || entries.find((entry) => entry.path === path)?.sha256 !== sha256)
      throw new TickmarkError("verification-failed", `${path} is not the file that was signed.`);
  };
  listed(TAG_MANIFEST, PAYLOAD_MANIFEST);
  listed(PAYLOAD_MANIFEST, PACK_DOCUMENT);
  return readDocument(reader, PACK_DOCUMENT, packDocumentSchema);
}

function keyOf(ssh: SshSignature): SshKey {
  return { publicKey: ssh.publicKey, application: applicationOf(ssh) };
}

/** The key id is only a hint of which key to try; the signature decides. */
function keyNamed(keyId: string, trust: Trust, ssh: SshSignature | null): Uint8Array | null {
  const plain = trust.signers.filter((signer) => signer.application === null).map((signer) => signer.publicKey);
  const known = [...plain, ssh === null || applicationOf(ssh) !== null ? null : ssh.publicKey];
  return known.find((key) => key !== null && keyIdOf(key) === keyId) ?? null;
}

function openEnvelope({ recorder }: SignatureContext, envelope: DsseEnvelope, publicKey: Uint8Array | null): Statement | null {
  const refuse = (message: string): null => {
    recorder.record("auditor-dsse", "fail", message, [message]);
    return null;
  };
  if (envelope.payloadType !== STATEMENT_PAYLOAD_TYPE) return refuse("The envelope holds another type of payload.");
  if (publicKey === null) return refuse(`Signer unknown: no trusted key has the id ${envelope.keyId}.`);
  if (!verifyEd25519(envelope.signature, preAuthenticationEncoding(envelope.payloadType, envelope.payload), publicKey))
    return refuse("The signature is wrong.");
  return decodeStatement(envelope.payload, PACK_PREDICATE_TYPE, AUDITOR_ENVELOPE);
}

/** Records what is wrong with it; whether its key is trusted is asked after. */
function sshSignatureIsGood({ reader, recorder }: SignatureContext, ssh: SshSignature): boolean {
  const good = recorder.attempt("auditor-sshsig", () => {
    const wrong =
      ssh.namespace !== ROLE_NAMESPACES.auditor
        ? `The signature was made for another purpose than ${ROLE_NAMESPACES.auditor}.`
        : verifySshSignature(ssh, readVerified(reader, TAG_MANIFEST))
          ? null
          : wasTouched(ssh)
            ? `The signature over ${TAG_MANIFEST} is wrong.`
            : "The security key signed without having been touched.";
    if (wrong !== null) recorder.record("auditor-sshsig", "fail", wrong, [wrong]);
    return wrong === null;
  });
  return good === true;
}

/** A good signature of somebody unknown must look nothing like success. */
function judgeTrust(
  context: SignatureContext,
  step: StepId,
  { publicKey, application = null, principal }: Signed,
  passMessage: string,
): void {
  const { trust, recorder } = context;
  const namespace = ROLE_NAMESPACES.auditor;
  const refusal = refusalOf(trust, { publicKey, application, principal, namespace, verifyTimeMs: trustTimeMs(context) });
  if (refusal === null) recorder.record(step, "pass", passMessage);
  else recorder.record(step, "fail", `Signer not trusted: ${refusal} (${fingerprintOf(publicKey, application)}).`, [refusal]);
}

function compareKeys(recorder: StepRecorder, envelopeKey: Uint8Array | null, ssh: SshSignature | null, statement: Statement | null): void {
  if (envelopeKey === null || ssh === null || statement === null) {
    recorder.record("same-key", "fail", "There are not two readable signatures to compare.");
    return;
  }
  const problems = [
    ...(sameBytes(envelopeKey, ssh.publicKey) && applicationOf(ssh) === null ? [] : ["the two signatures are by different keys"]),
    ...(claim(statement, "fingerprint") === fingerprintOf(envelopeKey)
      ? []
      : ["the statement names another key than the one that signed it"]),
    ...(claim(statement, "keyType") === SSH_ED25519 ? [] : ["the statement names another type of key than the one that signed it"]),
    ...(claim(statement, "role") === "auditor" ? [] : ["the statement is not made in the role of auditor"]),
  ];
  recorder.conclude("same-key", problems, "Both signatures are by the key that the statement names.");
}

function claimedPrincipal(statement: Statement | null): string | null {
  const principal = statement === null ? undefined : claim(statement, "principal");
  return typeof principal === "string" ? principal : null;
}

function claim(statement: Statement, name: string): unknown {
  const signer = statement.predicate["signer"];
  return typeof signer === "object" && signer !== null && !Array.isArray(signer) && Object.hasOwn(signer, name) ? signer[name] : undefined;
}
