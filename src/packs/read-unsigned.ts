import { createHash } from "node:crypto";
import { createReadStream, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { packDocumentSchema } from "../evidence/documents.ts";
import { isRecordsFile } from "../evidence/pack-paths.ts";
import { TAG_FILES, TAG_MANIFEST } from "../evidence/profile.ts";
import { compareText } from "../foundation/aggregate.ts";
import { parseCanonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type ComposedFile, type UnsignedPack, packFolder } from "./compose-pack.ts";

/**
 * A pack without signatures, as it was left on the disk to be signed. Files are taken as they are: whether they still fit the
 * manifests is found when the finished pack is verified, before it appears under its name.
 */
export async function readUnsignedPack(directory: string): Promise<UnsignedPack> {
  try {
    const tagManifest = new Uint8Array(readFileSync(join(directory, TAG_MANIFEST)));
    const packFile = join(directory, "data", "pack.json");
    const pack = packDocumentSchema.parse(parseCanonicalJson(readFileSync(packFile, "utf8"), packFile));
    const payload = readdirSync(join(directory, "data"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(directory.length + 1)
          .replaceAll("\\", "/"),
      )
      .toSorted(compareText);
    const files: ComposedFile[] = [];
    for (const path of [...TAG_FILES, TAG_MANIFEST, ...payload]) files.push(await fileOf(directory, path));
    return { folder: packFolder(pack), pack, files, tagManifest, tagmanifestSha256: sha256Hex(tagManifest) };
  } catch (cause) {
    if (cause instanceof TickmarkError) throw cause;
    throw new TickmarkError("case-damaged", "The prepared pack cannot be read.", { file: directory }, cause);
  }
}

async function fileOf(directory: string, path: string): Promise<ComposedFile> {
  const file = join(directory, path);
  if (!isRecordsFile(path)) {
    const content = new Uint8Array(readFileSync(file));
    return { path, content, bytes: content.length, sha256: sha256Hex(content) };
  }
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return { path, content: { copyOf: file }, bytes: statSync(file).size, sha256: hash.digest("hex") };
}
