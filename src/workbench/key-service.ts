import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import type { SigningKey } from "../contract/key-schemas.ts";
import { allowedSignersLine, namespacesOf } from "../evidence/allowed-signers.ts";
import { keyIdOf, subjectPublicKeyInfo } from "../evidence/ed25519.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { setDeviceSecret } from "../packs/device-key.ts";
import { replaceFile, writeNewFile } from "../packs/durable-files.ts";
import { needsFilePassphrase, readForeignKey } from "../packs/import-key.ts";
import {
  changePassphrase,
  createKeyFile,
  openKeyFile,
  openPrivateKey,
  portableKeyFile,
  readKeyHead,
  requirePassphrase,
  storeKeyFile,
} from "../packs/key-file.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import { encryptedPem, pem, publicKeyBytes } from "../packs/pkcs8.ts";
import { stateDirectory } from "./state-directory.ts";

const revocationSchema = z.strictObject({
  formatVersion: z.literal(1),
  keyId: z.string(),
  principal: z.string(),
  fingerprint: z.string(),
  at: z.string(),
  reason: z.string(),
});

/** Keys belong to a person, not to a case: they live in the state directory, encrypted. */
function keysDirectory(): string {
  const folder = join(stateDirectory(), "keys");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The keys that can be read; the others are told by `damagedKeys`. */
export function listKeys(): SigningKey[] {
  return keyFiles().flatMap((file) => tryDescribe(file) ?? []);
}

/** Key files that cannot be read. */
export function damagedKeys(): string[] {
  return keyFiles().filter((file) => tryDescribe(file) === null);
}

function keyFiles(): string[] {
  const folder = keysDirectory();
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => join(folder, name));
}

function tryDescribe(file: string): SigningKey | null {
  try {
    return describe(file);
  } catch {
    return null;
  }
}

export function createKey(principal: string, passphrase: string, createdAt: string, file?: string): SigningKey {
  const path = file ?? freePath(principal);
  createKeyFile({ path, principal, passphrase, createdAt });
  return describe(path);
}

/** Stores a key of OpenSSH, of PKCS#8 or of this program again under its own encryption; the file given stays as it is. */
export function importKey(request: {
  path: string;
  principal: string;
  filePassphrase: string;
  passphrase: string;
  at?: string;
}): SigningKey {
  const { principal, passphrase } = request;
  const privateKey = readForeignKey(request.path, request.filePassphrase);
  const keyId = keyIdOf(publicKeyBytes(privateKey));
  const revocation = revocationOf(keyId);
  if (revocation !== null) throw revoked(revocation);
  const known = listKeys().find((key) => key.keyId === keyId);
  if (known !== undefined)
    throw new TickmarkError("already-exists", `This key is here already, as that of ${known.principal}.`, { file: known.file });
  const path = freePath(principal);
  storeKeyFile({ path, principal, passphrase, createdAt: request.at ?? new Date().toISOString(), privateKey });
  return describe(path);
}

/** Whether `importKey` needs a `filePassphrase` for this file. */
export function isEncryptedKeyFile(path: string): boolean {
  return needsFilePassphrase(path);
}

/** The one key that this text names: its fingerprint, the beginning of its id, or its principal; "" for the only key. */
export function chooseKey(wanted: string): SigningKey {
  const keys = listKeys();
  const named = keys.filter((key) => key.keyId.startsWith(wanted) || key.fingerprint === wanted || key.principal === wanted);
  const fitting = wanted === "" ? keys.filter((key) => key.revoked === null) : named;
  const [key, ...others] = fitting;
  if (key === undefined) throw noSuchKey();
  if (others.length > 0)
    throw new TickmarkError("usage", "Several keys fit.", { expected: "a key id or a fingerprint; `tickmark key list` has them" });
  return key;
}

/** Writes the public key (OpenSSH, PEM) and the key file under its passphrase alone; nothing is overwritten. */
export function exportKey(keyId: string, directory: string): { files: string[]; allowedSignersLine: string } {
  const key = requireKey(keyId);
  const { publicKey, publicKeyLine } = readKeyHead(key.file);
  const stem = basename(key.file, ".json");
  const contents: [name: string, content: string, mode: number][] = [
    [`${stem}.pub`, `${publicKeyLine} ${key.principal}\n`, 0o644],
    [`${stem}.pub.pem`, pem("PUBLIC KEY", Buffer.from(subjectPublicKeyInfo(publicKey))), 0o644],
    [`${stem}.key.json`, portableKeyFile(key.file), 0o600],
  ];
  makeFolder(directory);
  for (const [name] of contents) refuseTaken(join(directory, name));
  for (const [name, content, mode] of contents) writeNewFile(join(directory, name), content, mode);
  return { files: contents.map(([name]) => join(directory, name)), allowedSignersLine: lineOf(key, publicKey, key.revoked?.at ?? null) };
}

