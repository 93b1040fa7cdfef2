import { type Trust, refusalOf } from "./allowed-signers.ts";
import { type DsseEnvelope, decodeEnvelope, preAuthenticationEncoding } from "./dsse.ts";
import { fingerprintOf, keyIdOf, verifyEd25519 } from "./ed25519.ts";
import { sameBytes } from "./octets.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import {
  AUDITOR_ENVELOPE,
  AUDITOR_SSHSIG,
  PACK_PREDICATE_TYPE,
  ROLE_NAMESPACES,
  STATEMENT_PAYLOAD_TYPE,
  type SignerRole,
  TAG_MANIFEST,
} from "./profile.ts";
import { type SshSignature, decodeSshSignature, verifySshSignature } from "./sshsig.ts";
import { type Statement, decodeStatement } from "./statement.ts";
import type { StepRecorder } from "./step-recorder.ts";
import type { StepId, VerificationReport } from "./verification-report.ts";

export interface SignatureContext {
  readonly reader: PackReader;
  readonly trust: Trust;
  readonly verifyTimeMs: number;
  readonly recorder: StepRecorder;
}

export interface SignatureFindings {
  /** What was signed; null unless the signature over it is good (its signer may still be unknown). */
  readonly statement: Statement | null;
  readonly signer: VerificationReport["signer"];
}

/** Both signatures of the auditor are asked for by the verifier; what the pack says about it does not count. */
export function verifyAuditorSignatures(context: SignatureContext): SignatureFindings {
  const { reader, recorder } = context;
  const ssh = recorder.attempt("auditor-sshsig", () => decodeSshSignature(readVerified(reader, AUDITOR_SSHSIG), AUDITOR_SSHSIG));
  const envelope = recorder.attempt("auditor-dsse", () => decodeEnvelope(readVerified(reader, AUDITOR_ENVELOPE), AUDITOR_ENVELOPE));
  const envelopeKey = envelope === null ? null : keyNamed(envelope.keyId, context.trust, ssh);
  const statement = envelope === null ? null : recorder.attempt("auditor-dsse", () => openEnvelope(context, envelope, envelopeKey));
  const principal = claimedPrincipal(statement);
  if (statement !== null && envelopeKey !== null)
    judgeTrust(context, "auditor-dsse", { publicKey: envelopeKey, principal }, "The signature is good and its key is trusted as auditor.");
  if (ssh !== null) judgeSshSignature(context, ssh, principal);
  compareKeys(recorder, envelopeKey, ssh, statement);
  const key = envelopeKey ?? ssh?.publicKey ?? null;
  const trusted = recorder.passed("auditor-dsse") && recorder.passed("auditor-sshsig") && recorder.passed("same-key");
  return { statement, signer: key === null ? null : { principal, role: "auditor", fingerprint: fingerprintOf(key), trusted } };
}

/** The key id is only a hint of which key to try; the signature decides. */
function keyNamed(keyId: string, trust: Trust, ssh: SshSignature | null): Uint8Array | null {
  const known = [...trust.signers.map((signer) => signer.publicKey), ssh?.publicKey ?? null];
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

function judgeSshSignature(context: SignatureContext, ssh: SshSignature, principal: string | null): void {
  const { reader, recorder } = context;
  recorder.attempt("auditor-sshsig", () => {
    const wrong =
      ssh.namespace !== ROLE_NAMESPACES.auditor
        ? `The signature was made for another purpose than ${ROLE_NAMESPACES.auditor}.`
        : verifySshSignature(ssh, readVerified(reader, TAG_MANIFEST))
          ? null
          : `The signature over ${TAG_MANIFEST} is wrong.`;
    if (wrong === null)
      judgeTrust(
        context,
        "auditor-sshsig",
        { publicKey: ssh.publicKey, principal },
        "The signature is good and its key is trusted as auditor.",
      );
    else recorder.record("auditor-sshsig", "fail", wrong, [wrong]);
  });
}

/** A good signature of somebody unknown must look nothing like success. */
export function judgeTrust(
  { trust, verifyTimeMs, recorder }: SignatureContext,
  step: StepId,
  { publicKey, principal, role = "auditor" }: { publicKey: Uint8Array; principal: string | null; role?: SignerRole },
  passMessage: string,
): void {
  const refusal = refusalOf(trust, { publicKey, principal, namespace: ROLE_NAMESPACES[role], verifyTimeMs });
  if (refusal === null) recorder.record(step, "pass", passMessage);
  else recorder.record(step, "fail", `Signer not trusted: ${refusal} (${fingerprintOf(publicKey)}).`, [refusal]);
}

function compareKeys(recorder: StepRecorder, envelopeKey: Uint8Array | null, ssh: SshSignature | null, statement: Statement | null): void {
  if (envelopeKey === null || ssh === null || statement === null) {
    recorder.record("same-key", "fail", "There are not two readable signatures to compare.");
    return;
  }
  const problems = [
    ...(sameBytes(envelopeKey, ssh.publicKey) ? [] : ["the two signatures are by different keys"]),
    ...(claim(statement, "fingerprint") === fingerprintOf(envelopeKey)
      ? []
      : ["the statement names another key than the one that signed it"]),
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
