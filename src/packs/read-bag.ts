import { constants } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathRefusal, printable } from "../evidence/pack-paths.ts";
import { PACK_LIMITS } from "../evidence/profile.ts";
import { ContainerRefusal, type PrivateCopy } from "./private-copy.ts";

/** Reads a bag folder: regular files only, no links, no empty folders, no name outside the grammar. */
export async function readBag(directory: string, copy: PrivateCopy): Promise<void> {
  await readFolder(directory, "", copy);
}

async function readFolder(root: string, folder: string, copy: PrivateCopy): Promise<void> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  if (entries.length === 0)
    throw new ContainerRefusal("names", folder === "" ? "the folder is empty" : `${printable(folder)} is an empty folder`);
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const refusal = pathRefusal(path);
    if (refusal !== null) throw new ContainerRefusal("names", `${printable(path)} ${refusal}`);
    if (entry.isSymbolicLink()) throw new ContainerRefusal("names", `${path} is a symbolic link`);
    if (entry.isDirectory()) await readFolder(root, path, copy);
    else if (entry.isFile()) await readFile(root, path, copy);
    else throw new ContainerRefusal("names", `${path} is no regular file`);
  }
}

async function readFile(root: string, path: string, copy: PrivateCopy): Promise<void> {
  if (copy.files.length >= PACK_LIMITS.files) throw new ContainerRefusal("limits", `more than ${PACK_LIMITS.files} files`);
  // The file may have been exchanged for a link since the folder was listed; O_NONBLOCK keeps a pipe from hanging.
  const handle = await open(join(root, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const status = await handle.stat();
    if (!status.isFile()) throw new ContainerRefusal("names", `${path} is no regular file`);
    await copy.take(path, handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>);
  } finally {
    await handle.close();
  }
}
