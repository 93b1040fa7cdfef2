import { constants, closeSync, copyFileSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { allowedSignersLine } from "../evidence/allowed-signers.ts";
import { subjectPublicKeyInfo } from "../evidence/ed25519.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type ComposedPack, composePack } from "./compose-pack.ts";
import { publish, refuseExisting, replaceFile, syncFolder, writeNewFile } from "./durable-files.ts";
import type { PackInput } from "./pack-input.ts";
import type { PackSigner } from "./pack-signer.ts";
import { verifyPackFile } from "./verify-pack-file.ts";
import { writeZip } from "./write-zip.ts";

export interface PackWritten {
  readonly bagDirectory: string;
  readonly zipPath: string;
  /** Outside the pack: the auditor sends it by another way, or the reviewer makes it from the fingerprint. */
  readonly allowedSignersPath: string;
  /** PEM, for openssl; empty for a key that openssl cannot use (security keys). */
  readonly publicKeyPath: string;
  readonly tagmanifestDigest: string;
  readonly files: number;
  /** Of the ZIP. */
  readonly bytes: number;
}

/** What a recipient needs beside the pack. */
export interface SignerFiles {
  /** One line of an OpenSSH allowed signers file, without its line feed. */
  readonly allowedSignersLine: string;
  /** Null for a key that has no PEM form of its own. */
  readonly publicKeyPem: string | null;
}

/**
 * Composes, signs, writes and verifies a pack. It appears under its name only when it is complete, on the
 * disk and has passed the verification that a reviewer will run.
 */
export async function writePack(input: PackInput, signer: PackSigner, outDirectory: string): Promise<PackWritten> {
  return await writeComposed(await composePack(input, signer), signerFiles(signer), outDirectory);
}

/** As `writePack`, for a pack that is signed already. */
export async function writeComposed(composed: ComposedPack, signer: SignerFiles, outDirectory: string): Promise<PackWritten> {
  const base = join(outDirectory, composed.folder);
  const written = {
    bagDirectory: base,
    zipPath: `${base}.zip`,
    allowedSignersPath: `${base}.allowed_signers`,
    publicKeyPath: signer.publicKeyPem === null ? "" : `${base}.pub.pem`,
  };
  refuseExisting(written.bagDirectory);
  refuseExisting(written.zipPath);
  mkdirSync(outDirectory, { recursive: true });
  const temporaryBag = `${base}.tmp`;
  const temporaryZip = `${base}.zip.tmp`;
  rmSync(temporaryBag, { recursive: true, force: true });
  rmSync(temporaryZip, { force: true });
  try {
    writeBag(temporaryBag, composed);
    await writeZip(temporaryZip, composed.folder, composed.files);
    await requireVerified(temporaryZip, composed.pack.sealedAt, signer);
    replaceFile(written.allowedSignersPath, `${signer.allowedSignersLine}\n`, 0o644);
    if (signer.publicKeyPem !== null) replaceFile(written.publicKeyPath, signer.publicKeyPem, 0o644);
    publish(temporaryBag, written.bagDirectory);
    publish(temporaryZip, written.zipPath);
  } finally {
    rmSync(temporaryBag, { recursive: true, force: true });
    rmSync(temporaryZip, { force: true });
  }
  return { ...written, tagmanifestDigest: composed.tagmanifestSha256, files: composed.files.length, bytes: statSync(written.zipPath).size };
}

export function signerFiles(signer: PackSigner): SignerFiles {
  const pem = Buffer.from(subjectPublicKeyInfo(signer.publicKey)).toString("base64");
  return {
    allowedSignersLine: allowedSignersLine(signer),
    publicKeyPem: `-----BEGIN PUBLIC KEY-----\n${pem}\n-----END PUBLIC KEY-----\n`,
  };
}

export function writeBag(directory: string, { files }: ComposedPack): void {
  const folders = new Set<string>([directory]);
  mkdirSync(directory);
  for (const { path, content } of files) {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    for (let folder = dirname(target); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
    if (content instanceof Uint8Array) writeNewFile(target, content);
    else placeDurably(content.copyOf, target);
  }
  for (const folder of folders) syncFolder(folder);
}

/** A second name for the file where the disk allows it, else a copy; never read into memory. */
function placeDurably(from: string, to: string): void {
  if (existsSync(to)) throw new TickmarkError("already-exists", "Two files of the pack have one name.", { file: to });
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  }
  const descriptor = openSync(to, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** A pack that its own verifier refuses must not leave the house. */
async function requireVerified(zipPath: string, sealedAt: string, signer: SignerFiles): Promise<void> {
  const report = await verifyPackFile(zipPath, signer.allowedSignersLine, { verifyTime: sealedAt, analyses: null });
  if (report.success) return;
  const problems = report.steps
    .filter((step) => step.state === "fail")
    .flatMap((step) => (step.details.length > 0 ? step.details : [step.message]));
  throw new TickmarkError("verification-failed", `The pack was not written, because it would not verify: ${problems.join(" ")}`);
}
