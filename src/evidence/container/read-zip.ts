import { printable } from "../pack-paths.ts";
import { PACK_LIMITS } from "../profile.ts";
import { refuseLimits, refuseNames } from "./container-refusal.ts";
import { inflated } from "./inflate.ts";
import type { Digests, PackSink, RandomAccess } from "./pack-sink.ts";
import { SequentialReader } from "./sequential-reader.ts";
import { type ZipDirectory, type ZipEntry, readZipDirectory } from "./zip-directory.ts";
import { LittleEndian, parseExtraFields, wideSizes } from "./zip-fields.ts";
import { DEFLATED, SIZES_FOLLOW, UNICODE_PATH, relativeNames } from "./zip-names.ts";

const LOCAL_BYTES = 30;
/** Below this many bytes a high ratio harms nobody. */
const RATIO_FREE_BYTES = 2 ** 20;

/**
 * Reads a ZIP that may be hostile; the one reader of every verifier. It accepts a small part of the format: one root
 * folder, regular files, unique names, stored or deflated, local headers and descriptors equal to the central directory,
 * and entries that fill the archive from its first byte to the directory without overlap or gap. So all readers
 * of the archive, whichever of its tables they believe, see the same files. Limits count real bytes.
 */
export async function readZipArchive(archive: RandomAccess, sink: PackSink, digests: Digests): Promise<void> {
  if (archive.size < 4 || new LittleEndian(new Uint8Array(await archive.read(0, 4))).u32(0) !== 0x0403_4b50)
    refuseLimits("not a ZIP archive that begins with its first entry");
  const directory = await readZipDirectory(archive);
  const names = relativeNames(directory.entries);
  await new EntryReader(archive, directory, digests).readAll(names, sink);
}

class EntryReader {
  readonly #reader: SequentialReader;
  readonly #directory: ZipDirectory;
  readonly #digests: Digests;

  constructor(archive: RandomAccess, directory: ZipDirectory, digests: Digests) {
    this.#reader = new SequentialReader(archive, directory.start);
    this.#directory = directory;
    this.#digests = digests;
  }

  async readAll(names: ReadonlyMap<ZipEntry, string>, sink: PackSink): Promise<void> {
    const ordered = this.#directory.entries.toSorted((left, right) => left.offset - right.offset);
    let before = "the start";
    for (const [index, entry] of ordered.entries()) {
      const shown = printable(entry.name);
      if (entry.offset > this.#reader.position) refuseLimits(`bytes are hidden after ${before}`);
      if (entry.offset < this.#reader.position) refuseNames(`${shown} is described in two different ways: it overlaps ${before}`);
      await this.#localHeader(entry, shown);
      const path = names.get(entry);
      if (path !== undefined) await sink.take(path, this.#content(entry, shown));
      const next = ordered[index + 1]?.offset ?? this.#directory.start;
      if ((entry.flags & SIZES_FOLLOW) !== 0) await this.#descriptor(entry, shown, next - this.#reader.position);
      before = shown;
    }
    if (this.#reader.position !== this.#directory.start) refuseLimits(`bytes are hidden after ${before}`);
  }

  /** Some readers believe the local headers, others the central directory: where they differ, two people see two packs. */
  async #localHeader(entry: ZipEntry, shown: string): Promise<void> {
    const fields = new LittleEndian(await this.#reader.bytes(LOCAL_BYTES));
    if (fields.u32(0) !== 0x0403_4b50) refuseLimits(`${shown} has no local header`);
    const name = await this.#reader.bytes(fields.u16(26));
    const extraFields = parseExtraFields(await this.#reader.bytes(fields.u16(28)));
    const [bytes = 0, packedBytes = 0] = wideSizes([fields.u32(22), fields.u32(18)], extraFields);
    const local = [fields.u32(14), packedBytes, bytes];
    const central = [entry.crc32, entry.packedBytes, entry.bytes];
    const follow = (entry.flags & SIZES_FOLLOW) !== 0;
    const agrees =
      name.length === entry.rawName.length &&
      name.every((byte, index) => byte === entry.rawName[index]) &&
      fields.u16(6) === entry.flags &&
      fields.u16(8) === entry.method &&
      local.every((value, index) => value === central[index] || (follow && value === 0));
    if (!agrees) refuseNames(`${shown} is described in two different ways`);
    if (extraFields.some((field) => field.id === UNICODE_PATH)) refuseNames(`${shown} has two names`);
  }

  /** Stops a bomb while it unpacks, and holds size and checksum against what the archive states. */
  async *#content(entry: ZipEntry, shown: string): AsyncGenerator<Uint8Array> {
    const packed = this.#reader.stream(entry.packedBytes);
    let bytes = 0;
    let checksum = 0;
    for await (const chunk of entry.method === DEFLATED ? inflated(packed, shown) : packed) {
      bytes += chunk.length;
      if (bytes > entry.bytes) refuseLimits(`${shown} is longer than the archive states`);
      if (bytes > RATIO_FREE_BYTES && bytes > PACK_LIMITS.ratio * Math.max(1, entry.packedBytes))
        refuseLimits(`${shown} unpacks to more than ${PACK_LIMITS.ratio} times its size`);
      checksum = this.#digests.crc32(chunk, checksum);
      yield chunk;
    }
    if (bytes !== entry.bytes) refuseLimits(`${shown} is shorter than the archive states`);
    if (checksum !== entry.crc32) refuseLimits(`${shown} does not have the checksum that the archive states`);
  }

  /** Checksum and sizes after the content, 32 or 64 bits wide, with or without a mark (APPNOTE.TXT 4.3.9). */
  async #descriptor(entry: ZipEntry, shown: string, length: number): Promise<void> {
    if (![12, 16, 20, 24].includes(length)) refuseLimits(`bytes are hidden after ${shown}`);
    const fields = new LittleEndian(await this.#reader.bytes(length));
    const marked = length === 16 || length === 24;
    const at = marked ? 4 : 0;
    const [packedBytes, bytes] = length >= 20 ? [fields.u64(at + 4), fields.u64(at + 12)] : [fields.u32(at + 4), fields.u32(at + 8)];
    const agrees =
      (!marked || fields.u32(0) === 0x0807_4b50) &&
      fields.u32(at) === entry.crc32 &&
      packedBytes === entry.packedBytes &&
      bytes === entry.bytes;
    if (!agrees) refuseNames(`${shown} is described in two different ways`);
  }
}
