import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { pipeline } from "node:stream/promises";
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { PACK_LIMITS } from "../evidence/profile.ts";
import { TickmarkError, isTickmarkError } from "../foundation/errors.ts";
import { publish, refuseExisting, writeNewFile } from "./durable-files.ts";
import type { CopyOptions, OpenedPack } from "./private-copy.ts";
import { openPack } from "./read-pack.ts";

/** For whom a ZIP is encrypted: `age1...` public keys, or one passphrase; never both. */
export interface TransportKeys {
  readonly recipients: readonly string[];
  /** Empty: none. */
  readonly passphrase: string;
}

/** How a reader opens a transport file; empty text for what is not given. */
export interface TransportOpener {
  readonly passphrase: string;
  /** A file with lines `AGE-SECRET-KEY-1...`, as `age-keygen` writes it. */
  readonly identityFile: string;
}

export const NO_OPENER: TransportOpener = { passphrase: "", identityFile: "" };

const FIRST_LINE = "age-encryption.org/v1\n";
/** The library keeps the header in memory; 64 KiB hold some 400 recipients. */
const HEADER_BYTES = 2 ** 16;
const PASSPHRASE_LENGTH = 12;
/** As the age program has it: 256 MiB of memory and a second or more for each passphrase tried. */
const SCRYPT_WORK_FACTOR = 18;

/** Refuses keys that could not protect anything, before any work is done with them. */
export function requireTransportKeys(keys: TransportKeys): void {
  encrypterFor(keys);
}

function encrypterFor({ recipients, passphrase }: TransportKeys): Encrypter {
  const encrypter = new Encrypter();
  if (recipients.length > 0 === passphrase.length > 0)
    throw new TickmarkError("bad-input", "An encrypted pack is either for recipients or for a passphrase.", {
      expected: "one or more age1... recipients, or one passphrase",
    });
  if (passphrase !== "") {
    if (Array.from(passphrase).length < PASSPHRASE_LENGTH)
      throw new TickmarkError("bad-input", "The passphrase for transport is too short.", {
        expected: `at least ${PASSPHRASE_LENGTH} characters: whoever has the file can try passphrases for years`,
      });
    encrypter.setPassphrase(passphrase.normalize("NFC"));
    encrypter.setScryptWorkFactor(SCRYPT_WORK_FACTOR);
  }
  for (const recipient of recipients)
    try {
      encrypter.addRecipient(recipient.trim());
    } catch (cause) {
      const shown = recipient.startsWith("AGE-SECRET-KEY") ? "A secret key" : `"${recipient.slice(0, 80)}"`;
      throw new TickmarkError(
        "bad-input",
        `${shown} is no age recipient.`,
        { expected: "age1..., the public key of the recipient" },
        cause,
      );
    }
  return encrypter;
}

