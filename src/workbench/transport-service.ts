import { statSync } from "node:fs";
import { TickmarkError } from "../foundation/errors.ts";
import {
  type TransportKeys,
  type TransportOpener,
  createIdentityFile,
  decryptToFile,
  encryptForTransport,
  isTransportFile,
} from "../packs/transport.ts";

/** An age identity for this user, in a file that nobody else can read. */
export async function newIdentity(file: string): Promise<{ recipient: string }> {
  return createIdentityFile(file, new Date().toISOString());
}

export async function encryptPackFile(file: string, keys: TransportKeys): Promise<{ path: string; bytes: number }> {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new TickmarkError("not-found", "There is no such ZIP.", { file });
  return encryptForTransport(file, keys);
}

export async function decryptPackFile(file: string, opener: TransportOpener, target: string): Promise<void> {
  if (!(await isTransportFile(file))) throw new TickmarkError("bad-input", "This is no file of the age format.", { file });
  await decryptToFile(file, opener, target);
}
