import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
  scryptSync,
  sign,
} from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { fingerprintOf, keyIdOf } from "../evidence/ed25519.ts";
import { SSH_ED25519, sshPublicKey } from "../evidence/ssh-wire.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { deviceWrapSchema, unwrapFromDevice, wrapForDevice } from "./device-key.ts";
import { writeNewFile, replaceFile } from "./durable-files.ts";
import type { PackSigner } from "./pack-signer.ts";
import { publicKeyBytes } from "./pkcs8.ts";

/**
 * Own small file instead of encrypted PEM: Node writes PEM with 2048 PBKDF2 rounds, and the desktop
 * runtime's crypto library cannot read stronger ones.
 */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };
const PASSPHRASE_LENGTH = 8;
const DERIVATION_SALT = "tickmark-key-derivation/v1";

const base64 = z.base64();
const headShape = {
  formatVersion: z.literal(1),
  type: z.literal("tickmark-ed25519-key"),
  principal: z.string(),
  keyId: z.string(),
  fingerprint: z.string(),
  publicKey: z.string(),
  createdAt: z.string(),
};
const encryptionSchema = z.strictObject({
  derivation: z.literal("scrypt"),
  n: z.literal(SCRYPT.N),
  r: z.literal(SCRYPT.r),
  p: z.literal(SCRYPT.p),
  salt: base64,
  cipher: z.literal("aes-256-gcm"),
  nonce: base64,
  tag: base64,
  /** PKCS#8 DER. */
  privateKey: base64,
});
/** In the desktop app the encryption itself is encrypted once more, under a key that the operating system keeps. */
const storedSchema = z.union([
  z.strictObject({ ...headShape, encryption: encryptionSchema }),
  z.strictObject({ ...headShape, device: deviceWrapSchema }),
]);
type KeyFileHead = z.infer<z.ZodObject<typeof headShape>>;
type Encryption = z.infer<typeof encryptionSchema>;
type KeyFile = KeyFileHead & { readonly encryption: Encryption };

/** What can be told of a key without its passphrase. */
export interface KeyHead {
  readonly keyId: string;
  readonly principal: string;
  /** `SHA256:...` as ssh-keygen prints it. */
  readonly fingerprint: string;
  readonly createdAt: string;
  /** `ssh-ed25519 AAAA...` */
  readonly publicKeyLine: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Makes a key pair and stores it under a passphrase; never overwrites. */
export function createKeyFile(request: { path: string; principal: string; passphrase: string; createdAt: string }): KeyHead {
  return storeKeyFile({ ...request, privateKey: generateKeyPairSync("ed25519").privateKey });
}

/** The same for a private key that exists already, such as one that was imported. */
export function storeKeyFile(request: {
  path: string;
  principal: string;
  passphrase: string;
  createdAt: string;
  privateKey: KeyObject;
}): KeyHead {
  const { privateKey } = request;
  requirePrincipal(request.principal);
  requirePassphrase(request.passphrase);
  if (privateKey.asymmetricKeyType !== "ed25519") throw new TickmarkError("unsupported", "Only Ed25519 keys sign here.");
  const publicKey = publicKeyBytes(privateKey);
  const head: KeyFileHead = {
    formatVersion: 1,
    type: "tickmark-ed25519-key",
    principal: request.principal,
    keyId: keyIdOf(publicKey),
    fingerprint: fingerprintOf(publicKey),
    publicKey: `${SSH_ED25519} ${Buffer.from(sshPublicKey(publicKey)).toString("base64")}`,
    createdAt: request.createdAt,
  };
  writeNewFile(request.path, serialiseHere(encrypt(head, privateKey, request.passphrase)), 0o600);
  return headOf(head);
}

export function readKeyHead(path: string): KeyHead {
  const head = headOf(readStored(path));
  if (keyIdOf(head.publicKey) !== head.keyId || fingerprintOf(head.publicKey) !== head.fingerprint) throw damaged(path);
  return head;
}

/** The key, ready to sign. Throws `key-unusable` for a wrong passphrase and for a file that was changed. */
export function openKeyFile(path: string, passphrase: string): PackSigner {
  const file = readKeyFile(path);
  const privateKey = decrypt(file, passphrase, path);
  const publicKey = publicKeyBytes(privateKey);
  if (keyIdOf(publicKey) !== file.keyId) throw damaged(path);
  return {
    principal: file.principal,
    keyType: SSH_ED25519,
    keyId: file.keyId,
    publicKey,
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    derive: (info) => deriveFromSeed(privateKey, info),
  };
}

/** The private key itself, for an export; the caller encrypts it again before it meets a disk. */
export function openPrivateKey(path: string, passphrase: string): KeyObject {
  return decrypt(readKeyFile(path), passphrase, path);
}

export function changePassphrase(path: string, oldPassphrase: string, newPassphrase: string): void {
  requirePassphrase(newPassphrase);
  const { encryption: _old, ...head } = readKeyFile(path);
  const privateKey = decrypt({ ...head, encryption: _old }, oldPassphrase, path);
  replaceFile(path, serialiseHere(encrypt(head, privateKey, newPassphrase)), 0o600);
}

function encrypt(head: KeyFileHead, privateKey: KeyObject, passphrase: string): KeyFile {
  const salt = randomBytes(32);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deriveKey(passphrase, salt), nonce);
  // The head is authenticated too, so that nobody gives this key another name.
  cipher.setAAD(Buffer.from(canonicalJson(head)));
  const content = Buffer.concat([cipher.update(privateKey.export({ format: "der", type: "pkcs8" })), cipher.final()]);
  return {
    ...head,
    encryption: {
      derivation: "scrypt",
      n: SCRYPT.N,
      r: SCRYPT.r,
      p: SCRYPT.p,
      salt: salt.toString("base64"),
      cipher: "aes-256-gcm",
      nonce: nonce.toString("base64"),
      tag: cipher.getAuthTag().toString("base64"),
      privateKey: content.toString("base64"),
    },
  };
}

