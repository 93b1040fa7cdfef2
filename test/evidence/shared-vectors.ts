import { existsSync } from "node:fs";
import { join } from "node:path";

const VECTORS = join(import.meta.dirname, "../../../shared/data/vectors");

/** Folder of outside test vectors, or null with a printed reason where it is not beside the repository. */
export function vectorFolder(name: string): string | null {
  const folder = join(VECTORS, name);
  if (existsSync(folder)) return folder;
  process.stderr.write(`skipped: no test vectors at ../shared/data/vectors/${name}\n`);
  return null;
}
