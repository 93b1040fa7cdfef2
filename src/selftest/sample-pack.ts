import { readFileSync } from "node:fs";
import { encodeManifest } from "../evidence/bag-manifest.ts";
import type { PackDocument } from "../evidence/documents.ts";
import { utf8 } from "../evidence/octets.ts";
import { PAYLOAD_MANIFEST, TAG_FILES, TAG_MANIFEST } from "../evidence/profile.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { composePack } from "../packs/compose-pack.ts";
import type { PackInput } from "../packs/pack-input.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import { signatureFiles } from "../packs/signature-files.ts";
import { sampleInput } from "./sample-input.ts";
import { sampleSigner } from "./sample-signer.ts";

/** The files of a bag by their path in it. */
export type PackFiles = Map<string, Uint8Array>;

/** The files of a good pack, in memory. */
export async function packFiles(change: Partial<PackInput> = {}, signer: PackSigner = sampleSigner()): Promise<PackFiles> {
  const { files } = await composePack(sampleInput(change), signer);
  return new Map(
    files.map(({ path, content }) => [path, content instanceof Uint8Array ? content : new Uint8Array(readFileSync(content.copyOf))]),
  );
}

/** What an attacker without the key can do after a change: make both manifests fit again. */
export function recomputeManifests(files: PackFiles, bend: (manifest: string) => string = (manifest) => manifest): void {
  const entries = (paths: readonly string[]): string =>
    encodeManifest(paths.map((path) => ({ path, sha256: sha256Hex(files.get(path) ?? new Uint8Array()) })));
  const payload = [...files.keys()].filter((path) => path.startsWith("data/"));
  const bytes = payload.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0);
  const info = textOf(files, "bag-info.txt").replace(/Payload-Oxum: .*/, `Payload-Oxum: ${bytes}.${payload.length}`);
  files.set("bag-info.txt", utf8(info));
  files.set(PAYLOAD_MANIFEST, utf8(bend(entries(payload))));
  files.set(TAG_MANIFEST, utf8(entries(TAG_FILES)));
}

/** Makes manifests and both signatures fit the files: what only the holder of the key can do. `bend` changes the manifest's text. */
export function resign(files: PackFiles, signer: PackSigner = sampleSigner(), bend?: (manifest: string) => string): void {
  recomputeManifests(files, bend);
  signAgain(files, JSON.parse(textOf(files, "data/pack.json")) as PackDocument, signer);
}

/** Puts the auditor's signatures in, over the tag manifest that is there and the given claims. */
export function signAgain(files: PackFiles, pack: PackDocument, signer: PackSigner): void {
  for (const { path, content } of signatureFiles(pack, bytesOf(files, TAG_MANIFEST), signer)) files.set(path, content);
}

export function bytesOf(files: PackFiles, path: string): Uint8Array {
  return files.get(path) ?? new Uint8Array();
}

export function textOf(files: PackFiles, path: string): string {
  return new TextDecoder().decode(files.get(path));
}