function decrypt({ encryption, ...head }: KeyFile, passphrase: string, path: string): KeyObject {
  const key = deriveKey(passphrase, Buffer.from(encryption.salt, "base64"));
  const tag = Buffer.from(encryption.tag, "base64");
  const nonce = Buffer.from(encryption.nonce, "base64");
  // A shortened tag would be easier to guess, and Node takes tags of several lengths.
  if (tag.length !== 16 || nonce.length !== 12) throw damaged(path);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAAD(Buffer.from(canonicalJson(head)));
  decipher.setAuthTag(tag);
  try {
    const content = Buffer.concat([decipher.update(Buffer.from(encryption.privateKey, "base64")), decipher.final()]);
    return createPrivateKey({ key: content, format: "der", type: "pkcs8" });
  } catch (cause) {
    const remedy = "Check the passphrase. If it is right, the file was changed: restore it from a copy.";
    throw new TickmarkError("key-unusable", "The passphrase does not open this key.", { file: path, remedy }, cause);
  }
}

/** A fixed salt keeps these keys apart from any other use of the same seed. */
function deriveFromSeed(privateKey: KeyObject, info: string): Uint8Array {
  const { d = "" } = privateKey.export({ format: "jwk" });
  return new Uint8Array(hkdfSync("sha256", Buffer.from(d, "base64url"), DERIVATION_SALT, info, 32));
}

function deriveKey(passphrase: string, salt: Buffer): Buffer {
  return scryptSync(passphrase.normalize("NFC"), salt, 32, SCRYPT);
}

/** The file with its passphrase as the only lock; `key-unusable` where the device's lock cannot be opened. */
function readKeyFile(path: string): KeyFile {
  const stored = readStored(path);
  if ("encryption" in stored) return stored;
  const { device, ...head } = stored;
  const content = unwrapFromDevice(device, canonicalJson(head));
  if (content === null)
    throw new TickmarkError(
      "key-unusable",
      "This key is also locked by the key store of the operating system, which the desktop app opens.",
      {
        file: path,
        remedy: "Use it in the desktop app of the user who made it; to use it elsewhere, export it there and import the exported key file.",
      },
    );
  return { ...head, encryption: encryptionSchema.parse(JSON.parse(content)) };
}

function readStored(path: string): z.infer<typeof storedSchema> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new TickmarkError("not-found", "There is no such key file.", { file: path }, cause);
  }
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Falls through to the schema, which refuses null.
  }
  const parsed = storedSchema.safeParse(value);
  if (!parsed.success) throw new TickmarkError("bad-input", "Not a key file of this program.", { file: path });
  return parsed.data;
}

/** The text of a key file that other computers can open: its passphrase is the only lock. */
export function portableKeyFile(path: string): string {
  return serialise(readKeyFile(path));
}

/** As the file is kept on this machine. */
function serialiseHere(file: KeyFile): string {
  const { encryption, ...head } = file;
  const device = wrapForDevice(JSON.stringify(encryption), canonicalJson(head));
  return device === null ? serialise(file) : serialise({ ...head, device });
}

function serialise(file: z.infer<typeof storedSchema>): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

function headOf(head: KeyFileHead): KeyHead {
  const publicKey = new Uint8Array(Buffer.from(head.publicKey.split(" ")[1] ?? "", "base64").subarray(-32));
  return {
    keyId: head.keyId,
    principal: head.principal,
    fingerprint: head.fingerprint,
    createdAt: head.createdAt,
    publicKeyLine: head.publicKey,
    publicKey,
  };
}

/** Principals stand in allow-lists and in shell commands, so they are one plain word. */
export function requirePrincipal(principal: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$/.test(principal))
    throw new TickmarkError("bad-input", `"${principal}" cannot name a signer.`, {
      expected: "one word, best an e-mail address",
      remedy: "Use the form auditor@example.org.",
    });
}

export function requirePassphrase(passphrase: string): void {
  if (passphrase.length < PASSPHRASE_LENGTH)
    throw new TickmarkError("bad-input", "The passphrase is too short.", { expected: `at least ${PASSPHRASE_LENGTH} characters` });
}

function damaged(path: string): TickmarkError {
  return new TickmarkError("key-unusable", "The key file was changed.", { file: path, remedy: "Restore it from a copy." });
}
