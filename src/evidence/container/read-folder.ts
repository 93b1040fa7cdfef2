import { pathRefusal, printable } from "../pack-paths.ts";
import { refuseNames } from "./container-refusal.ts";
import type { PackSink } from "./pack-sink.ts";

export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
}

/** A folder tree as the environment gives it; paths are relative to the bag, with `/`, "" for the bag itself. */
export interface FolderTree {
  list(folder: string): Promise<readonly FolderEntry[]>;
  /** Refuses what turns out to be no regular file. */
  open(path: string): AsyncIterable<Uint8Array>;
}

/** Reads a bag folder: regular files only, no links, no empty folders, no name outside the grammar. */
export async function readFolderTree(tree: FolderTree, sink: PackSink, folder = ""): Promise<void> {
  const entries = await tree.list(folder);
  if (entries.length === 0) refuseNames(folder === "" ? "the folder is empty" : `${printable(folder)} is an empty folder`);
  for (const { name, kind } of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = folder === "" ? name : `${folder}/${name}`;
    const refusal = pathRefusal(path);
    if (refusal !== null) refuseNames(`${printable(path)} ${refusal}`);
    if (kind === "link") refuseNames(`${path} is a symbolic link`);
    if (kind === "other") refuseNames(`${path} is no regular file`);
    if (kind === "folder") await readFolderTree(tree, sink, path);
    else await sink.take(path, tree.open(path));
  }
}
