import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { TickmarkError } from "../../foundation/errors.ts";
import { concatenate } from "../octets.ts";
import { isRecordsFile } from "../pack-paths.ts";
import type { ContainerProblem, PackFile, PackReader } from "../pack-reader.ts";
import { problemOf } from "./container-refusal.ts";
import { crc32 } from "./crc32.ts";
import { type Digests, type PackSink, SizeLimits, byPath } from "./pack-sink.ts";

/** Digests without the help of a platform. */
export const PORTABLE_DIGESTS: Digests = {
  sha256: () => {
    const hash = sha256.create();
    return {
      update: (chunk) => {
        hash.update(chunk);
      },
      hex: () => bytesToHex(hash.digest()),
    };
  },
  crc32,
};

/** Keeps documents in memory, because they are parsed; of records only the digest, because they are not. */
export class MemoryCopy implements PackSink, PackReader {
  readonly problems: ContainerProblem[] = [];
  readonly #files: PackFile[] = [];
  readonly #contents = new Map<string, Uint8Array>();
  readonly #limits = new SizeLimits();

  get files(): readonly PackFile[] {
    return this.#files;
  }

  async take(path: string, content: AsyncIterable<Uint8Array>): Promise<PackFile> {
    this.#limits.nextFile();
    const hash = PORTABLE_DIGESTS.sha256();
    const kept: Uint8Array[] | null = isRecordsFile(path) ? null : [];
    let bytes = 0;
    for await (const chunk of content) {
      bytes += chunk.length;
      this.#limits.count(path, bytes, chunk.length);
      hash.update(chunk);
      kept?.push(new Uint8Array(chunk));
    }
    const file = { path, bytes, sha256: hash.hex() };
    this.#files.push(file);
    if (kept !== null) this.#contents.set(path, concatenate(...kept));
    return file;
  }

  read(path: string): Uint8Array {
    const bytes = this.#contents.get(path);
    if (bytes === undefined) throw new TickmarkError("not-found", `${path} is missing.`, { file: path });
    return bytes;
  }

  finish(): void {
    this.#files.sort(byPath);
  }

  /** Notes why the container was refused; what was read so far is not offered any more. */
  refuse(error: unknown): void {
    this.#files.length = 0;
    this.#contents.clear();
    this.problems.push(problemOf(error));
  }
}
