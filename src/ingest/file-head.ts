import { open } from "node:fs/promises";
import { createReadStream } from "node:fs";
import { type Transform, pipeline } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { TickmarkError } from "../foundation/errors.ts";
import type { PlannedFile } from "./import-plan.ts";

export type Compression = PlannedFile["compression"];

/** The beginning of a file, decompressed, for recognising it. */
export interface FileHead {
  readonly path: string;
  readonly bytes: number;
  readonly compression: Compression;
  /** Up to 1 MiB of content after decompression. */
  readonly content: Uint8Array;
  /** True when `content` is all there is. */
  readonly complete: boolean;
  /** The last eight bytes on disk (Parquet and Arrow files end with their name). */
  readonly tail: Uint8Array;
}

const HEAD_BYTES = 1_048_576;
const GZIP_MAGIC = [0x1f, 0x8b];
const ZSTD_MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

export async function readFileHead(path: string): Promise<FileHead> {
  const { first, tail, bytes } = await readEnds(path);
  const compression = startsWith(first, GZIP_MAGIC) ? "gzip" : startsWith(first, ZSTD_MAGIC) ? "zstd" : "none";
  const chunks: Uint8Array[] = [];
  let length = 0;
  let complete = true;
  for await (const chunk of contentStream(path, compression)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length < HEAD_BYTES) continue;
    complete = false;
    break;
  }
  return { path, bytes, compression, content: Buffer.concat(chunks).subarray(0, HEAD_BYTES), complete, tail };
}

/** The content of a file, decompressed. Broken compression is `bad-input` with the file. */
export async function* contentStream(path: string, compression: Compression): AsyncGenerator<Uint8Array> {
  const source = createReadStream(path, { highWaterMark: 1_048_576 });
  const decompressor = decompress(compression);
  const stream = decompressor === null ? source : pipeline(source, decompressor, () => undefined);
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (cause) {
    throw contentError(path, compression, cause);
  } finally {
    source.destroy();
  }
}

export function decompress(compression: Compression): Transform | null {
  if (compression === "none") return null;
  return compression === "gzip" ? createGunzip() : createZstdDecompress();
}

export function contentError(path: string, compression: Compression, cause: unknown): TickmarkError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (compression === "none") return new TickmarkError("bad-input", `The file cannot be read: ${reason}.`, { file: path }, cause);
  return new TickmarkError(
    "bad-input",
    `The ${compression} data is damaged or ends too early: ${reason}.`,
    { file: path, remedy: "Ask for the file again and compare its size with the sender's." },
    cause,
  );
}

async function readEnds(path: string): Promise<{ first: Uint8Array; tail: Uint8Array; bytes: number }> {
  try {
    await using file = await open(path, "r");
    const { size } = await file.stat();
    const first = Buffer.alloc(8);
    const tail = Buffer.alloc(8);
    await file.read(first, 0, 8, 0);
    await file.read(tail, 0, 8, Math.max(0, size - 8));
    return { first, tail, bytes: size };
  } catch (cause) {
    throw new TickmarkError("not-found", "The file cannot be opened.", { file: path }, cause);
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
