import { type Dirent, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { TickmarkError } from "../foundation/errors.ts";
import type { InventoryFile } from "../inventory/snapshot.ts";

/** The files of mlflow-export-import that tell of the registry; runs and artefacts beside them are left alone. */
const EXPORT_NAMES = new Set(["model.json", "version.json", "models.json", "MLmodel"]);
const REST_NAME = /(registered[-_]?models?|model[-_]?versions?).*\.json$/i;
/** A registry export is small; more than this is something else. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;
const MAXIMUM_FILES = 20_000;

/**
 * A registry export on disk, as the adapters take it: one file, or the files of a folder that can
 * belong to one, sorted by path (with `/`, relative to the folder). Throws `not-found`, `bad-input`.
 */
export function readInventoryFiles(path: string): InventoryFile[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new TickmarkError("not-found", "There is no such file or folder.", { file: path });
  if (found.isFile()) return [{ path: basename(path), text: readText(path) }];
  const files = list(path, "").toSorted();
  if (files.length === 0)
    throw new TickmarkError("bad-input", "No registry export was found in this folder.", {
      file: path,
      expected: "model.json, version.json, or saved answers of registered-models/search and model-versions/search",
    });
  return files.map((name) => ({ path: name, text: readText(join(path, name)) }));
}

function list(root: string, folder: string): string[] {
  const names: string[] = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) names.push(...list(root, path));
    else if (belongs(entry, folder)) names.push(path);
    if (names.length > MAXIMUM_FILES)
      throw new TickmarkError("bad-input", `More than ${MAXIMUM_FILES} files.`, { file: join(root, folder) });
  }
  return names;
}

function belongs(entry: Dirent, folder: string): boolean {
  // Symbolic links are not followed: an export handed over may point anywhere.
  if (!entry.isFile()) return false;
  return (
    EXPORT_NAMES.has(entry.name) ||
    REST_NAME.test(entry.name) ||
    (folder === "" && entry.name.endsWith(".json") && entry.name !== "manifest.json")
  );
}

function readText(file: string): string {
  if (statSync(file).size > MAXIMUM_BYTES)
    throw new TickmarkError("bad-input", "This file is too large for a registry export.", { file, expected: "at most 64 MiB" });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (cause) {
    throw new TickmarkError("bad-input", "This file is not UTF-8 text.", { file }, cause);
  }
}
