import { isRecordsFile, printable } from "../pack-paths.ts";
import type { PackFile } from "../pack-reader.ts";
import { PACK_LIMITS } from "../profile.ts";
import { byteLimit } from "../reading-limits.ts";
import { refuseLimits } from "./container-refusal.ts";

/** Bytes that can be read anywhere, as of a file. What `read` gives holds until the next `read`; `slice` of a Node Buffer does not copy it, `new Uint8Array` does. */
export interface RandomAccess {
  readonly size: number;
  /** Exactly `length` bytes from `offset`, or an error. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Takes in the files of a container one after the other, hashing on the way. */
export interface PackSink {
  /** Each chunk holds until the next is asked for. */
  take(path: string, content: AsyncIterable<Uint8Array>): Promise<PackFile>;
}

export interface RunningDigest {
  update(chunk: Uint8Array): void;
  /** Lower-case hexadecimal SHA-256. */
  hex(): string;
}

/** Digests by the fastest means of the environment; all give the same values. */
export interface Digests {
  sha256(): RunningDigest;
  crc32(chunk: Uint8Array, previous: number): number;
}

/** Counts real bytes while they are read, whatever the container declares. */
export class SizeLimits {
  #files = 0;
  #bytesInAll = 0;
  #documents = 0;

  nextFile(): void {
    this.#files += 1;
    if (this.#files > PACK_LIMITS.files) refuseLimits(`more than ${PACK_LIMITS.files} files`);
  }

  /** `bytes` of the file at `path` so far, of which `added` are new. */
  count(path: string, bytes: number, added: number): void {
    const records = isRecordsFile(path);
    const limit = byteLimit(path);
    if (bytes > limit) refuseLimits(`${printable(path)} has more than ${limit} bytes`);
    this.#bytesInAll += added;
    if (this.#bytesInAll > PACK_LIMITS.bytesInAll) refuseLimits(`more than ${PACK_LIMITS.bytesInAll} bytes`);
    if (records) return;
    this.#documents += added;
    if (this.#documents > PACK_LIMITS.documentsInAll)
      refuseLimits(`documents of more than ${PACK_LIMITS.documentsInAll} bytes, records aside`);
  }
}

/** One order for every container and every reader: by path, in code units. */
export function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
}
