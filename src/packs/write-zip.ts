import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import type { ComposedFile } from "./compose-pack.ts";

/**
 * A ZIP whose bytes depend on the files alone: stored, no extra fields, and 1 January 1980 in local time,
 * because DOS time is local (a date in UTC gives other bytes east of Greenwich).
 */
export async function writeZip(path: string, folder: string, files: readonly ComposedFile[]): Promise<void> {
  const zip = new ZipFile();
  const options = { mtime: new Date(1980, 0, 1), mode: 0o100644, compress: false, forceDosTimestamp: true };
  const failed = once(zip, "error").then(([error]) => {
    throw error;
  });
  for (const { path: name, content } of files)
    if (content instanceof Uint8Array) zip.addBuffer(Buffer.from(content), `${folder}/${name}`, options);
    else zip.addFile(content.copyOf, `${folder}/${name}`, options);
  zip.end();
  await Promise.race([pipeline(zip.outputStream, createWriteStream(path, { flags: "wx" })), failed]);
  const written = await open(path, "r+");
  await written.sync();
  await written.close();
}
