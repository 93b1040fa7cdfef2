import { chmodSync, rmSync } from "node:fs";
import { packDocumentSchema } from "../evidence/documents.ts";
import { readDocument } from "../evidence/pack-contents.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { type ComposedFile, packFolder } from "./compose-pack.ts";
import { publish, refuseExisting } from "./durable-files.ts";
import type { OpenedPack } from "./private-copy.ts";
import { openPack } from "./read-pack.ts";
import { writeZip } from "./write-zip.ts";

/** A signature or time stamp that joins a pack. */
export interface AddedFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/**
 * Writes a new ZIP: every file of the pack as it is, and the added ones. It appears under its name only when `check` accepted
 * what was written and it is on the disk; the pack itself is not touched. Records must have been copied when it was opened.
 */
export async function writeSignedCopy(
  pack: OpenedPack,
  added: readonly AddedFile[],
  { target, mode }: { target: string; mode: number },
  check: (written: OpenedPack) => Promise<void>,
): Promise<void> {
  refuseExisting(target);
  const folder = packFolder(readDocument(pack, "data/pack.json", packDocumentSchema));
  const kept = pack.files.map((file): ComposedFile => ({ ...file, content: { copyOf: pack.place(file.path) } }));
  const joined = added.map(({ path, content }): ComposedFile => ({ path, content, bytes: content.length, sha256: sha256Hex(content) }));
  const temporary = `${target}.tmp`;
  rmSync(temporary, { force: true });
  try {
    await writeZip(temporary, folder, [...kept, ...joined]);
    const written = await openPack(temporary, { records: "hash" });
    try {
      await check(written);
    } finally {
      written.close();
    }
    chmodSync(temporary, mode);
    publish(temporary, target);
  } finally {
    rmSync(temporary, { force: true });
  }
}
