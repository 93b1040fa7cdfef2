import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scryptSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { refuseExisting, replaceFile, writeNewFile } from "./durable-files.ts";

/** Keys that a case uses and never shows: 32 bytes each. */
export interface CaseSecret {
  /** Names the secret without telling it: 32 hexadecimal digits. A new secret has another. */
  readonly secretId: string;
  /** Of the salts of a population's leaves. */
  readonly saltKey: Uint8Array;
  readonly pseudonymKey: Uint8Array;
}

/** A signing key that can derive secrets, as a `PackSigner` of a key file can. */
export interface KeyUnlocker {
  readonly keyId: string;
  /** Whose key it is, for messages. */
  readonly principal?: string;
  /** 32 secret bytes for one purpose. */
  derive(info: string): Uint8Array;
}

/** What opens the secret of a case; the passphrase is for keys that are held outside and derive nothing. */
export type CaseUnlocker = KeyUnlocker | { readonly passphrase: string };

/** Who can open a secret. */
export interface UnlockerView {
  readonly kind: "signing-key" | "passphrase";
  /** For a person: `auditor@example.org (key 0123456789ab)`, `the case passphrase`. */
  readonly name: string;
}

const SECRET_FILE = "secret.json";
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 };
const PASSPHRASE_LENGTH = 8;
const SECRET_LENGTH = 32;
const DERIVATION_SALT = "tickmark-case-secret/v1";

const base64 = z.base64();
const wrapped = { nonce: base64, tag: base64, secret: base64 };
const keyEntrySchema = z.strictObject({
  kind: z.literal("signing-key"),
  keyId: z.string().regex(/^[0-9a-f]{64}$/),
  principal: z.string(),
  ...wrapped,
});
const passphraseEntrySchema = z.strictObject({
  kind: z.literal("passphrase"),
  derivation: z.literal("scrypt"),
  n: z.literal(SCRYPT.N),
  r: z.literal(SCRYPT.r),
  p: z.literal(SCRYPT.p),
  salt: base64,
  ...wrapped,
});
const entrySchema = z.discriminatedUnion("kind", [keyEntrySchema, passphraseEntrySchema]);
type Entry = z.infer<typeof entrySchema>;
type EntryHead =
  | Omit<z.infer<typeof keyEntrySchema>, keyof typeof wrapped>
  | Omit<z.infer<typeof passphraseEntrySchema>, keyof typeof wrapped>;

const secretFileSchema = z.strictObject({
  formatVersion: z.literal(1),
  type: z.literal("tickmark-case-secret"),
  caseId: z.string(),
  secretId: z.string().regex(/^[0-9a-f]{32}$/),
  unlockers: z.array(entrySchema).min(1),
});
type SecretFile = z.infer<typeof secretFileSchema>;
type SecretHead = Pick<SecretFile, "formatVersion" | "type" | "caseId" | "secretId">;

/**
 * Opens the secret of a case; with `create`, makes one where there is none. Throws `not-found` without a secret, and
 * `key-unusable` where this unlocker does not open it or the file was changed.
 */
export function openCaseSecret(
  directory: string,
  caseId: string,
  unlocker: CaseUnlocker,
  options: { readonly create?: boolean } = {},
): CaseSecret {
  const path = join(directory, SECRET_FILE);
  if (existsSync(path)) return keysOf(unwrap(readSecretFile(path, caseId), unlocker, path), caseId);
  if (options.create === true) return create(path, caseId, unlocker);
  throw new TickmarkError("not-found", "The case has no secret yet.", {
    file: path,
    remedy: "Make one with the first pack, or restore the file from a copy of the case.",
  });
}

/** Who can open the secret of a case, without opening it; empty where there is none. */
export function caseUnlockers(directory: string, caseId: string): readonly UnlockerView[] {
  const path = join(directory, SECRET_FILE);
  return existsSync(path) ? readSecretFile(path, caseId).unlockers.map(viewOf) : [];
}

