import type { Entry, ZipFile } from "yauzl";
import { printable } from "../evidence/pack-paths.ts";
import { ContainerRefusal } from "./private-copy.ts";

const SIZES_FOLLOW = 0x8;
/** A data descriptor has 12 or 20 bytes, and 4 more with its optional mark. */
const DESCRIPTOR_BYTES = [12, 16, 20, 24];

/**
 * Some readers believe the local headers, others the central directory. Where the two differ, two people see two
 * packs; where bytes lie between entries, something is hidden.
 */
export class LocalHeaders {
  readonly #zip: ZipFile;
  readonly #endOfEntries: number;
  readonly #ranges: { start: number; end: number; descriptor: boolean; name: string }[] = [];

  constructor(zip: ZipFile, endOfEntries: number) {
    this.#zip = zip;
    this.#endOfEntries = endOfEntries;
  }

  async check(entry: Entry): Promise<void> {
    const name = printable(entry.fileName);
    const header = await this.#zip.readLocalFileHeaderPromise(entry);
    const descriptor = (entry.generalPurposeBitFlag & SIZES_FOLLOW) !== 0;
    const sizes = [header.crc32, header.compressedSize, header.uncompressedSize];
    const declared = [entry.crc32, entry.compressedSize, entry.uncompressedSize];
    const sizesAgree =
      sizes.every((value, index) => value === declared[index]) ||
      (descriptor && sizes.every((value) => value === 0)) ||
      isZip64(sizes, declared);
    if (
      !header.fileName.equals(entry.fileNameRaw) ||
      header.compressionMethod !== entry.compressionMethod ||
      header.generalPurposeBitFlag !== entry.generalPurposeBitFlag ||
      !sizesAgree
    )
      throw new ContainerRefusal("names", `${name} is described in two different ways`);
    this.#ranges.push({ start: entry.relativeOffsetOfLocalHeader, end: header.fileDataStart + entry.compressedSize, descriptor, name });
  }

  requireContiguous(): void {
    const ranges = this.#ranges.toSorted((left, right) => left.start - right.start);
    const first = ranges[0];
    if (first !== undefined && first.start !== 0) throw new ContainerRefusal("limits", "bytes stand before the first entry");
    ranges.forEach(({ end, descriptor, name }, index) => {
      const gap = (ranges[index + 1]?.start ?? this.#endOfEntries) - end;
      if (gap < 0) throw new ContainerRefusal("limits", `${name} overlaps another entry`);
      if (descriptor ? !DESCRIPTOR_BYTES.includes(gap) : gap !== 0) throw new ContainerRefusal("limits", `bytes are hidden after ${name}`);
    });
  }
}

/** Local sizes of 0xffffffff stand for 64-bit sizes in an extra field. */
function isZip64(sizes: readonly number[], declared: readonly number[]): boolean {
  return sizes[0] === declared[0] && sizes.slice(1).every((size, index) => size === 0xffff_ffff || size === declared[index + 1]);
}
