import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { BAGIT_TXT, type ManifestEntry, encodeBagInfo, encodeManifest } from "../evidence/bag-manifest.ts";
import type { PackDocument } from "../evidence/documents.ts";
import { fingerprintOf } from "../evidence/ed25519.ts";
import { utf8 } from "../evidence/octets.ts";
import { PAYLOAD_MANIFEST, TAG_MANIFEST } from "../evidence/profile.ts";
import { roCrateMetadata } from "../evidence/ro-crate.ts";
import { compareText } from "../foundation/aggregate.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import type { PackInput } from "./pack-input.ts";
import { type SignerIdentity, packDocument, payloadFiles } from "./payload-files.ts";
import type { PackSigner } from "./pack-signer.ts";
import { readmeText } from "./readme-text.ts";
import { signatureFiles } from "./signature-files.ts";

export type { SignerIdentity } from "./payload-files.ts";

/** One file of the pack: bytes, or a file on disk that is copied as it is (records). */
export interface ComposedFile {
  readonly path: string;
  readonly content: Uint8Array | { readonly copyOf: string };
  readonly bytes: number;
  readonly sha256: string;
}

/** A pack that says who will sign it, complete but for the signatures. */
export interface UnsignedPack {
  /** Name of folder and ZIP. */
  readonly folder: string;
  readonly pack: PackDocument;
  /** Tag files, tag manifest and payload. */
  readonly files: readonly ComposedFile[];
  /** The bytes that are signed. */
  readonly tagManifest: Uint8Array;
  readonly tagmanifestSha256: string;
}

/** An unsigned pack with the signature files among its files. */
export type ComposedPack = UnsignedPack;

/** All files of a pack, as a pure function of the sealed case and the key (Ed25519 signs deterministically). */
export async function composePack(input: PackInput, signer: PackSigner): Promise<ComposedPack> {
  const unsigned = await composeUnsigned(input, identityOf(signer));
  return await withSignatures(unsigned, signatureFiles(unsigned.pack, unsigned.tagManifest, signer));
}

/** Everything up to the tag manifest, as a pure function of the sealed case and of who will sign. */
export async function composeUnsigned(input: PackInput, identity: SignerIdentity): Promise<UnsignedPack> {
  const pack = packDocument(input, identity);
  const described = await Promise.all(payloadFiles(input, pack).map(({ path, content }) => composed(path, content)));
  const crateFiles = described.map(({ path, bytes }) => ({ path: path.slice("data/".length), bytes }));
  const { engagement, environment, sources } = input;
  const runs = input.runs.map(({ record }) => record);
  const crate = roCrateMetadata({ pack, engagement, environment, sources, runs, files: crateFiles });
  const payload = [...described, await composed("data/ro-crate-metadata.json", utf8(canonicalJson(crate)))].toSorted((left, right) =>
    compareText(left.path, right.path),
  );
  const folder = packFolder(pack);
  const bagInfo = encodeBagInfo({
    baggingDate: pack.sealedAt.slice(0, 10),
    externalIdentifier: pack.packId,
    payload: { bytes: payload.reduce((sum, file) => sum + file.bytes, 0), files: payload.length },
  });
  const tags = await Promise.all([
    composed("README.txt", utf8(readmeText(folder, pack, { privacy: input.privacy, payload: payload.map(({ path }) => path) }))),
    composed("bag-info.txt", utf8(bagInfo)),
    composed("bagit.txt", utf8(BAGIT_TXT)),
    composed(PAYLOAD_MANIFEST, utf8(encodeManifest(payload.map(asEntry)))),
  ]);
  const tagManifest = utf8(encodeManifest(tags.map(asEntry)));
  const signed = await composed(TAG_MANIFEST, tagManifest);
  return { folder, pack, files: [...tags, signed, ...payload], tagManifest, tagmanifestSha256: signed.sha256 };
}

/** Puts signature files (`signatures/...`) to an unsigned pack; the order of files is that of the ZIP: tags, signatures, payload. */
export async function withSignatures(
  unsigned: UnsignedPack,
  signatures: readonly { readonly path: string; readonly content: Uint8Array }[],
): Promise<ComposedPack> {
  const added = await Promise.all(signatures.map(({ path, content }) => composed(path, content)));
  const payloadStart = unsigned.files.findIndex(({ path }) => path === TAG_MANIFEST) + 1;
  return { ...unsigned, files: [...unsigned.files.slice(0, payloadStart), ...added, ...unsigned.files.slice(payloadStart)] };
}

/** `EP-2026-0001-r1` (shareable) and `EP-2026-0001-r1-restricted`: one seal, two packs side by side. */
export function packFolder({ name, revision, kind }: Pick<PackDocument, "name" | "revision" | "kind">): string {
  return `${name}-r${revision}${kind === "restricted" ? "-restricted" : ""}`;
}

/** A signer who holds the key here makes both signatures. */
export function identityOf(signer: PackSigner): SignerIdentity {
  return {
    principal: signer.principal,
    fingerprint: fingerprintOf(signer.publicKey),
    keyType: signer.keyType,
    signatures: "dsse-and-sshsig",
  };
}

function asEntry({ path, sha256 }: ComposedFile): ManifestEntry {
  return { path, sha256 };
}

async function composed(path: string, content: ComposedFile["content"]): Promise<ComposedFile> {
  const hash = createHash("sha256");
  if (content instanceof Uint8Array) return { path, content, bytes: content.length, sha256: hash.update(content).digest("hex") };
  for await (const chunk of createReadStream(content.copyOf, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  return { path, content, bytes: (await stat(content.copyOf)).size, sha256: hash.digest("hex") };
}
