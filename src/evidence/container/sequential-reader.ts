import { refuseLimits } from "./container-refusal.ts";
import type { RandomAccess } from "./pack-sink.ts";

const CHUNK_BYTES = 2 ** 20;

/** Reads from the start of an archive up to `end`, in large pieces. */
export class SequentialReader {
  readonly #archive: RandomAccess;
  readonly #end: number;
  #chunk: Uint8Array = new Uint8Array();
  #at = 0;
  #chunkEnd = 0;

  constructor(archive: RandomAccess, end: number) {
    this.#archive = archive;
    this.#end = end;
  }

  /** Of the next byte that will be given. */
  get position(): number {
    return this.#chunkEnd - (this.#chunk.length - this.#at);
  }

  /** A copy of the next `length` bytes. */
  async bytes(length: number): Promise<Uint8Array> {
    const whole = new Uint8Array(length);
    let filled = 0;
    for await (const part of this.stream(length)) {
      whole.set(part, filled);
      filled += part.length;
    }
    return whole;
  }

  /** The next `length` bytes; each part holds until the next is asked for. */
  async *stream(length: number): AsyncGenerator<Uint8Array> {
    if (this.position + length > this.#end) refuseLimits("an entry of the archive runs into its directory");
    let left = length;
    while (left > 0) {
      if (this.#at === this.#chunk.length) await this.#fill();
      const part = this.#chunk.subarray(this.#at, this.#at + left);
      this.#at += part.length;
      left -= part.length;
      yield part;
    }
  }

  async #fill(): Promise<void> {
    const length = Math.min(CHUNK_BYTES, this.#end - this.#chunkEnd);
    this.#chunk = await this.#archive.read(this.#chunkEnd, length);
    this.#chunkEnd += length;
    this.#at = 0;
  }
}
