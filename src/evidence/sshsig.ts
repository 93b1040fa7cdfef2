import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { concatenate, utf8, utf8Text } from "./octets.ts";
import {
  SK_SSH_ED25519,
  SSH_ED25519,
  SshReader,
  parseSshPublicKey,
  refusedType,
  sshKeyType,
  sshPublicKey,
  sshString,
  uint32,
} from "./ssh-wire.ts";

const MAGIC = utf8("SSHSIG");
const BEGIN = "-----BEGIN SSH SIGNATURE-----";
const END = "-----END SSH SIGNATURE-----";
/** ssh-keygen wraps its armor here. */
const ARMOR_WIDTH = 70;

/** Bit of the authenticator's flags: somebody touched it. */
const USER_PRESENT = 0x01;

/** What a FIDO2 authenticator signs beside the message (PROTOCOL.u2f). */
export interface SecurityKeyPart {
  /** For example `ssh:`; part of the public key. */
  readonly application: string;
  /** One byte. */
  readonly flags: number;
  /** Unsigned, 32 bits. */
  readonly counter: number;
}

export interface SshSignature {
  readonly publicKey: Uint8Array;
  readonly namespace: string;
  readonly signature: Uint8Array;
  /** Only of a security key (`sk-ssh-ed25519@openssh.com`). */
  readonly securityKey?: SecurityKeyPart;
}

/** Application of the security key that signed; null for a plain Ed25519 key. */
export function applicationOf({ securityKey }: SshSignature): string | null {
  return securityKey?.application ?? null;
}

/** The bytes that an SSHSIG signature signs (PROTOCOL.sshsig, hash sha512). */
export function sshSignedBytes(message: Uint8Array, namespace: string): Uint8Array {
  return concatenate(MAGIC, sshString(namespace), sshString(""), sshString("sha512"), sshString(sha512(message)));
}

/** The armored file that `ssh-keygen -Y verify` reads; the same bytes as ssh-keygen writes. */
export function encodeSshSignature(sshSignature: SshSignature): string {
  const { publicKey, namespace, signature, securityKey } = sshSignature;
  const application = applicationOf(sshSignature);
  const inner = concatenate(
    sshString(sshKeyType(application)),
    sshString(signature),
    securityKey === undefined ? new Uint8Array() : presence(securityKey),
  );
  const blob = concatenate(
    MAGIC,
    uint32(1),
    sshString(sshPublicKey(publicKey, application)),
    sshString(namespace),
    sshString(""),
    sshString("sha512"),
    sshString(inner),
  );
  return armored(encodeBase64(blob));
}

function armored(base64: string): string {
  const lines = base64.match(new RegExp(`.{1,${ARMOR_WIDTH}}`, "g")) ?? [];
  return `${[BEGIN, ...lines, END].join("\n")}\n`;
}

/**
 * Reads an armored signature (hostile input). Other key types and hashes are refused by name, and so is
 * any armor that is not exactly what `encodeSshSignature` writes: white space and padding are malleable.
 */
export function decodeSshSignature(bytes: Uint8Array, file: string): SshSignature {
  const text = utf8Text(bytes, file);
  const lines = text.split("\n");
  if (lines[0] !== BEGIN || lines.at(-2) !== END || lines.at(-1) !== "")
    throw new TickmarkError("bad-input", "Not an armored SSH signature.", { file, expected: BEGIN });
  const reader = new SshReader(decodeBase64(lines.slice(1, -2).join("")));
  if (utf8Text(reader.raw(6), file) !== "SSHSIG" || reader.uint32() !== 1)
    throw new TickmarkError("bad-input", "Not an SSH signature of version 1.", { file });
  const { publicKey, application } = parseSshPublicKey(reader.string());
  const namespace = reader.text();
  reader.string(); // Reserved; anything but empty fails the re-encoding below.
  const hash = reader.text();
  if (hash !== "sha512")
    throw new TickmarkError("unsupported", `SSH signature with hash ${hash.slice(0, 60)}.`, { file, expected: "sha512" });
  const inner = new SshReader(reader.string());
  reader.end();
  const decoded = { publicKey, namespace, ...readInner(inner, application, file) };
  if (encodeSshSignature(decoded) !== text)
    throw new TickmarkError("bad-input", "The SSH signature is not in its canonical form.", {
      file,
      expected: "the file as ssh-keygen wrote it",
    });
  return decoded;
}

/** The same signature out of any armor that holds it, such as one with other line lengths or line ends; for files on their way into a pack. */
export function canonicalSshSignature(text: string, file: string): SshSignature {
  const body = /^\s*-----BEGIN SSH SIGNATURE-----\s([A-Za-z0-9+/=\s]+)-----END SSH SIGNATURE-----\s*$/.exec(text)?.[1];
  if (body === undefined) throw new TickmarkError("bad-input", "Not an armored SSH signature.", { file, expected: BEGIN });
  return decodeSshSignature(utf8(armored(body.replaceAll(/\s+/g, ""))), file);
}

/** The signature proper; its type must be that of the key. */
function readInner(inner: SshReader, application: string | null, file: string): Pick<SshSignature, "signature" | "securityKey"> {
  const type = inner.text();
  if (type !== SSH_ED25519 && type !== SK_SSH_ED25519) throw refusedType("Signatures", type);
  if (type !== sshKeyType(application)) throw new TickmarkError("bad-input", "The signature is of another type than its key.", { file });
  const signature = inner.string();
  if (application === null) {
    inner.end();
    return { signature };
  }
  const [flags = 0] = inner.raw(1);
  const counter = inner.uint32();
  inner.end();
  return { signature, securityKey: { application, flags, counter } };
}

/** False for a security key that signed although nobody touched it; true for every other key. */
export function wasTouched({ securityKey }: SshSignature): boolean {
  return securityKey === undefined || (securityKey.flags & USER_PRESENT) !== 0;
}

function presence({ flags, counter }: SecurityKeyPart): Uint8Array {
  return concatenate(Uint8Array.of(flags), uint32(counter));
}

/**
 * True when the signature over `message` in its namespace is good. Whether the key is trusted is another question.
 * A security key signs SHA-256(application) || flags || counter || SHA-256(the bytes); one that nobody touched does not count.
 */
export function verifySshSignature(signature: SshSignature, message: Uint8Array): boolean {
  const bytes = sshSignedBytes(message, signature.namespace);
  const { securityKey } = signature;
  if (securityKey === undefined) return verifyEd25519(signature.signature, bytes, signature.publicKey);
  if (!wasTouched(signature)) return false;
  const signed = concatenate(sha256(utf8(securityKey.application)), presence(securityKey), sha256(bytes));
  return verifyEd25519(signature.signature, signed, signature.publicKey);
}
