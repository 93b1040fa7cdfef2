import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allowedSignersLine, parseAllowedSigners } from "../../../src/evidence/allowed-signers.ts";
import { encodeManifest } from "../../../src/evidence/bag-manifest.ts";
import type { PackDocument } from "../../../src/evidence/documents.ts";
import { utf8 } from "../../../src/evidence/octets.ts";
import { packInMemory } from "../../../src/evidence/pack-reader.ts";
import { PAYLOAD_MANIFEST, TAG_FILES, TAG_MANIFEST } from "../../../src/evidence/profile.ts";
import type { VerificationReport } from "../../../src/evidence/verification-report.ts";
import { verifyPack } from "../../../src/evidence/verify-pack.ts";
import { sha256Hex } from "../../../src/foundation/digest.ts";
import { composePack } from "../../../src/packs/compose-pack.ts";
import type { PackInput } from "../../../src/packs/pack-input.ts";
import type { PackSigner } from "../../../src/packs/pack-signer.ts";
import { signatureFiles } from "../../../src/packs/signature-files.ts";
import { countingAnalysis } from "./counting-analysis.ts";
import { sampleInput } from "./sample-input.ts";
import { testSigner } from "./test-signer.ts";
import { afterAll } from "vitest";

export type PackFiles = Map<string, Uint8Array>;

/** The files of a good pack, in memory. */
export async function packFiles(change: Partial<PackInput> = {}, signer: PackSigner = testSigner()): Promise<PackFiles> {
  const { files } = await composePack(sampleInput(change), signer);
  return new Map(
    files.map(({ path, content }) => [path, content instanceof Uint8Array ? content : new Uint8Array(readFileSync(content.copyOf))]),
  );
}

export const VERIFY_TIME = "2026-11-24T00:00:00Z";

export function verifyFiles(files: PackFiles, allowed: string = allowedSignersLine(testSigner())): VerificationReport {
  return verifyPack(
    packInMemory(files),
    { signers: parseAllowedSigners(allowed) },
    { verifyTime: VERIFY_TIME, analyses: [countingAnalysis()] },
  );
}

export function failedSteps(report: VerificationReport): string[] {
  return report.steps.filter((step) => step.state === "fail").map((step) => step.id);
}

/** What an attacker without the key can do after a change: make both manifests fit again. */
export function recomputeManifests(files: PackFiles): void {
  const entries = (paths: readonly string[]): string =>
    encodeManifest(paths.map((path) => ({ path, sha256: sha256Hex(files.get(path) ?? new Uint8Array()) })));
  const payload = [...files.keys()].filter((path) => path.startsWith("data/"));
  const bytes = payload.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0);
  const info = new TextDecoder().decode(files.get("bag-info.txt")).replace(/Payload-Oxum: .*/, `Payload-Oxum: ${bytes}.${payload.length}`);
  files.set("bag-info.txt", utf8(info));
  files.set(PAYLOAD_MANIFEST, utf8(entries(payload)));
  files.set(TAG_MANIFEST, utf8(entries(TAG_FILES)));
}

/** Makes manifests and both signatures fit the files: what only the holder of the key can do. */
export function resign(files: PackFiles, signer: PackSigner = testSigner()): void {
  const pack = JSON.parse(new TextDecoder().decode(files.get("data/pack.json"))) as PackDocument;
  recomputeManifests(files);
  for (const { path, content } of signatureFiles(pack, files.get(TAG_MANIFEST) ?? new Uint8Array(), signer)) files.set(path, content);
}

const folders: string[] = [];
afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tickmark-test-"));
  folders.push(folder);
  return folder;
}
