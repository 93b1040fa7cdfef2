import { createPackage } from "@electron/asar";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where @electron/fuses looks for the switches: a fixed marker, a version, their number, one byte each. */
const FUSE_MARKER = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";
const FACTORY_FUSES = "101100011";

/**
 * A folder that looks like Electron's Linux distribution but holds no Electron, so that packaging can be
 * tried and read back on machines without the runtime. What it packs cannot be started.
 */
export async function writeFakeElectronDist(directory: string, version: string): Promise<void> {
  await mkdir(join(directory, "locales"), { recursive: true });
  await mkdir(join(directory, "resources"), { recursive: true });
  const stub = Buffer.concat([
    Buffer.from("#!/bin/sh\necho 'This is a stand-in for Electron.'\nexit 1\n"),
    Buffer.from(FUSE_MARKER, "ascii"),
    Buffer.from([1, FACTORY_FUSES.length]),
    Buffer.from(FACTORY_FUSES, "ascii"),
    Buffer.from("\n"),
  ]);
  await writeFile(join(directory, "electron"), stub);
  await chmod(join(directory, "electron"), 0o755);
  await writeFile(join(directory, "version"), version);
  await writeFile(join(directory, "LICENSE"), "stand-in\n");
  await writeFile(join(directory, "LICENSES.chromium.html"), "stand-in\n");
  for (const locale of ["en-US", "de"]) await writeFile(join(directory, "locales", `${locale}.pak`), "stand-in");
  await mkdir(join(directory, "default_app"));
  await writeFile(join(directory, "default_app", "main.js"), "");
  await createPackage(join(directory, "default_app"), join(directory, "resources", "default_app.asar"));
}
