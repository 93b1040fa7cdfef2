import { closeSync, openSync, readSync, statSync } from "node:fs";
import { TickmarkError } from "../foundation/errors.ts";
import { ContainerRefusal, type OpenedPack, PrivateCopy } from "./private-copy.ts";
import { readBag } from "./read-bag.ts";
import { readZip } from "./read-zip.ts";

export type { OpenedPack } from "./private-copy.ts";

/** Opens a ZIP or a bag folder. A hostile or broken container gives a pack without files whose `problems` say why. */
export async function openPack(path: string): Promise<OpenedPack> {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new TickmarkError("not-found", "There is no such pack.", { file: path });
  const copy = new PrivateCopy();
  try {
    if (status.isDirectory()) await readBag(path, copy);
    else if (status.isFile()) await readArchive(path, copy);
    else throw new ContainerRefusal("limits", "neither a file nor a folder");
  } catch (error) {
    copy.refuse(error);
  }
  return copy;
}

async function readArchive(path: string, copy: PrivateCopy): Promise<void> {
  const head = Buffer.alloc(4);
  const descriptor = openSync(path, "r");
  try {
    readSync(descriptor, head, 0, 4, 0);
  } finally {
    closeSync(descriptor);
  }
  if (head.toString("latin1") !== "PK\u0003\u0004")
    throw new ContainerRefusal("limits", "not a ZIP archive that begins with its first entry");
  await readZip(path, copy);
}
