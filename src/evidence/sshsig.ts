import { sha512 } from "@noble/hashes/sha2.js";
import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { concatenate, utf8, utf8Text } from "./octets.ts";
import { SSH_ED25519, SshReader, parseSshPublicKey, sshPublicKey, sshString, uint32 } from "./ssh-wire.ts";

const MAGIC = utf8("SSHSIG");
const BEGIN = "-----BEGIN SSH SIGNATURE-----";
const END = "-----END SSH SIGNATURE-----";
/** ssh-keygen wraps its armor here. */
const ARMOR_WIDTH = 70;

export interface SshSignature {
  readonly publicKey: Uint8Array;
  readonly namespace: string;
  readonly signature: Uint8Array;
}

/** The bytes that an SSHSIG signature signs (PROTOCOL.sshsig, hash sha512). */
export function sshSignedBytes(message: Uint8Array, namespace: string): Uint8Array {
  return concatenate(MAGIC, sshString(namespace), sshString(""), sshString("sha512"), sshString(sha512(message)));
}

/** The armored file that `ssh-keygen -Y verify` reads; the same bytes as ssh-keygen writes. */
export function encodeSshSignature({ publicKey, namespace, signature }: SshSignature): string {
  const blob = concatenate(
    MAGIC,
    uint32(1),
    sshString(sshPublicKey(publicKey)),
    sshString(namespace),
    sshString(""),
    sshString("sha512"),
    sshString(concatenate(sshString(SSH_ED25519), sshString(signature))),
  );
  const lines = encodeBase64(blob).match(new RegExp(`.{1,${ARMOR_WIDTH}}`, "g")) ?? [];
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
  const publicKey = parseSshPublicKey(reader.string());
  const namespace = reader.text();
  reader.string(); // Reserved; anything but empty fails the re-encoding below.
  const hash = reader.text();
  if (hash !== "sha512")
    throw new TickmarkError("unsupported", `SSH signature with hash ${hash.slice(0, 60)}.`, { file, expected: "sha512" });
  const inner = new SshReader(reader.string());
  reader.end();
  const type = inner.text();
  if (type !== SSH_ED25519)
    throw new TickmarkError("unsupported", `Signature of type ${type.slice(0, 60)}.`, { file, expected: SSH_ED25519 });
  const signature = inner.string();
  inner.end();
  const decoded = { publicKey, namespace, signature };
  if (encodeSshSignature(decoded) !== text)
    throw new TickmarkError("bad-input", "The SSH signature is not in its canonical form.", {
      file,
      expected: "the file as ssh-keygen wrote it",
    });
  return decoded;
}

/** True when the signature over `message` in its namespace is good. Whether the key is trusted is another question. */
export function verifySshSignature(signature: SshSignature, message: Uint8Array): boolean {
  return verifyEd25519(signature.signature, sshSignedBytes(message, signature.namespace), signature.publicKey);
}
