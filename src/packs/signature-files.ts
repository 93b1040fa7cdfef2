import { fingerprintOf } from "../evidence/ed25519.ts";
import type { PackDocument } from "../evidence/documents.ts";
import { encodeEnvelope, preAuthenticationEncoding } from "../evidence/dsse.ts";
import { utf8 } from "../evidence/octets.ts";
import {
  AUDITOR_ENVELOPE,
  AUDITOR_SSHSIG,
  PACK_PREDICATE_TYPE,
  REVIEW_PREDICATE_TYPE,
  ROLE_NAMESPACES,
  STATEMENT_PAYLOAD_TYPE,
  type SignerRole,
  TAG_MANIFEST,
} from "../evidence/profile.ts";
import type { ReviewPredicate } from "../evidence/review-statement.ts";
import { encodeSshSignature, sshSignedBytes } from "../evidence/sshsig.ts";
import { encodeStatement } from "../evidence/statement.ts";
import { reviewerFiles } from "../evidence/verify-countersignatures.ts";
import type { Json } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import type { PackSigner } from "./pack-signer.ts";

interface SignatureFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** Both signatures of the auditor. What is signed: the statement's bytes (DSSE), and the tag manifest's bytes (SSHSIG). */
export function signatureFiles(pack: PackDocument, tagManifest: Uint8Array, signer: PackSigner): SignatureFile[] {
  const subject = [{ name: TAG_MANIFEST, digest: { sha256: sha256Hex(tagManifest) } }];
  return [
    {
      path: AUDITOR_ENVELOPE,
      content: envelope(encodeStatement({ subject, predicateType: PACK_PREDICATE_TYPE, predicate: pack }), signer),
    },
    { path: AUDITOR_SSHSIG, content: sshSignature(tagManifest, "auditor", signer) },
  ];
}

export interface ReviewInput {
  /** 1 to 99: the reviewer's place in the pack. */
  readonly number: number;
  readonly packId: string;
  readonly revision: number;
  readonly reviewedAt: string;
  readonly conclusion: ReviewPredicate["conclusion"];
  readonly reasons: readonly string[];
  readonly notes: ReviewPredicate["notes"];
  readonly verification: ReviewPredicate["verification"];
}

/**
 * A reviewer's countersignature over the tag manifest and the auditor's signature file, which stay as they are. That file is
 * the envelope; in packs that were signed outside it is the SSHSIG, and `auditorFile` says so.
 */
export function countersignatureFiles(
  review: ReviewInput,
  signed: { tagManifest: Uint8Array; auditorEnvelope: Uint8Array; auditorFile?: string },
  signer: PackSigner,
): SignatureFile[] {
  const { auditorFile = AUDITOR_ENVELOPE } = signed;
  const predicate = {
    formatVersion: 2,
    packId: review.packId,
    revision: review.revision,
    reviewer: { principal: signer.principal, role: "reviewer", fingerprint: fingerprintOf(signer.publicKey) },
    reviewedAt: review.reviewedAt,
    conclusion: review.conclusion,
    reasons: [...review.reasons],
    notes: review.notes.map((note) => ({ ...note })),
    verification: { ...review.verification },
  } satisfies ReviewPredicate & Json;
  const subject = [
    { name: TAG_MANIFEST, digest: { sha256: sha256Hex(signed.tagManifest) } },
    { name: auditorFile, digest: { sha256: sha256Hex(signed.auditorEnvelope) } },
  ];
  const files = reviewerFiles(review.number, auditorFile);
  return [
    { path: files.envelope, content: envelope(encodeStatement({ subject, predicateType: REVIEW_PREDICATE_TYPE, predicate }), signer) },
    { path: files.ssh, content: sshSignature(signed.auditorEnvelope, "reviewer", signer) },
  ];
}

function envelope(payload: Uint8Array, signer: PackSigner): Uint8Array {
  const signature = signer.sign(preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, payload));
  return utf8(encodeEnvelope({ payloadType: STATEMENT_PAYLOAD_TYPE, payload, keyId: signer.keyId, signature }));
}

function sshSignature(message: Uint8Array, role: SignerRole, signer: PackSigner): Uint8Array {
  const namespace = ROLE_NAMESPACES[role];
  const signature = signer.sign(sshSignedBytes(message, namespace));
  return utf8(encodeSshSignature({ publicKey: signer.publicKey, namespace, signature }));
}
