import { statSync } from "node:fs";
import { ContainerRefusal } from "../evidence/container/container-refusal.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type CopyOptions, type OpenedPack, PrivateCopy } from "./private-copy.ts";
import { readBag } from "./read-bag.ts";
import { readZip } from "./read-zip.ts";

export type { OpenedPack } from "./private-copy.ts";

/** Opens a ZIP or a bag folder. A hostile or broken container gives a pack without files whose `problems` say why. */
export async function openPack(path: string, options: CopyOptions = {}): Promise<OpenedPack> {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw new TickmarkError("not-found", "There is no such pack.", { file: path });
  const copy = new PrivateCopy(options);
  try {
    if (status.isDirectory()) await readBag(path, copy);
    else if (status.isFile()) await readZip(path, copy);
    else throw new ContainerRefusal("limits", "neither a file nor a folder");
    copy.finish();
  } catch (error) {
    copy.refuse(error);
  }
  return copy;
}
