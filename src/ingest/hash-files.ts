import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { throwIfAborted } from "../engine/query-run.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { HashedFile } from "./adapter.ts";
import { type Compression, contentStream } from "./file-head.ts";
import type { ImportedFile } from "./imported-source.ts";

export interface HashRequest {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((hashed: number) => void) | undefined;
  /** Text formats: look for empty lines and, where compressed, read all content to see that it is whole. */
  readonly inspect?: { readonly compression: Compression } | undefined;
}

const CHUNK_BYTES = 4_194_304;

/** SHA-256 of each file, one after the other, and the digest of the source they make. */
export async function hashFiles(paths: readonly string[], request: HashRequest = {}): Promise<{ digest: string; files: HashedFile[] }> {
  const files: HashedFile[] = [];
  let done = 0;
  for (const path of paths) {
    const file = await hashFile(path, { ...request, onBytes: (hashed) => request.onBytes?.(done + hashed) });
    done += file.bytes;
    files.push(file);
  }
  return { digest: sourceDigest(files), files };
}

/** The digest of one file is the file's own, so that `sha256sum` shows it; of several, that of their list in reading order. */
export function sourceDigest(files: readonly Pick<ImportedFile, "sha256">[]): string {
  const digests = files.map((file) => file.sha256);
  return digests.length === 1 ? (digests[0] ?? "") : sha256Hex(canonicalJson(digests));
}

async function hashFile(path: string, request: HashRequest): Promise<HashedFile> {
  const before = await fileState(path);
  const blank = request.inspect?.compression === "none" ? new BlankLineDetector() : null;
  const hash = createHash("sha256");
  let hashed = 0;
  const hashing = (async () => {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      throwIfAborted(request.signal);
      const bytes = chunk as Buffer;
      hash.update(bytes);
      blank?.push(bytes);
      hashed += bytes.length;
      request.onBytes?.(hashed);
    }
  })();
  const [, compressedBlank] = await Promise.all([hashing, inspectCompressed(path, request)]);
  refuseChange(path, before, await fileState(path));
  return {
    path,
    bytes: before.bytes,
    modifiedMs: Math.floor(before.modifiedMs),
    sha256: hash.digest("hex"),
    mayHaveBlankLines: blank?.found ?? compressedBlank,
  };
}

async function inspectCompressed(path: string, request: HashRequest): Promise<boolean> {
  if (request.inspect === undefined || request.inspect.compression === "none") return false;
  const blank = new BlankLineDetector();
  for await (const chunk of contentStream(path, request.inspect.compression)) {
    throwIfAborted(request.signal);
    blank.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }
  return blank.found;
}

export interface FileState {
  readonly bytes: number;
  readonly modifiedMs: number;
  readonly inode: number;
}

export async function fileState(path: string): Promise<FileState> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return { bytes: size, modifiedMs: mtimeMs, inode: ino };
  } catch (cause) {
    throw new TickmarkError("not-found", "The file does not exist or cannot be read.", { file: path }, cause);
  }
}

export function refuseChange(path: string, before: FileState, after: FileState): void {
  if (before.bytes === after.bytes && before.modifiedMs === after.modifiedMs && before.inode === after.inode) return;
  throw new TickmarkError("source-changed", "The file changed while it was read.", {
    file: path,
    remedy: "Copy the file to a place where nothing writes to it and import the copy.",
  });
}

/** Sees whether bytes can hold an empty line (`\n\n`, `\n\r\n`, or one at the start), across chunk borders. */
class BlankLineDetector {
  found = false;
  #last: Buffer = Buffer.from("\n");

  push(chunk: Buffer): void {
    if (this.found) return;
    const seam = Buffer.concat([this.#last, chunk.subarray(0, 2)]);
    this.found = [seam, chunk].some((bytes) => bytes.includes("\n\n") || bytes.includes("\n\r\n"));
    this.#last = Buffer.from(Buffer.concat([this.#last, chunk.subarray(-2)]).subarray(-2));
  }
}
