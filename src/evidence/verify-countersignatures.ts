import { refusalOf } from "./allowed-signers.ts";
import { decodeEnvelope, preAuthenticationEncoding } from "./dsse.ts";
import { fingerprintOf, keyIdOf, verifyEd25519 } from "./ed25519.ts";
import { describeError } from "../foundation/errors.ts";
import { readVerified } from "./pack-reader.ts";
import { AUDITOR_ENVELOPE, REVIEW_PREDICATE_TYPE, ROLE_NAMESPACES, STATEMENT_PAYLOAD_TYPE, TAG_MANIFEST } from "./profile.ts";
import { reviewPredicateSchema } from "./review-statement.ts";
import { decodeSshSignature, verifySshSignature } from "./sshsig.ts";
import { type Statement, decodeStatement } from "./statement.ts";
import type { SignatureContext } from "./verify-signatures.ts";

type Countersignature = { readonly state: "pass" | "fail" | "not-checked"; readonly text: string };

/** Each countersignature stands alone: a reviewer's statement over the tag manifest and the auditor's envelope. */
export function verifyCountersignatures(context: SignatureContext): void {
  const names = context.reader.files
    .map(({ path }) => /^signatures\/(reviewer-[1-9]\d?)\./.exec(path)?.[1])
    .filter((name) => name !== undefined);
  const reviewers = [...new Set(names)].toSorted();
  if (reviewers.length === 0) {
    context.recorder.record("countersignatures", "not-checked", "No reviewer has countersigned.");
    return;
  }
  const results = reviewers.map((reviewer) => verifyOne(context, reviewer));
  const state =
    (["fail", "not-checked", "pass"] as const).find((candidate) => results.some((result) => result.state === candidate)) ?? "fail";
  const message = {
    fail: "A countersignature is wrong.",
    "not-checked": "A reviewer is not on the list of trusted signers.",
    pass: "All countersignatures are good.",
  };
  context.recorder.record(
    "countersignatures",
    state,
    message[state],
    results.map((result) => result.text),
  );
}

function verifyOne({ reader, trust, verifyTimeMs }: SignatureContext, reviewer: string): Countersignature {
  const fail = (reason: string): Countersignature => ({ state: "fail", text: `${reviewer}: ${reason}` });
  const envelopePath = `signatures/${reviewer}.dsse.json`;
  const sshPath = `signatures/${reviewer}.auditor.dsse.json.sig`;
  try {
    const envelope = decodeEnvelope(readVerified(reader, envelopePath), envelopePath);
    const ssh = decodeSshSignature(readVerified(reader, sshPath), sshPath);
    if (keyIdOf(ssh.publicKey) !== envelope.keyId) return fail("the two signatures are by different keys.");
    if (envelope.payloadType !== STATEMENT_PAYLOAD_TYPE) return fail("the envelope holds another type of payload.");
    if (!verifyEd25519(envelope.signature, preAuthenticationEncoding(envelope.payloadType, envelope.payload), ssh.publicKey))
      return fail("the DSSE signature is wrong.");
    if (ssh.namespace !== ROLE_NAMESPACES.reviewer || !verifySshSignature(ssh, readVerified(reader, AUDITOR_ENVELOPE)))
      return fail("the SSH signature is wrong.");
    const statement = decodeStatement(envelope.payload, REVIEW_PREDICATE_TYPE, envelopePath);
    const review = reviewPredicateSchema.parse(statement.predicate);
    if (!coversBoth(statement, reader.files)) return fail("the statement is about another pack or another signature.");
    const fingerprint = fingerprintOf(ssh.publicKey);
    if (review.reviewer.fingerprint !== fingerprint) return fail("the statement names another key than the one that signed it.");
    const refusal = refusalOf(trust, {
      publicKey: ssh.publicKey,
      principal: review.reviewer.principal,
      namespace: ROLE_NAMESPACES.reviewer,
      verifyTimeMs,
    });
    if (refusal !== null) return { state: "not-checked", text: `${reviewer}: signer not trusted: ${refusal} (${fingerprint}).` };
    return { state: "pass", text: `${review.reviewer.principal} ${review.conclusion.replaceAll("-", " ")}.` };
  } catch (error) {
    return fail(describeError(error));
  }
}

/** Statements say "any of these subjects"; here both are asked for. */
function coversBoth(statement: Statement, files: readonly { path: string; sha256: string }[]): boolean {
  const asked = [TAG_MANIFEST, AUDITOR_ENVELOPE];
  return (
    statement.subject.length === asked.length &&
    asked.every((name) => {
      const sha256 = files.find((file) => file.path === name)?.sha256;
      return sha256 !== undefined && statement.subject.some((subject) => subject.name === name && subject.digest.sha256 === sha256);
    })
  );
}
