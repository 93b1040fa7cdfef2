import { pathCollisions, pathRefusal, printable } from "../pack-paths.ts";
import { PACK_LIMITS } from "../profile.ts";
import { refuseLimits, refuseNames } from "./container-refusal.ts";
import type { ZipEntry } from "./zip-directory.ts";

const ENCRYPTED = 0x1;
export const SIZES_FOLLOW = 0x8;
/** Deflate level hints, sizes in a descriptor, names in UTF-8. */
const KNOWN_FLAGS = 0x6 | SIZES_FOLLOW | 0x800;
export const STORED = 0;
export const DEFLATED = 8;
/** Info-ZIP Unicode path: a second name for the same entry, which readers treat differently. */
export const UNICODE_PATH = 0x7075;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
/** setuid and setgid. */
const RUNS_AS_OWNER = 0o6000;
const DIRECTORY = 0o040000;
/** MS-DOS attributes that some readers believe more than the name. */
const DOS_VOLUME = 0x08;
const DOS_DIRECTORY = 0x10;

/** Paths below the one root folder, for every entry that is a file; folders are dropped, but must hold a file. */
export function relativeNames(entries: readonly ZipEntry[]): Map<ZipEntry, string> {
  const names = new Map<ZipEntry, string>();
  const folders: string[] = [];
  const roots = new Set<string>();
  for (const entry of entries) requireContained(entry.name);
  for (const entry of entries) {
    requirePlainEntry(entry);
    const [root = "", ...rest] = entry.name.split("/");
    roots.add(root);
    if (entry.name.endsWith("/")) folders.push(entry.name);
    else names.set(entry, rest.join("/"));
  }
  const [root, ...others] = roots;
  if (root === undefined || others.length > 0 || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(root))
    return refuseNames("the archive does not hold exactly one folder");
  const paths = [...names.values()];
  for (const path of paths) {
    const refusal = path === "" ? "lies outside the folder of the pack" : pathRefusal(path);
    if (refusal !== null) refuseNames(`${printable(path)} ${refusal}`);
  }
  const collision = [...pathCollisions(paths), ...pathCollisions(folders)][0];
  if (collision !== undefined) refuseNames(collision);
  requireFilled(folders, root, paths);
  return names;
}

function requireFilled(folders: readonly string[], root: string, paths: readonly string[]): void {
  const filled = new Set<string>();
  for (const path of paths)
    for (let slash = 0; slash >= 0; slash = path.indexOf("/", slash + 1))
      filled.add(`${root}/${path.slice(0, slash === 0 ? 0 : slash + 1)}`);
  const empty = folders.find((folder) => !filled.has(folder));
  if (empty !== undefined) refuseNames(`${printable(empty)} is an empty folder`);
}

function requireContained(name: string): void {
  const shown = printable(name);
  if (name.includes("\\")) refuseLimits(`the archive holds invalid characters in a name: ${shown}`);
  if (/^[a-zA-Z]:/.test(name) || name.startsWith("/")) refuseLimits(`the archive holds an absolute path: ${shown}`);
  if (name.split("/").includes("..")) refuseLimits(`the archive holds an invalid relative path: ${shown}`);
}

function requirePlainEntry(entry: ZipEntry): void {
  const name = printable(entry.name);
  const refuse = (message: string): never => refuseNames(`${name} ${message}`);
  if (!entry.rawName.every((byte) => byte > 0x20 && byte < 0x7f)) refuse("has a name outside ASCII");
  if (entry.extraFields.some((field) => field.id === UNICODE_PATH)) refuse("has two names");
  if ((entry.flags & ENCRYPTED) !== 0) refuse("is encrypted");
  if ((entry.flags & ~KNOWN_FLAGS) !== 0) refuse("uses features of the format that are not allowed");
  if (entry.method !== STORED && entry.method !== DEFLATED) refuse("is packed by an unknown method");
  const type = (entry.attributes >>> 16) & FILE_TYPE;
  const folder = entry.name.endsWith("/");
  // Archives made on Windows state no type.
  if (type !== 0 && type !== (folder ? DIRECTORY : REGULAR)) refuse("is neither a regular file nor a folder");
  if (type === REGULAR && ((entry.attributes >>> 16) & RUNS_AS_OWNER) !== 0) refuse("would run with the rights of its owner");
  if ((entry.attributes & DOS_VOLUME) !== 0 || (!folder && (entry.attributes & DOS_DIRECTORY) !== 0))
    refuse("is neither a regular file nor a folder");
  if (folder && (entry.bytes !== 0 || entry.packedBytes !== 0)) refuse("is a folder with content");
  if (entry.method === STORED && entry.bytes !== entry.packedBytes) refuseLimits(`${name} has two sizes`);
  if (entry.bytes > PACK_LIMITS.bytesPerFile) refuseLimits(`${name} has too many bytes`);
}