/** Writes `<zip>.age` beside the ZIP, which stays; streamed, so that the pack is never in memory whole. */
export async function encryptForTransport(zipPath: string, keys: TransportKeys): Promise<{ path: string; bytes: number }> {
  const encrypter = encrypterFor(keys);
  const path = `${zipPath}.age`;
  refuseExisting(path);
  const temporary = `${path}.tmp`;
  rmSync(temporary, { force: true });
  try {
    await writeStream(temporary, await encrypter.encrypt(webStream(zipPath)), 0o644);
    publish(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  return { path, bytes: statSync(path).size };
}

/** By the first bytes of the file, whatever its name. */
export async function isTransportFile(path: string): Promise<boolean> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  return (await firstBytes(path, FIRST_LINE.length)).toString("latin1") === FIRST_LINE;
}

/** Opens a ZIP, a bag folder, or the ZIP in a transport file. What was decrypted is removed before this returns. */
export async function openTransported(path: string, opener: TransportOpener, options: CopyOptions = {}): Promise<OpenedPack> {
  if (!(await isTransportFile(path))) return openPack(path, options);
  const decrypted = await decryptTransport(path, opener);
  try {
    return await openPack(decrypted.path, options);
  } finally {
    decrypted.remove();
  }
}

/** Decrypts into a folder that only this user can enter; `remove` deletes it, and so does the end of the process. */
export async function decryptTransport(path: string, opener: TransportOpener): Promise<{ path: string; remove: () => void }> {
  const decrypter = decrypterFor(path, opener);
  await requireShortHeader(path);
  const folder = mkdtempSync(join(tmpdir(), "tickmark-transport-"));
  const remove = (): void => {
    process.off("exit", remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", remove);
  try {
    const target = join(folder, "pack.zip");
    await writeStream(target, await decrypter.decrypt(webStream(path)), 0o600);
    return { path: target, remove };
  } catch (cause) {
    remove();
    throw refusalOf(path, cause);
  }
}

/** Decrypts for keeping: a ZIP of this user alone, durable, under a name that must be free. */
export async function decryptToFile(path: string, opener: TransportOpener, target: string): Promise<void> {
  const decrypter = decrypterFor(path, opener);
  await requireShortHeader(path);
  refuseExisting(target);
  const temporary = `${target}.tmp`;
  rmSync(temporary, { force: true });
  try {
    await writeStream(temporary, await decrypter.decrypt(webStream(path)), 0o600);
    publish(temporary, target);
  } catch (cause) {
    throw refusalOf(path, cause);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function decrypterFor(path: string, { passphrase, identityFile }: TransportOpener): Decrypter {
  const decrypter = new Decrypter();
  if (identityFile !== "") for (const identity of identitiesOf(identityFile)) decrypter.addIdentity(identity);
  // Other programs encrypt with the passphrase as it was typed; each form that differs costs a second try.
  if (passphrase !== "") for (const form of new Set([passphrase.normalize("NFC"), passphrase])) decrypter.addPassphrase(form);
  if (identityFile === "" && passphrase === "")
    throw new TickmarkError("usage", "The pack is encrypted for transport.", {
      file: path,
      remedy: "Give its passphrase, or the identity file of a recipient.",
    });
  return decrypter;
}

/** Lines `AGE-SECRET-KEY-1...`; comments and empty lines are passed over. The key never enters a message. */
function identitiesOf(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new TickmarkError("not-found", "The identity file cannot be read.", { file }, cause);
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const keys = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const stranger = lines.findIndex((line) => line !== "" && !line.startsWith("#") && !isIdentity(line));
  if (keys.length === 0 || stranger >= 0)
    throw new TickmarkError("bad-input", "Not an age identity file.", {
      file,
      ...(stranger >= 0 ? { line: stranger + 1 } : {}),
      expected: "lines AGE-SECRET-KEY-1..., not encrypted",
    });
  return keys;
}

function isIdentity(line: string): boolean {
  if (!/^AGE-SECRET-KEY-(PQ-)?1[0-9A-Z]+$/.test(line)) return false;
  try {
    new Decrypter().addIdentity(line);
    return true;
  } catch {
    return false;
  }
}

/** A new age identity in a file that only this user can read; never overwrites. */
export async function createIdentityFile(path: string, createdAt: string): Promise<{ recipient: string }> {
  const identity = await generateX25519Identity();
  const recipient = await identityToRecipient(identity);
  writeNewFile(path, `# created: ${createdAt}\n# public key: ${recipient}\n${identity}\n`, 0o600);
  return { recipient };
}

async function requireShortHeader(path: string): Promise<void> {
  const head = (await firstBytes(path, HEADER_BYTES)).toString("latin1");
  if (!/\n--- [A-Za-z0-9+/]{43}\n/.test(head))
    throw new TickmarkError("bad-input", "Not a transport file of the age format.", { file: path, expected: FIRST_LINE.trim() });
}

async function firstBytes(path: string, length: number): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function webStream(path: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(path, { highWaterMark: 2 ** 20 })) as unknown as ReadableStream<Uint8Array>;
}

async function writeStream(path: string, content: ReadableStream<Uint8Array>, mode: number): Promise<void> {
  let bytes = 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > PACK_LIMITS.bytesInAll * 1.01) throw new TickmarkError("bad-input", "More bytes than a pack may have.");
      yield chunk;
    }
  };
  await pipeline(Readable.fromWeb(content as unknown as NodeReadableStream), counted, createWriteStream(path, { flags: "wx", mode }));
  const written = await open(path, "r+");
  await written.sync();
  await written.close();
}

/** Nothing of a file that does not decrypt to its last byte is ever used. */
function refusalOf(path: string, cause: unknown): TickmarkError {
  if (isTickmarkError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (reason.startsWith("no identity matched"))
    return new TickmarkError(
      "key-unusable",
      "The passphrase or identity does not open this file.",
      { file: path, remedy: "Check the passphrase, or use the identity of a recipient." },
      cause,
    );
  return new TickmarkError(
    "bad-input",
    `The transport file is damaged or was changed: it does not decrypt (${reason}).`,
    { file: path, remedy: "Ask for the file again." },
    cause,
  );
}
