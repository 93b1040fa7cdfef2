import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContainerProblem, PackFile, PackReader } from "../evidence/pack-reader.ts";
import { PACK_LIMITS } from "../evidence/profile.ts";
import { TickmarkError } from "../foundation/errors.ts";

/** An opened pack; its private copy lives until `close`. */
export interface OpenedPack extends PackReader, Disposable {
  close(): void;
}

/** Thrown to stop reading a container; becomes a problem of the report. */
export class ContainerRefusal extends Error {
  readonly problem: ContainerProblem;

  constructor(step: ContainerProblem["step"], message: string) {
    super(message);
    this.problem = { step, message };
  }
}

/**
 * Copies the files of a pack once, hashing on the way, into a folder that only this user can enter. All that
 * follows reads the copy: nobody can exchange a file between its verification and its use. Files get numbers
 * for names, so no name of the pack reaches the file system.
 */
export class PrivateCopy implements OpenedPack {
  readonly problems: ContainerProblem[] = [];
  readonly #files: PackFile[] = [];
  readonly #places = new Map<string, string>();
  readonly #directory = mkdtempSync(join(tmpdir(), "tickmark-pack-"));
  #bytesInAll = 0;

  get files(): readonly PackFile[] {
    return this.#files;
  }

  /** Takes one file in; limits count real bytes, whatever the container declares. */
  async take(path: string, content: AsyncIterable<Buffer>): Promise<PackFile> {
    const place = join(this.#directory, String(this.#files.length));
    const descriptor = openSync(place, "wx", 0o600);
    const hash = createHash("sha256");
    let bytes = 0;
    try {
      for await (const chunk of content) {
        bytes += chunk.length;
        this.#bytesInAll += chunk.length;
        if (bytes > PACK_LIMITS.bytesPerFile || this.#bytesInAll > PACK_LIMITS.bytesInAll)
          throw new ContainerRefusal("limits", "more bytes than a pack may have");
        hash.update(chunk);
        for (let written = 0; written < chunk.length;) written += writeSync(descriptor, chunk, written);
      }
    } finally {
      closeSync(descriptor);
    }
    const file = { path, bytes, sha256: hash.digest("hex") };
    this.#files.push(file);
    this.#places.set(path, place);
    return file;
  }

  read(path: string): Uint8Array {
    const place = this.#places.get(path);
    if (place === undefined) throw new TickmarkError("not-found", `${path} is missing.`, { file: path });
    return readFileSync(place);
  }

  /** Notes why the container was refused; what was read so far is not offered any more. */
  refuse(error: unknown): void {
    this.#files.length = 0;
    this.#places.clear();
    if (error instanceof ContainerRefusal) this.problems.push(error.problem);
    else
      this.problems.push({
        step: "limits",
        message: `the container cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      });
  }

  close(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
