import { PACK_LIMITS } from "../profile.ts";
import { refuseLimits } from "./container-refusal.ts";
import type { RandomAccess } from "./pack-sink.ts";
import { type ExtraField, LittleEndian, SATURATED, parseExtraFields, wideSizes } from "./zip-fields.ts";

/** One entry as the central directory tells it (APPNOTE.TXT 4.3.12). */
export interface ZipEntry {
  /** As text; only ASCII gets any further than the check of names. */
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** Where its local header starts. */
  readonly offset: number;
  readonly attributes: number;
  readonly extraFields: readonly ExtraField[];
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  /** Where the central directory starts: entries fill the archive up to here. */
  readonly start: number;
}

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const WIDE_END_BYTES = 56;
const ENTRY_BYTES = 46;
/** Names, extra fields and fixed part of 40 000 honest entries stay far below. */
const DIRECTORY_BYTES = 64 * 2 ** 20;

interface End {
  readonly entries: number;
  readonly bytes: number;
  readonly start: number;
  /** Where the directory must stop. */
  readonly end: number;
}

/** Reads the central directory; it must fill the space before the end record exactly. */
export async function readZipDirectory(archive: RandomAccess): Promise<ZipDirectory> {
  const { entries: count, bytes, start, end } = await readEnd(archive);
  if (count > PACK_LIMITS.files * 2) refuseLimits(`more than ${PACK_LIMITS.files} files`);
  if (bytes > DIRECTORY_BYTES) refuseLimits("the directory of the archive is too large");
  if (start + bytes !== end) refuseLimits("the directory of the archive is not where its end says");
  const directory = new Uint8Array(await archive.read(start, bytes));
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    const { entry, next } = parseEntry(directory, at, start);
    entries.push(entry);
    at = next;
  }
  if (at !== directory.length) refuseLimits("the directory of the archive holds more than it counts");
  return { entries, start };
}

async function readEnd(archive: RandomAccess): Promise<End> {
  if (archive.size < END_BYTES) refuseLimits("the archive is cut off");
  const end = archive.size - END_BYTES;
  const tail = Math.min(archive.size, END_BYTES + LOCATOR_BYTES);
  const fields = new LittleEndian(new Uint8Array(await archive.read(archive.size - tail, tail)));
  const at = tail - END_BYTES;
  // The end record must be the last bytes: what follows it is a comment at best.
  if (fields.u32(at) !== 0x0605_4b50 || fields.u16(at + 20) !== 0)
    refuseLimits("the archive is cut off, carries a comment, or has bytes after its end");
  const disks = [fields.u16(at + 4), fields.u16(at + 6)];
  const onDisk = fields.u16(at + 8);
  const plain = { entries: fields.u16(at + 10), bytes: fields.u32(at + 12), start: fields.u32(at + 16), end };
  const wide = at === LOCATOR_BYTES && fields.u32(0) === 0x0706_4b50;
  const saturated = plain.entries === 0xffff || plain.bytes === SATURATED || plain.start === SATURATED;
  if (disks.some((disk) => disk !== 0 && !(wide && disk === 0xffff)) || onDisk !== plain.entries)
    refuseLimits("the archive is one of several disks");
  if (!wide) return saturated ? refuseLimits("the archive lacks its 64-bit end record") : plain;
  return readWideEnd(archive, fields, plain);
}

/** The 64-bit end record (4.3.14) must stand right before its locator and agree with every number that fits 32 bits. */
async function readWideEnd(archive: RandomAccess, locator: LittleEndian, plain: End): Promise<End> {
  const offset = locator.u64(8);
  if (locator.u32(4) !== 0 || locator.u32(16) !== 1 || offset + WIDE_END_BYTES + LOCATOR_BYTES !== plain.end)
    refuseLimits("the 64-bit end record is not where it must be");
  const fields = new LittleEndian(new Uint8Array(await archive.read(offset, WIDE_END_BYTES)));
  if (fields.u32(0) !== 0x0606_4b50 || fields.u64(4) !== WIDE_END_BYTES - 12) refuseLimits("the 64-bit end record cannot be read");
  if (fields.u32(16) !== 0 || fields.u32(20) !== 0 || fields.u64(24) !== fields.u64(32))
    refuseLimits("the archive is one of several disks");
  const found = { entries: fields.u64(32), bytes: fields.u64(40), start: fields.u64(48), end: offset };
  const agrees =
    (plain.entries === 0xffff || plain.entries === found.entries) &&
    (plain.bytes === SATURATED || plain.bytes === found.bytes) &&
    (plain.start === SATURATED || plain.start === found.start);
  return agrees ? found : refuseLimits("the two end records of the archive differ");
}

function parseEntry(directory: Uint8Array, at: number, end: number): { entry: ZipEntry; next: number } {
  const fields = new LittleEndian(directory);
  if (at + ENTRY_BYTES > directory.length || fields.u32(at) !== 0x0201_4b50) refuseLimits("the directory of the archive is broken");
  const nameEnd = at + ENTRY_BYTES + fields.u16(at + 28);
  const extraEnd = nameEnd + fields.u16(at + 30);
  if (extraEnd > directory.length) refuseLimits("the directory of the archive is broken");
  const rawName = directory.subarray(at + ENTRY_BYTES, nameEnd);
  const name = new TextDecoder().decode(rawName);
  if (fields.u16(at + 32) !== 0) refuseLimits("an entry of the archive carries a comment");
  const extraFields = parseExtraFields(directory.subarray(nameEnd, extraEnd));
  const [bytes = 0, packedBytes = 0, offset = 0] = wideSizes([fields.u32(at + 24), fields.u32(at + 20), fields.u32(at + 42)], extraFields);
  if (fields.u16(at + 34) !== 0) refuseLimits("the archive is one of several disks");
  if (offset + packedBytes > end) refuseLimits("an entry of the archive lies behind its directory");
  return {
    entry: {
      name,
      rawName,
      flags: fields.u16(at + 8),
      method: fields.u16(at + 10),
      crc32: fields.u32(at + 16),
      packedBytes,
      bytes,
      offset,
      attributes: fields.u32(at + 38),
      extraFields,
    },
    next: extraEnd,
  };
}
