import { crc32, deflateRawSync } from "node:zlib";

/** An entry as an attacker may write it: whatever is left out is honest. */
export interface RawEntry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  /** What the local header says where it differs. */
  readonly localName?: string;
  readonly localSize?: number;
  readonly localMethod?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly checksum?: number;
  /** Unix mode in the central directory. */
  readonly mode?: number;
  readonly extra?: Uint8Array;
  /** Claimed unpacked size. */
  readonly size?: number;
  /** Points at the local header of the entry with this index instead of an own one. */
  readonly sharesHeaderOf?: number;
  /** Bytes between this entry and the next. */
  readonly hiddenAfter?: Uint8Array;
}

export interface RawArchive {
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
  readonly comment?: Uint8Array;
  readonly entryCount?: number;
  readonly disk?: number;
}

function u16(...values: number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.from([value & 0xff, (value >>> 8) & 0xff])));
}

function u32(...values: number[]): Buffer {
  return Buffer.concat(
    values.map((value) => Buffer.from([value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff])),
  );
}

/** A ZIP byte by byte (APPNOTE.TXT 4.3), so that a test can plant any one lie in it. */
export function rawZip(entries: readonly RawEntry[], archive: RawArchive = {}): Buffer {
  const local: Buffer[] = [Buffer.from(archive.before ?? [])];
  const central: Buffer[] = [];
  const offsets: number[] = [];
  let written = archive.before?.length ?? 0;
  const write = (...parts: readonly Buffer[]): void => {
    local.push(...parts);
    written += parts.reduce((sum, part) => sum + part.length, 0);
  };
  for (const entry of entries) {
    const name = Buffer.from(entry.name, "utf8");
    const localName = Buffer.from(entry.localName ?? entry.name, "utf8");
    const packed = entry.deflate === true ? deflateRawSync(entry.data) : Buffer.from(entry.data);
    const method = entry.method ?? (entry.deflate === true ? 8 : 0);
    const flags = entry.flags ?? 0x800;
    const size = entry.size ?? entry.data.length;
    const checksum = entry.checksum ?? crc32(entry.data);
    const extra = Buffer.from(entry.extra ?? []);
    offsets.push(entry.sharesHeaderOf === undefined ? written : (offsets[entry.sharesHeaderOf] ?? 0));
    if (entry.sharesHeaderOf === undefined)
      write(
        Buffer.from("PK\u0003\u0004", "latin1"),
        u16(20, flags, entry.localMethod ?? method, 0, 33),
        u32(checksum, packed.length, entry.localSize ?? size),
        u16(localName.length, extra.length),
        localName,
        extra,
        packed,
        Buffer.from(entry.hiddenAfter ?? []),
      );
    central.push(
      Buffer.from("PK\u0001\u0002", "latin1"),
      u16((3 << 8) | 20, 20, flags, method, 0, 33),
      u32(checksum, packed.length, size),
      u16(name.length, extra.length, 0, 0, 0),
      u32(((entry.mode ?? 0o100644) << 16) >>> 0, offsets.at(-1) ?? 0),
      name,
      extra,
    );
  }
  const start = written;
  const directory = Buffer.concat(central);
  const comment = Buffer.from(archive.comment ?? []);
  const count = archive.entryCount ?? entries.length;
  const disk = archive.disk ?? 0;
  const end = [
    Buffer.from("PK\u0005\u0006", "latin1"),
    u16(disk, disk, count, count),
    u32(directory.length, start),
    u16(comment.length),
    comment,
  ];
  return Buffer.concat([...local, directory, ...end, Buffer.from(archive.after ?? [])]);
}