/** The private key for other programs: PKCS#8 PEM under a passphrase of its own, as `openssl pkey` opens it. */
export function exportPrivatePem(keyId: string, passphrase: string, pemPassphrase: string, directory: string): string {
  const key = requireKey(keyId);
  requirePassphrase(pemPassphrase);
  makeFolder(directory);
  const path = join(directory, `${basename(key.file, ".json")}.private.pem`);
  refuseTaken(path);
  writeNewFile(path, encryptedPem(openPrivateKey(key.file, passphrase), pemPassphrase), 0o600);
  return path;
}

export function changeKeyPassphrase(keyId: string, passphrase: string, newPassphrase: string): SigningKey {
  const key = requireKey(keyId);
  changePassphrase(key.file, passphrase, newPassphrase);
  return describe(key.file);
}

/** The key signs no more on this machine, wherever its file stands; others learn it from the line. A second revocation changes nothing. */
export function revokeKey(keyId: string, reason: string, at: string): { key: SigningKey; allowedSignersLine: string } {
  const key = requireKey(keyId);
  if (reason.trim() === "") throw new TickmarkError("bad-input", "A key is revoked with a reason.");
  if (key.revoked !== null) throw new TickmarkError("already-exists", `This key was revoked on ${key.revoked.at} already.`);
  const { principal, fingerprint } = key;
  mkdirSync(revocationsDirectory(), { recursive: true, mode: 0o700 });
  const record: z.infer<typeof revocationSchema> = { formatVersion: 1, keyId, principal, fingerprint, at, reason };
  replaceFile(revocationFile(keyId), `${JSON.stringify(record, null, 2)}\n`, 0o600);
  return { key: describe(key.file), allowedSignersLine: lineOf(key, readKeyHead(key.file).publicKey, at) };
}

/** The key with its private part opened; `key-unusable` for a wrong passphrase and for a key that was revoked. */
export function unlockKey(keyId: string, passphrase: string): PackSigner {
  const key = requireKey(keyId);
  const revocation = revocationOf(keyId);
  if (revocation !== null) throw revoked(revocation);
  return openKeyFile(key.file, passphrase);
}

export function noSuchKey(): TickmarkError {
  const damaged = damagedKeys();
  const remedy =
    damaged.length === 0
      ? "`tickmark key list` has the keys, `tickmark key create --principal NAME` makes one."
      : `These key files cannot be read: ${damaged.join(", ")}. Restore them from a copy.`;
  return new TickmarkError("not-found", "That key is not on this machine.", { remedy });
}

/** Wraps key files with what the key store of the operating system keeps; called by the desktop app before any key is touched. */
export function useDeviceSecret(secret: string | null): void {
  setDeviceSecret(secret === null ? null : Buffer.from(secret, "base64"));
}

function requireKey(keyId: string): SigningKey {
  const key = listKeys().find((entry) => entry.keyId === keyId);
  if (key === undefined) throw noSuchKey();
  return key;
}

function describe(file: string): SigningKey {
  const { keyId, principal, fingerprint, createdAt } = readKeyHead(file);
  const revocation = revocationOf(keyId);
  return { keyId, principal, fingerprint, createdAt, file, revoked: revocation };
}

function revocationsDirectory(): string {
  return join(keysDirectory(), "revoked");
}

function revocationFile(keyId: string): string {
  return join(revocationsDirectory(), `${keyId}.json`);
}

/** A revocation that cannot be read still revokes: the key must not come back through a damaged file. */
function revocationOf(keyId: string): SigningKey["revoked"] {
  const file = revocationFile(keyId);
  if (!existsSync(file)) return null;
  try {
    const { at, reason } = revocationSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    return { at, reason };
  } catch {
    return { at: "", reason: `the record of the revocation cannot be read (${file})` };
  }
}

function revoked({ at, reason }: NonNullable<SigningKey["revoked"]>): TickmarkError {
  const when = at === "" ? "" : ` on ${at}`;
  return new TickmarkError("key-unusable", `This key was revoked${when} and signs no more: ${reason.replace(/[.!?]?$/, ".")}`, {
    remedy: "Use another key, or create one: `tickmark key create`.",
  });
}

function lineOf({ principal }: SigningKey, publicKey: Uint8Array, validBefore: string | null): string {
  const before = validBefore === "" ? null : validBefore;
  return allowedSignersLine({ principal, publicKey, namespaces: namespacesOf(["auditor"]), validBefore: before });
}

function freePath(principal: string): string {
  const stem =
    principal
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "key";
  let path = join(keysDirectory(), `${stem}.json`);
  for (let number = 2; existsSync(path); number += 1) path = join(keysDirectory(), `${stem}-${number}.json`);
  return path;
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new TickmarkError("bad-input", "The folder cannot be made.", { file: directory }, cause);
  }
}

function refuseTaken(path: string): void {
  if (existsSync(path)) throw new TickmarkError("already-exists", "The file exists already and is not overwritten.", { file: path });
}
