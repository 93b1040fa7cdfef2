import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { BAGIT_TXT, type ManifestEntry, encodeBagInfo, encodeManifest } from "../evidence/bag-manifest.ts";
import type { PackDocument } from "../evidence/documents.ts";
import { utf8 } from "../evidence/octets.ts";
import { PAYLOAD_MANIFEST, TAG_MANIFEST } from "../evidence/profile.ts";
import { roCrateMetadata } from "../evidence/ro-crate.ts";
import { compareText } from "../foundation/aggregate.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import type { PackInput } from "./pack-input.ts";
import { packDocument, payloadFiles } from "./payload-files.ts";
import type { PackSigner } from "./pack-signer.ts";
import { readmeText } from "./readme-text.ts";
import { signatureFiles } from "./signature-files.ts";

/** One file of the pack: bytes, or a file on disk that is copied as it is (records). */
export interface ComposedFile {
  readonly path: string;
  readonly content: Uint8Array | { readonly copyOf: string };
  readonly bytes: number;
  readonly sha256: string;
}

export interface ComposedPack {
  /** Name of folder and ZIP. */
  readonly folder: string;
  readonly pack: PackDocument;
  readonly files: readonly ComposedFile[];
  readonly tagmanifestSha256: string;
}

/** All files of a pack, as a pure function of the sealed case and the key (Ed25519 signs deterministically). */
export async function composePack(input: PackInput, signer: PackSigner): Promise<ComposedPack> {
  const pack = packDocument(input, signer);
  const described = await Promise.all(payloadFiles(input, pack).map(({ path, content }) => composed(path, content)));
  const crateFiles = described.map(({ path, bytes }) => ({ path: path.slice("data/".length), bytes, name: path.slice("data/".length) }));
  const crate = roCrateMetadata({ pack, environment: input.environment, files: crateFiles });
  const payload = [...described, await composed("data/ro-crate-metadata.json", utf8(canonicalJson(crate)))].toSorted((left, right) =>
    compareText(left.path, right.path),
  );
  const folder = `${pack.name}-r${pack.revision}`;
  const bagInfo = encodeBagInfo({
    baggingDate: pack.sealedAt.slice(0, 10),
    externalIdentifier: pack.packId,
    payload: { bytes: payload.reduce((sum, file) => sum + file.bytes, 0), files: payload.length },
  });
  const tags = await Promise.all([
    composed("README.txt", utf8(readmeText(folder, pack))),
    composed("bag-info.txt", utf8(bagInfo)),
    composed("bagit.txt", utf8(BAGIT_TXT)),
    composed(PAYLOAD_MANIFEST, utf8(encodeManifest(payload.map(asEntry)))),
  ]);
  const tagManifest = utf8(encodeManifest(tags.map(asEntry)));
  const signed = await Promise.all([
    composed(TAG_MANIFEST, tagManifest),
    ...signatureFiles(pack, tagManifest, signer).map(({ path, content }) => composed(path, content)),
  ]);
  return { folder, pack, files: [...tags, ...signed, ...payload], tagmanifestSha256: signed[0]?.sha256 ?? "" };
}

function asEntry({ path, sha256 }: ComposedFile): ManifestEntry {
  return { path, sha256 };
}

async function composed(path: string, content: ComposedFile["content"]): Promise<ComposedFile> {
  const hash = createHash("sha256");
  if (content instanceof Uint8Array) return { path, content, bytes: content.length, sha256: hash.update(content).digest("hex") };
  for await (const chunk of createReadStream(content.copyOf)) hash.update(chunk as Buffer);
  return { path, content, bytes: (await stat(content.copyOf)).size, sha256: hash.digest("hex") };
}
