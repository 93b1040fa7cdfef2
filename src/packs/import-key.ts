import type { KeyObject } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { SK_SSH_ED25519, SSH_ED25519, SshReader } from "../evidence/ssh-wire.ts";
import { utf8Text } from "../evidence/octets.ts";
import { TickmarkError, isTickmarkError } from "../foundation/errors.ts";
import { openPrivateKey } from "./key-file.ts";
import { openEncryptedKey, privateKeyOfSeed, publicKeyBytes, readPrivateKeyInfo, wrongPassphrase } from "./pkcs8.ts";

const LARGEST_FILE = 64 * 1024;
const OPENSSH_MAGIC = "openssh-key-v1\0";

/**
 * The Ed25519 key of a file made by OpenSSH, OpenSSL or this program (hostile input). The file stays where and as it is.
 * `filePassphrase` is "" for a file without one.
 */
export function readForeignKey(path: string, filePassphrase: string): KeyObject {
  try {
    return parseForeignKey(readText(path), filePassphrase, path);
  } catch (error) {
    if (!isTickmarkError(error)) throw new TickmarkError("bad-input", "The private key in this file cannot be read.", { file: path });
    if (error.detail.file !== undefined) throw error;
    throw new TickmarkError(error.code, error.message, { ...error.detail, file: path });
  }
}

/** Whether the file asks for a passphrase of its own. */
export function needsFilePassphrase(path: string): boolean {
  const text = readText(path);
  return text.trimStart().startsWith("{") || text.includes("-----BEGIN ENCRYPTED PRIVATE KEY-----");
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > LARGEST_FILE) throw new TickmarkError("bad-input", "This is too large for a key file.", { file: path });
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n");
  } catch (cause) {
    if (isTickmarkError(cause)) throw cause;
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new TickmarkError(missing ? "not-found" : "bad-input", missing ? "There is no such file." : "The file cannot be read.", {
      file: path,
    });
  }
}

function parseForeignKey(text: string, filePassphrase: string, path: string): KeyObject {
  if (text.trimStart().startsWith("{")) return openPrivateKey(path, filePassphrase);
  if (text.startsWith("PuTTY-User-Key-File"))
    throw new TickmarkError("unsupported", "This is a key file of PuTTY.", {
      remedy: "In PuTTYgen choose Conversions, Export OpenSSH key, without a passphrase, and import that file.",
    });
  if (/^\s*(ssh|sk|ecdsa)-\S+ /.test(text) || text.includes("PUBLIC KEY-----")) throw publicOnly();
  const [, label = "", body = ""] = /-----BEGIN ([A-Z0-9 ]+)-----\n([^-]*)-----END \1-----/.exec(text) ?? [];
  const der = new Uint8Array(Buffer.from(body.replaceAll(/\s+/g, ""), "base64"));
  switch (label) {
    case "OPENSSH PRIVATE KEY":
      return readOpenSshKey(der);
    case "PRIVATE KEY":
      return readPrivateKeyInfo(der);
    case "ENCRYPTED PRIVATE KEY":
      if (filePassphrase === "") throw wrongPassphrase();
      return openEncryptedKey(der, filePassphrase);
    case "":
      throw new TickmarkError("bad-input", "This is no private key file.", {
        expected: "an Ed25519 key of OpenSSH (id_ed25519) or in PKCS#8 PEM, or a key file of this program",
      });
    default:
      throw new TickmarkError("unsupported", `A file with "${label}" holds no Ed25519 key.`, {
        expected: "an Ed25519 key",
        remedy: "Create one: `tickmark key create`.",
      });
  }
}

/** PROTOCOL.key of OpenSSH. Its encryption needs bcrypt, which is not built in; ssh-keygen takes it off. */
function readOpenSshKey(blob: Uint8Array): KeyObject {
  const reader = new SshReader(blob);
  if (utf8Text(reader.raw(OPENSSH_MAGIC.length), "key") !== OPENSSH_MAGIC) throw malformed();
  const cipher = reader.text();
  const derivation = reader.text();
  reader.string();
  if (reader.uint32() !== 1) throw malformed();
  const publicType = new SshReader(reader.string()).text();
  requireEd25519(publicType);
  if (cipher !== "none" || derivation !== "none") throw encryptedByOpenSsh();
  const secret = new SshReader(reader.string());
  reader.end();
  if (secret.uint32() !== secret.uint32()) throw malformed();
  requireEd25519(secret.text());
  const stated = secret.string();
  const pair = secret.string();
  const privateKey = privateKeyOfSeed(pair.subarray(0, 32));
  const expected = Buffer.from(publicKeyBytes(privateKey));
  if (pair.length !== 64 || !expected.equals(pair.subarray(32)) || !expected.equals(stated))
    throw new TickmarkError("bad-input", "The file states another public key than that of its private key.");
  return privateKey;
}

function requireEd25519(type: string): void {
  if (type === SSH_ED25519) return;
  if (type === SK_SSH_ED25519)
    throw new TickmarkError("unsupported", "This key is held in a security key and cannot be imported.", {
      remedy: "Sign outside with it: `tickmark sign prepare`.",
    });
  throw new TickmarkError("unsupported", `Keys of type ${type.slice(0, 60)} cannot be imported.`, {
    expected: SSH_ED25519,
    remedy: 'Create an Ed25519 key: `tickmark key create`, or `ssh-keygen -t ed25519 -f FILE -N ""`.',
  });
}

function encryptedByOpenSsh(): TickmarkError {
  return new TickmarkError("unsupported", "The key is encrypted in the way of OpenSSH, which cannot be opened here.", {
    remedy:
      "Take the passphrase off a copy, import the copy, and delete it: " +
      'cp id_ed25519 copy && ssh-keygen -p -N "" -f copy. Or leave the key where it is and sign outside: `tickmark sign prepare`.',
  });
}

function publicOnly(): TickmarkError {
  return new TickmarkError("bad-input", "This file holds a public key only.", {
    remedy: "Import the private key, which stands in the file without .pub.",
  });
}

function malformed(): TickmarkError {
  return new TickmarkError("bad-input", "The private key in this file cannot be read.", { expected: "a key file as ssh-keygen writes it" });
}
