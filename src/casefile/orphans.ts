import { type Dirent, existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, isAbsolute, join } from "node:path";
import type { CaseReader } from "../ports/case-store.ts";

const TEMPORARY = ".tmp";
const ORPHAN = ".orphan";
/** Folder in `packs/` of whole packs that wait for a signature made outside; they have no row until it comes. */
const WAITING = "to-sign";

/**
 * Removes what a process left behind when it died between writing files and committing their row:
 * temporary files, spill of the population, run folders without a row. What stands in `packs/` without a row
 * is renamed, not deleted: it may be somebody's only copy, but it must not look like an export of this case.
 * Returns the relative paths, sorted.
 */
export function sweepOrphans(directory: string, reader: CaseReader): string[] {
  const swept = [...sweepTemporary(directory, "")];
  for (const folder of ["runs", "packs", `packs/${WAITING}`, "sources"]) swept.push(...sweepTemporary(directory, folder));

  const runs = new Set(reader.listRuns().map((run) => run.runId));
  for (const entry of list(join(directory, "runs"))) {
    if (runs.has(entry.name)) swept.push(...sweepTemporary(directory, `runs/${entry.name}`));
    else swept.push(remove(directory, `runs/${entry.name}`));
  }

  const exported = reader
    .listPackExports()
    .filter((pack) => !isAbsolute(pack.path))
    .map((pack) => basename(pack.path).replace(/\.zip$/, ""));
  for (const { name } of list(join(directory, "packs"))) {
    if (name === WAITING || name.endsWith(ORPHAN) || exported.some((stem) => name === stem || name.startsWith(`${stem}.`))) continue;
    renameSync(join(directory, "packs", name), freeName(join(directory, "packs", name)));
    swept.push(`packs/${name}`);
  }
  return swept.toSorted();
}

function sweepTemporary(directory: string, folder: string): string[] {
  return list(join(directory, folder))
    .filter((entry) => entry.name.endsWith(TEMPORARY))
    .map((entry) => remove(directory, folder === "" ? entry.name : `${folder}/${entry.name}`));
}

function remove(directory: string, path: string): string {
  rmSync(join(directory, path), { recursive: true, force: true });
  return path;
}

function list(folder: string): Dirent[] {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
}

function freeName(file: string): string {
  let name = `${file}${ORPHAN}`;
  for (let count = 2; existsSync(name); count += 1) name = `${file}.${count}${ORPHAN}`;
  return name;
}
