import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { problemOf } from "../evidence/container/container-refusal.ts";
import { type Digests, type PackSink, SizeLimits, byPath } from "../evidence/container/pack-sink.ts";
import { isRecordsFile } from "../evidence/pack-paths.ts";
import type { ContainerProblem, PackFile, PackReader } from "../evidence/pack-reader.ts";
import { TickmarkError } from "../foundation/errors.ts";

/** An opened pack; its private copy lives until `close`. */
export interface OpenedPack extends PackReader, Disposable {
  /** Path of the private copy of a file of the pack, for engines that read files; it lives until `close`. */
  place(path: string): string;
  close(): void;
}

export interface CopyOptions {
  /** `hash`: records are verified but not copied, which spares their size on the disk; the default is `copy`. */
  readonly records?: "copy" | "hash";
}

/** Digests by OpenSSL and zlib. */
export const NODE_DIGESTS: Digests = {
  sha256: () => {
    const hash = createHash("sha256");
    return {
      update: (chunk) => {
        hash.update(chunk);
      },
      hex: () => hash.digest("hex"),
    };
  },
  crc32: (chunk, previous) => crc32(chunk, previous),
};

/**
 * Copies the files of a pack once, hashing on the way, into a folder that only this user can enter. All that
 * follows reads the copy: nobody can exchange a file between its verification and its use. Files get numbers
 * for names, so no name of the pack reaches the file system.
 */
export class PrivateCopy implements OpenedPack, PackSink {
  readonly problems: ContainerProblem[] = [];
  readonly #files: PackFile[] = [];
  readonly #places = new Map<string, string>();
  readonly #directory = mkdtempSync(join(tmpdir(), "tickmark-pack-"));
  readonly #limits = new SizeLimits();
  readonly #hashRecordsOnly: boolean;

  constructor(options: CopyOptions = {}) {
    this.#hashRecordsOnly = options.records === "hash";
  }

  get files(): readonly PackFile[] {
    return this.#files;
  }

  async take(path: string, content: AsyncIterable<Uint8Array>): Promise<PackFile> {
    this.#limits.nextFile();
    const copied = !(this.#hashRecordsOnly && isRecordsFile(path));
    const place = join(this.#directory, String(this.#files.length));
    const descriptor = copied ? openSync(place, "wx", 0o600) : null;
    const hash = NODE_DIGESTS.sha256();
    let bytes = 0;
    try {
      for await (const chunk of content) {
        bytes += chunk.length;
        this.#limits.count(path, bytes, chunk.length);
        hash.update(chunk);
        if (descriptor === null) continue;
        for (let written = 0; written < chunk.length;) written += writeSync(descriptor, chunk, written);
      }
    } finally {
      if (descriptor !== null) closeSync(descriptor);
    }
    const file = { path, bytes, sha256: hash.hex() };
    this.#files.push(file);
    if (copied) this.#places.set(path, place);
    return file;
  }

  place(path: string): string {
    const place = this.#places.get(path);
    if (place !== undefined) return place;
    const there = this.#files.some((file) => file.path === path);
    throw new TickmarkError("not-found", there ? `${path} was verified, but not copied.` : `${path} is missing.`, { file: path });
  }

  read(path: string): Uint8Array {
    return readFileSync(this.place(path));
  }

  /** The container is read: one order of files, whatever its own. */
  finish(): void {
    this.#files.sort(byPath);
  }

  /** Notes why the container was refused; what was read so far is not offered any more. */
  refuse(error: unknown): void {
    this.#files.length = 0;
    this.#places.clear();
    this.problems.push(problemOf(error));
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
