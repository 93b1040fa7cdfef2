import { crc32 } from "node:zlib";
import { type Entry, type ZipFile, openPromise } from "yauzl";
import { pathCollisions, pathRefusal, printable } from "../evidence/pack-paths.ts";
import { PACK_LIMITS } from "../evidence/profile.ts";
import { ContainerRefusal, type PrivateCopy } from "./private-copy.ts";
import { LocalHeaders } from "./zip-local-headers.ts";

const ENCRYPTED = 0x1;
const SIZES_FOLLOW = 0x8;
/** Deflate level hints, sizes in a descriptor, names in UTF-8. */
const KNOWN_FLAGS = 0x6 | SIZES_FOLLOW | 0x800;
const STORED = 0;
const DEFLATED = 8;
/** Info-ZIP Unicode path: a second name for the same entry, which readers treat differently. */
const UNICODE_PATH = 0x7075;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const DIRECTORY = 0o040000;
/** Below this many bytes a high ratio harms nobody. */
const RATIO_FREE_BYTES = 2 ** 20;

/**
 * Reads a ZIP that may be hostile. yauzl in strict mode refuses traversal and junk around the archive; the rest is
 * checked here: one root folder, regular files, unique names, local headers equal to the central directory,
 * entries one after the other without overlap or gap, limits counted on real bytes.
 */
export async function readZip(path: string, copy: PrivateCopy): Promise<void> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true });
  try {
    const endOfEntries = zip.readEntryCursor as unknown as number;
    if (zip.comment.length > 0) throw new ContainerRefusal("limits", "the archive carries a comment");
    if (zip.entryCount > PACK_LIMITS.files * 2) throw new ContainerRefusal("limits", `more than ${PACK_LIMITS.files} files`);
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    const names = relativeNames(entries);
    const headers = new LocalHeaders(zip, endOfEntries);
    for (const entry of entries) await headers.check(entry);
    headers.requireContiguous();
    for (const entry of entries) {
      const name = names.get(entry);
      if (name !== undefined) await takeEntry(zip, entry, name, copy);
    }
  } finally {
    zip.close();
  }
}

/** Names below the one root folder; folders are dropped, but must hold a file. */
function relativeNames(entries: readonly Entry[]): Map<Entry, string> {
  const names = new Map<Entry, string>();
  const folders: string[] = [];
  const roots = new Set<string>();
  for (const entry of entries) {
    requirePlainEntry(entry);
    const [root = "", ...rest] = entry.fileName.split("/");
    roots.add(root);
    if (entry.fileName.endsWith("/")) folders.push(entry.fileName);
    else names.set(entry, rest.join("/"));
  }
  const [root, ...others] = roots;
  if (root === undefined || others.length > 0 || !/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(root))
    throw new ContainerRefusal("names", "the archive does not hold exactly one folder");
  const paths = [...names.values()];
  for (const path of paths) {
    const refusal = path === "" ? "lies outside the folder of the pack" : pathRefusal(path);
    if (refusal !== null) throw new ContainerRefusal("names", `${printable(path)} ${refusal}`);
  }
  const collision = [...pathCollisions(paths), ...pathCollisions(folders)][0];
  if (collision !== undefined) throw new ContainerRefusal("names", collision);
  const empty = folders.find((folder) => !paths.some((path) => `${root}/${path}`.startsWith(folder)));
  if (empty !== undefined) throw new ContainerRefusal("names", `${printable(empty)} is an empty folder`);
  return names;
}

function requirePlainEntry(entry: Entry): void {
  const name = printable(entry.fileName);
  const refuse = (message: string): never => {
    throw new ContainerRefusal("names", `${name} ${message}`);
  };
  if (!entry.fileNameRaw.every((byte) => byte > 0x20 && byte < 0x7f)) refuse("has a name outside ASCII");
  if (entry.extraFields.some((field) => field.id === UNICODE_PATH)) refuse("has two names");
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) refuse("is encrypted");
  if ((entry.generalPurposeBitFlag & ~KNOWN_FLAGS) !== 0) refuse("uses features of the format that are not allowed");
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) refuse("is packed by an unknown method");
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  const expected = entry.fileName.endsWith("/") ? DIRECTORY : REGULAR;
  // Archives made on Windows state no type.
  if (type !== 0 && type !== expected) refuse("is neither a regular file nor a folder");
  if (entry.fileName.endsWith("/") && (entry.uncompressedSize !== 0 || entry.compressedSize !== 0)) refuse("is a folder with content");
  if (entry.uncompressedSize > PACK_LIMITS.bytesPerFile) throw new ContainerRefusal("limits", `${name} has too many bytes`);
}

async function takeEntry(zip: ZipFile, entry: Entry, name: string, copy: PrivateCopy): Promise<void> {
  const stream = await zip.openReadStreamPromise(entry);
  await copy.take(name, watched(stream as AsyncIterable<Buffer>, entry, name));
}

/** Stops a bomb while it unpacks, and checks the checksum, which yauzl does not. */
async function* watched(stream: AsyncIterable<Buffer>, entry: Entry, name: string): AsyncIterable<Buffer> {
  let bytes = 0;
  let checksum = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    checksum = crc32(chunk, checksum);
    if (bytes > RATIO_FREE_BYTES && bytes > PACK_LIMITS.ratio * Math.max(1, entry.compressedSize))
      throw new ContainerRefusal("limits", `${name} unpacks to more than ${PACK_LIMITS.ratio} times its size`);
    yield chunk;
  }
  if (checksum !== entry.crc32) throw new ContainerRefusal("limits", `${name} does not have the checksum that the archive states`);
}
