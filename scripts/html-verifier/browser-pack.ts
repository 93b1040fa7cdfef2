import { refuseLimits, refuseNames } from "../../src/evidence/container/container-refusal.ts";
import { MemoryCopy, PORTABLE_DIGESTS } from "../../src/evidence/container/memory-copy.ts";
import type { RandomAccess } from "../../src/evidence/container/pack-sink.ts";
import { type FolderEntry, readFolderTree } from "../../src/evidence/container/read-folder.ts";
import { readZipArchive } from "../../src/evidence/container/read-zip.ts";

const CHUNK_BYTES = 2 ** 20;

/** A file of a chosen folder, or a folder in it (which only dropping shows); paths are relative to the bag. */
export type FolderItem = { readonly path: string; readonly file: File } | { readonly path: string; readonly folder: true };

export type Chosen = { readonly kind: "zip"; readonly file: File } | { readonly kind: "folder"; readonly items: readonly FolderItem[] };

/** Told every piece that was read, so that a page can show progress and stop; may throw to cancel. */
export type OnRead = (bytes: number) => void;

export function bytesOf(chosen: Chosen): number {
  if (chosen.kind === "zip") return chosen.file.size;
  return chosen.items.reduce((sum, item) => sum + ("file" in item ? item.file.size : 0), 0);
}

/** Reads what the user chose through the reader that every verifier shares; never more than a piece at a time. */
export async function openChosen(chosen: Chosen, onRead: OnRead): Promise<MemoryCopy> {
  const copy = new MemoryCopy();
  try {
    if (chosen.kind === "zip") await readZipArchive(new FileAccess(chosen.file, onRead), copy, PORTABLE_DIGESTS);
    else await readFolderTree(treeOf(chosen.items, onRead), copy);
    copy.finish();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    copy.refuse(error);
  }
  return copy;
}

class FileAccess implements RandomAccess {
  readonly size: number;
  readonly #file: File;
  readonly #onRead: OnRead;

  constructor(file: File, onRead: OnRead) {
    this.#file = file;
    this.#onRead = onRead;
    this.size = file.size;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(await this.#file.slice(offset, offset + length).arrayBuffer());
    if (bytes.length !== length) refuseLimits("the file became shorter while it was read");
    this.#onRead(length);
    return bytes;
  }
}

function treeOf(items: readonly FolderItem[], onRead: OnRead): Parameters<typeof readFolderTree>[0] {
  const files = new Map<string, File>();
  const folders = new Map<string, Map<string, FolderEntry>>([["", new Map()]]);
  const add = (path: string, kind: FolderEntry["kind"]): void => {
    const slash = path.lastIndexOf("/");
    const parent = path.slice(0, Math.max(0, slash));
    if (!folders.has(parent)) add(parent, "folder");
    if (kind === "folder" && !folders.has(path)) folders.set(path, new Map());
    folders.get(parent)?.set(path.slice(slash + 1), { name: path.slice(slash + 1), kind });
  };
  for (const item of items) {
    if ("file" in item) files.set(item.path, item.file);
    add(item.path, "file" in item ? "file" : "folder");
  }
  return {
    list: (folder) => Promise.resolve([...(folders.get(folder)?.values() ?? [])]),
    open: (path) => contentOf(files.get(path), path, onRead),
  };
}

async function* contentOf(file: File | undefined, path: string, onRead: OnRead): AsyncGenerator<Uint8Array> {
  if (file === undefined) return refuseNames(`${path} is no regular file`);
  for (let at = 0; at < file.size; at += CHUNK_BYTES) {
    const bytes = new Uint8Array(await file.slice(at, at + CHUNK_BYTES).arrayBuffer());
    onRead(bytes.length);
    yield bytes;
  }
}
