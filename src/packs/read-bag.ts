import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { refuseNames } from "../evidence/container/container-refusal.ts";
import { type FolderEntry, readFolderTree } from "../evidence/container/read-folder.ts";
import type { PrivateCopy } from "./private-copy.ts";

const CHUNK_BYTES = 2 ** 20;

/** Reads a bag folder through the reader that every verifier shares. */
export async function readBag(directory: string, copy: PrivateCopy): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  await readFolderTree(
    {
      list: async (folder) => (await readdir(join(directory, folder), { withFileTypes: true })).map(entryOf),
      open: (path) => contentOf(directory, path, buffer),
    },
    copy,
  );
}

function entryOf(entry: { name: string; isSymbolicLink(): boolean; isDirectory(): boolean; isFile(): boolean }): FolderEntry {
  const kind = entry.isSymbolicLink() ? "link" : entry.isDirectory() ? "folder" : entry.isFile() ? "file" : "other";
  return { name: entry.name, kind };
}

async function* contentOf(root: string, path: string, buffer: Buffer): AsyncGenerator<Uint8Array> {
  // The file may have been exchanged for a link since the folder was listed; O_NONBLOCK keeps a pipe from hanging.
  const handle = await open(join(root, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await handle.stat();
    if (!status.isFile()) refuseNames(`${path} is no regular file`);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