/** Lets another key or passphrase open the secret; the same key, or an earlier passphrase, is replaced. */
export function addUnlocker(directory: string, caseId: string, present: CaseUnlocker, added: CaseUnlocker): void {
  const path = join(directory, SECRET_FILE);
  const { unlockers, ...head } = readSecretFile(path, caseId);
  const secret = unwrap({ ...head, unlockers }, present, path);
  const entry = wrap(head, secret, added);
  replaceFile(path, serialise({ ...head, unlockers: [...unlockers.filter((other) => !sameUnlocker(other, entry)), entry] }), 0o600);
}

/**
 * A new secret for a case whose old one nobody at hand can open: pseudonyms and salts differ from earlier revisions. The old file
 * stays beside it under another name, as locked as before.
 */
export function newCaseSecret(directory: string, caseId: string, unlocker: CaseUnlocker): CaseSecret {
  const path = join(directory, SECRET_FILE);
  if (!existsSync(path)) return create(path, caseId, unlocker);
  const { file, secret } = newFile(caseId, unlocker);
  keepPrevious(path);
  replaceFile(path, serialise(file), 0o600);
  return keysOf(secret, caseId);
}

function create(path: string, caseId: string, unlocker: CaseUnlocker): CaseSecret {
  refuseExisting(path);
  const { file, secret } = newFile(caseId, unlocker);
  replaceFile(path, serialise(file), 0o600);
  return keysOf(secret, caseId);
}

function newFile(caseId: string, unlocker: CaseUnlocker): { file: SecretFile; secret: Buffer } {
  const secret = randomBytes(SECRET_LENGTH);
  const { secretId } = keysOf(secret, caseId);
  const head: SecretHead = { formatVersion: 1, type: "tickmark-case-secret", caseId, secretId };
  return { file: { ...head, unlockers: [wrap(head, secret, unlocker)] }, secret };
}

function keepPrevious(path: string): void {
  let number = 1;
  while (existsSync(`${path}.previous-${number}`)) number += 1;
  writeNewFile(`${path}.previous-${number}`, readFileSync(path), 0o600);
}

function keysOf(secret: Buffer, caseId: string): CaseSecret {
  const derive = (info: string, length: number): Uint8Array =>
    new Uint8Array(hkdfSync("sha256", secret, DERIVATION_SALT, `${info}\u0000${caseId}`, length));
  return {
    secretId: Buffer.from(derive("secret-id/v1", 16)).toString("hex"),
    saltKey: derive("leaf-salt/v1", 32),
    pseudonymKey: derive("pseudonym/v1", 32),
  };
}

function wrap(head: SecretHead, secret: Buffer, unlocker: CaseUnlocker): Entry {
  const entry = entryHead(unlocker);
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyEncryptionKey(unlocker, entry, head.caseId), nonce);
  cipher.setAAD(additionalData(head, entry));
  const content = Buffer.concat([cipher.update(secret), cipher.final()]);
  return {
    ...entry,
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    secret: content.toString("base64"),
  };
}

function entryHead(unlocker: CaseUnlocker): EntryHead {
  if (!("passphrase" in unlocker)) return { kind: "signing-key", keyId: unlocker.keyId, principal: unlocker.principal ?? "" };
  if (unlocker.passphrase.length < PASSPHRASE_LENGTH)
    throw new TickmarkError("bad-input", "The case passphrase is too short.", { expected: `at least ${PASSPHRASE_LENGTH} characters` });
  const salt = randomBytes(32).toString("base64");
  return { kind: "passphrase", derivation: "scrypt", n: SCRYPT.N, r: SCRYPT.r, p: SCRYPT.p, salt };
}

