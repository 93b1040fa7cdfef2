import { type FileHandle, open } from "node:fs/promises";
import type { RandomAccess } from "../evidence/container/pack-sink.ts";
import { readZipArchive } from "../evidence/container/read-zip.ts";
import { NODE_DIGESTS, type PrivateCopy } from "./private-copy.ts";

/** Reads a ZIP through the reader that every verifier shares; opened once, so nobody can exchange it meanwhile. */
export async function readZip(path: string, copy: PrivateCopy): Promise<void> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    await readZipArchive(new FileAccess(handle, size), copy, NODE_DIGESTS);
  } finally {
    await handle.close();
  }
}

/** One buffer for all reads: a pack of any size takes the same memory. */
class FileAccess implements RandomAccess {
  readonly size: number;
  readonly #handle: FileHandle;
  #buffer = Buffer.alloc(0);

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (this.#buffer.length < length) this.#buffer = Buffer.allocUnsafeSlow(length);
    for (let filled = 0; filled < length;) {
      const { bytesRead } = await this.#handle.read(this.#buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) throw new Error("the file became shorter while it was read");
      filled += bytesRead;
    }
    return new Uint8Array(this.#buffer.buffer, this.#buffer.byteOffset, length);
  }
}
