import { cpSync, existsSync, mkdirSync, openSync, closeSync, fsyncSync, rmSync, statSync } from "node:fs";
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
  readonly publicKeyPath: string;
  readonly tagmanifestDigest: string;
  readonly files: number;
  /** Of the ZIP. */
  readonly bytes: number;
}

/**
 * Composes, signs, writes and verifies a pack. It appears under its name only when it is complete, on the
 * disk and has passed the verification that a reviewer will run.
 */
export async function writePack(input: PackInput, signer: PackSigner, outDirectory: string): Promise<PackWritten> {
  const composed = await composePack(input, signer);
  const base = join(outDirectory, composed.folder);
  const written = {
    bagDirectory: base,
    zipPath: `${base}.zip`,
    allowedSignersPath: `${base}.allowed_signers`,
    publicKeyPath: `${base}.pub.pem`,
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
    await requireVerified(temporaryZip, input.sealedAt, signer);
    replaceFile(written.allowedSignersPath, `${allowedSignersLine(signer)}\n`, 0o644);
    replaceFile(written.publicKeyPath, publicKeyPem(signer.publicKey), 0o644);
    publish(temporaryBag, written.bagDirectory);
    publish(temporaryZip, written.zipPath);
  } finally {
    rmSync(temporaryBag, { recursive: true, force: true });
    rmSync(temporaryZip, { force: true });
  }
  return { ...written, tagmanifestDigest: composed.tagmanifestSha256, files: composed.files.length, bytes: statSync(written.zipPath).size };
}

function writeBag(directory: string, { files }: ComposedPack): void {
  const folders = new Set<string>([directory]);
  mkdirSync(directory);
  for (const { path, content } of files) {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    for (let folder = dirname(target); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
    if (content instanceof Uint8Array) writeNewFile(target, content);
    else copyDurably(content.copyOf, target);
  }
  for (const folder of folders) syncFolder(folder);
}

function copyDurably(from: string, to: string): void {
  if (existsSync(to)) throw new TickmarkError("already-exists", "Two files of the pack have one name.", { file: to });
  cpSync(from, to);
  const descriptor = openSync(to, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** A pack that its own verifier refuses must not leave the house. */
async function requireVerified(zipPath: string, sealedAt: string, signer: PackSigner): Promise<void> {
  const report = await verifyPackFile(zipPath, allowedSignersLine(signer), { verifyTime: sealedAt, analyses: null });
  if (report.success) return;
  const problems = report.steps
    .filter((step) => step.state === "fail")
    .flatMap((step) => (step.details.length > 0 ? step.details : [step.message]));
  throw new TickmarkError("verification-failed", `The pack was not written, because it would not verify: ${problems.join(" ")}`);
}

function publicKeyPem(publicKey: Uint8Array): string {
  return `-----BEGIN PUBLIC KEY-----\n${Buffer.from(subjectPublicKeyInfo(publicKey)).toString("base64")}\n-----END PUBLIC KEY-----\n`;
}
