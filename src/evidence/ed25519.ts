import { hashes, verify } from "@noble/ed25519";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { sha256Hex } from "../foundation/digest.ts";
import { encodeBase64 } from "./base64.ts";
import { concatenate, hexBytes } from "./octets.ts";
import { sshPublicKey } from "./ssh-wire.ts";

hashes.sha512 = sha512;

/** DER of SubjectPublicKeyInfo up to the 32 key bytes (RFC 8410). */
const SPKI_PREFIX = hexBytes("302a300506032b6570032100");

/** RFC 8032 verification. `zip215: false`, because the lax rules accept small-order keys (Wycheproof 151). */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false; // Malformed points and lengths throw; for a verifier they are bad signatures.
  }
}

export function subjectPublicKeyInfo(publicKey: Uint8Array): Uint8Array {
  return concatenate(SPKI_PREFIX, publicKey);
}

/** Hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
export function keyIdOf(publicKey: Uint8Array): string {
  return sha256Hex(subjectPublicKeyInfo(publicKey));
}

/** `SHA256:...` as ssh-keygen prints it; a security key is named together with its application. */
export function fingerprintOf(publicKey: Uint8Array, application: string | null = null): string {
  return sshFingerprint(sshPublicKey(publicKey, application));
}

/** As `fingerprintOf`, for the wire form of any key. */
export function sshFingerprint(blob: Uint8Array): string {
  return `SHA256:${encodeBase64(sha256(blob)).replace(/=+$/, "")}`;
}