function unwrap({ unlockers, ...head }: SecretFile, unlocker: CaseUnlocker, path: string): Buffer {
  const entry = unlockers.find((other) =>
    "passphrase" in unlocker ? other.kind === "passphrase" : other.kind === "signing-key" && other.keyId === unlocker.keyId,
  );
  if (entry === undefined) throw locked(unlocker, unlockers, path);
  const { nonce, tag, secret, ...rest } = entry;
  const [nonceBytes, tagBytes] = [Buffer.from(nonce, "base64"), Buffer.from(tag, "base64")];
  // Node takes shortened tags, which would be easier to guess.
  if (nonceBytes.length !== 12 || tagBytes.length !== 16) throw damaged(path);
  const decipher = createDecipheriv("aes-256-gcm", keyEncryptionKey(unlocker, rest, head.caseId), nonceBytes);
  decipher.setAAD(additionalData(head, rest));
  decipher.setAuthTag(tagBytes);
  let content: Buffer;
  try {
    content = Buffer.concat([decipher.update(Buffer.from(secret, "base64")), decipher.final()]);
  } catch (cause) {
    throw "passphrase" in unlocker ? wrongPassphrase(path, cause) : damaged(path, cause);
  }
  if (content.length !== SECRET_LENGTH || keysOf(content, head.caseId).secretId !== head.secretId) throw damaged(path);
  return content;
}

function keyEncryptionKey(unlocker: CaseUnlocker, entry: EntryHead, caseId: string): Uint8Array {
  if (!("passphrase" in unlocker)) return unlocker.derive(`case-secret/v1\u0000${caseId}`);
  const salt = entry.kind === "passphrase" ? entry.salt : "";
  return scryptSync(unlocker.passphrase.normalize("NFC"), Buffer.from(salt, "base64"), 32, SCRYPT);
}

/** Binds a wrapped secret to its case and unlocker: an entry cannot be moved, renamed, or put into another case. */
function additionalData(head: SecretHead, unlocker: EntryHead): Buffer {
  const { formatVersion, type, caseId, secretId } = head;
  return Buffer.from(canonicalJson({ formatVersion, type, caseId, secretId, unlocker }));
}

function readSecretFile(path: string, caseId: string): SecretFile {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw damaged(path, cause);
  }
  const parsed = secretFileSchema.safeParse(value);
  if (!parsed.success) throw damaged(path);
  if (parsed.data.caseId !== caseId)
    throw new TickmarkError("key-unusable", "The secret belongs to another case.", { file: path, remedy: "Restore the file from a copy." });
  return parsed.data;
}

function serialise(file: SecretFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

function sameUnlocker(left: Entry, right: Entry): boolean {
  return left.kind === "passphrase" || right.kind === "passphrase" ? left.kind === right.kind : left.keyId === right.keyId;
}

function viewOf(entry: Entry): UnlockerView {
  if (entry.kind === "passphrase") return { kind: "passphrase", name: "the case passphrase" };
  const key = `key ${entry.keyId.slice(0, 12)}`;
  return { kind: "signing-key", name: entry.principal === "" ? key : `${entry.principal} (${key})` };
}

function locked(unlocker: CaseUnlocker, unlockers: readonly Entry[], path: string): TickmarkError {
  const who = "passphrase" in unlocker ? "A passphrase does" : `The key of ${unlocker.principal ?? unlocker.keyId.slice(0, 12)} does`;
  const remedy =
    "Sign with one of these, or let this key in: whoever opens it sets a case passphrase (tickmark sign passphrase), and with that you run " +
    "tickmark sign allow. If nobody opens it, make a new secret (--new-case-secret): pseudonyms then differ from earlier packs.";
  const expected = unlockers.map((entry) => viewOf(entry).name).join(", ");
  return new TickmarkError("key-unusable", `${who} not open the secret of this case.`, { file: path, expected, remedy });
}

function wrongPassphrase(path: string, cause: unknown): TickmarkError {
  const remedy = "Check the passphrase. If it is right, the file was changed: restore it from a copy.";
  return new TickmarkError("key-unusable", "The passphrase does not open the secret of this case.", { file: path, remedy }, cause);
}

function damaged(path: string, cause?: unknown): TickmarkError {
  return new TickmarkError(
    "key-unusable",
    "The file with the secret of the case was changed.",
    { file: path, remedy: "Restore it from a copy." },
    cause,
  );
}
