import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { encodeBase64 } from "../evidence/base64.ts";
import type { PackDocument } from "../evidence/documents.ts";
import { type DsseEnvelope, decodeEnvelope, encodeEnvelope, preAuthenticationEncoding } from "../evidence/dsse.ts";
import { concatenate, utf8 } from "../evidence/octets.ts";
import { AUDITOR_ENVELOPE, PACK_PREDICATE_TYPE, ROLE_NAMESPACES, STATEMENT_PAYLOAD_TYPE, TAG_MANIFEST } from "../evidence/profile.ts";
import { sshPublicKey, sshString, uint32 } from "../evidence/ssh-wire.ts";
import { encodeStatement } from "../evidence/statement.ts";
import type { StepId } from "../evidence/verification-report.ts";
import type { Json } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import type { Forgery, GenuinePack, PackAttack } from "./attack.ts";
import { editJson, readJson } from "./edit-pack.ts";
import { type PackFiles, bytesOf, resign, textOf } from "./sample-pack.ts";
import { sampleSigner } from "./sample-signer.ts";

export const STRIPPED = "Stripped signatures";
export const REPLAYED = "Replayed signatures";
export const SUBSTITUTED = "Another key";
export const ROLE = "Role swap";
export const MALLEABLE = "Signatures in other words";
export const DOWNGRADE = "Algorithm downgrade";

/** Order of the group of Ed25519, little-endian: s and s + L are the same to a careless verifier. */
export const GROUP_ORDER = Uint8Array.from(Buffer.from("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", "hex"));

export function attackerOf({ signer }: GenuinePack): PackSigner {
  return sampleSigner(signer.principal, 66);
}

export function packOf(files: PackFiles): PackDocument {
  return readJson(files, "data/pack.json") as unknown as PackDocument;
}

export function attack(
  id: string,
  threat: string,
  description: string,
  expectedStep: StepId,
  change: (files: PackFiles, pack: GenuinePack) => Omit<Forgery, "files"> | void,
): PackAttack {
  return {
    id,
    threat,
    description,
    expectedStep,
    build: (pack) => {
      const files = new Map(pack.files);
      return { files, ...change(files, pack) };
    },
  };
}

export function envelopeChanged(files: PackFiles, change: (envelope: DsseEnvelope) => DsseEnvelope): void {
  const envelope = change(decodeEnvelope(bytesOf(files, AUDITOR_ENVELOPE), AUDITOR_ENVELOPE));
  files.set(AUDITOR_ENVELOPE, utf8(encodeEnvelope(envelope)));
}

export function textChanged(files: PackFiles, path: string, change: (text: string) => string): void {
  files.set(path, utf8(change(textOf(files, path))));
}

export interface SshParts {
  readonly namespace?: string;
  readonly hash?: "sha256" | "sha512" | "md5";
  readonly version?: number;
  readonly reserved?: string;
  readonly keyType?: string;
  readonly after?: Uint8Array;
}

/** An SSHSIG over the tag manifest, with any one part wrong. */
export function sshSignature(files: PackFiles, signer: PackSigner, parts: SshParts): Uint8Array {
  const { namespace = ROLE_NAMESPACES.auditor, hash = "sha512", version = 1, reserved = "", keyType = "ssh-ed25519" } = parts;
  const message = bytesOf(files, TAG_MANIFEST);
  const digest = hash === "sha512" ? sha512(message) : sha256(message);
  const magic = utf8("SSHSIG");
  const signed = concatenate(magic, sshString(namespace), sshString(reserved), sshString(hash), sshString(digest));
  const signature = concatenate(sshString(keyType), sshString(signer.sign(signed)));
  const key = keyType === "ssh-ed25519" ? sshPublicKey(signer.publicKey) : concatenate(sshString(keyType), sshString(signer.publicKey));
  const blob = concatenate(
    magic,
    uint32(version),
    sshString(key),
    sshString(namespace),
    sshString(reserved),
    sshString(hash),
    sshString(signature),
    parts.after ?? new Uint8Array(),
  );
  const lines = encodeBase64(blob).match(/.{1,70}/g) ?? [];
  return utf8(`-----BEGIN SSH SIGNATURE-----\n${lines.join("\n")}\n-----END SSH SIGNATURE-----\n`);
}

/** An envelope over a statement of the attacker's choice, signed by whichever key they can use. */
export function statementSigned(
  files: PackFiles,
  signer: PackSigner,
  change: { subject?: { name: string; digest: { sha256: string } }[]; predicateType?: string; payloadType?: string; predicate?: Json },
): void {
  const { payloadType = STATEMENT_PAYLOAD_TYPE, predicateType = PACK_PREDICATE_TYPE } = change;
  const subject = change.subject ?? [{ name: TAG_MANIFEST, digest: { sha256: sha256Hex(bytesOf(files, TAG_MANIFEST)) } }];
  const payload = encodeStatement({ subject, predicateType, predicate: change.predicate ?? readJson(files, "data/pack.json") });
  const signature = signer.sign(preAuthenticationEncoding(payloadType, payload));
  files.set(AUDITOR_ENVELOPE, utf8(encodeEnvelope({ payloadType, payload, keyId: signer.keyId, signature })));
}

/** The same pack as the next revision, by the same auditor. */
export function nextRevision(files: PackFiles, { signer }: GenuinePack): PackFiles {
  const next = new Map(files);
  editJson(next, "data/pack.json", (pack) => {
    pack["supersedes"] = { revision: packOf(files).revision, tagmanifestSha256: sha256Hex(bytesOf(files, TAG_MANIFEST)) };
    pack["revision"] = packOf(files).revision + 1;
  });
  resign(next, signer);
  return next;
}

export function otherPack(files: PackFiles, { signer }: GenuinePack): PackFiles {
  const other = new Map(files);
  editJson(other, "data/pack.json", (pack) => void (pack["title"] = "Another engagement"));
  resign(other, signer);
  return other;
}

/** Adds the order of the group to s: the equation still holds modulo the order. */
export function otherScalar(signature: Uint8Array): Uint8Array {
  const changed = signature.slice();
  let carry = 0;
  for (let index = 0; index < 32; index += 1) {
    const sum = (changed[32 + index] ?? 0) + (GROUP_ORDER[index] ?? 0) + carry;
    changed[32 + index] = sum & 0xff;
    carry = sum >>> 8;
  }
  return changed;
}
