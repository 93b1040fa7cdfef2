import { execFileSync, spawnSync } from "node:child_process";
import { createWriteStream, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { crc32 as zlibCrc32, deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ZipFile } from "yazl";
import { crc32 } from "../../src/evidence/container/crc32.ts";
import { MemoryCopy, PORTABLE_DIGESTS } from "../../src/evidence/container/memory-copy.ts";
import type { RandomAccess } from "../../src/evidence/container/pack-sink.ts";
import { readZipArchive } from "../../src/evidence/container/read-zip.ts";
import { openPack } from "../../src/packs/read-pack.ts";
import { type RawEntry, rawZip } from "../../src/selftest/raw-zip.ts";
import { temporaryFolder } from "./support/built-pack.ts";
import { haveTools } from "./support/shell.ts";

const CONTENTS = new Map([
  ["bagit.txt", "BagIt-Version: 1.0\n"],
  ["data/pack.json", "{}"],
  ["data/report/report.html", "<p>long</p>".repeat(20_000)],
]);

/** A folder with the files above. */
function folder(): string {
  const place = temporaryFolder();
  for (const [path, text] of CONTENTS) {
    execFileSync("mkdir", ["-p", join(place, "root", path, "..")]);
    writeFileSync(join(place, "root", path), text);
  }
  return place;
}

async function readBack(path: string): Promise<Map<string, string> | string> {
  using pack = await openPack(path);
  if (pack.problems.length > 0) return pack.problems.map(({ message }) => message).join();
  return new Map(pack.files.map((file) => [file.path, new TextDecoder().decode(pack.read(file.path))]));
}

/** The same bytes through the portable half: what a page does. */
async function readInMemory(bytes: Uint8Array): Promise<Map<string, string> | string> {
  const copy = new MemoryCopy();
  const archive: RandomAccess = { size: bytes.length, read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)) };
  try {
    await readZipArchive(archive, copy, PORTABLE_DIGESTS);
    copy.finish();
  } catch (error) {
    copy.refuse(error);
    return copy.problems.map(({ message }) => message).join();
  }
  return new Map(copy.files.map((file) => [file.path, new TextDecoder().decode(copy.read(file.path))]));
}

async function both(bytes: Uint8Array): Promise<Map<string, string> | string> {
  const path = join(temporaryFolder(), "a.zip");
  writeFileSync(path, bytes);
  const inNode = await readBack(path);
  expect(await readInMemory(bytes)).toEqual(inNode);
  return inNode;
}

describe("archives of other programs are read", () => {
  test.skipIf(!haveTools("zip"))("Info-ZIP, stored, deflated, streamed with descriptors", async () => {
    for (const options of [["-0"], ["-9"], ["-9", "-D"], ["-fd"], ["-fz"]]) {
      const place = folder();
      execFileSync("zip", ["-q", "-r", ...options, "a.zip", "root"], { cwd: place });
      expect(await both(readFileSync(join(place, "a.zip"))), options.join(" ")).toEqual(CONTENTS);
    }
    const place = folder();
    execFileSync("sh", ["-c", "zip -q -r - root > a.zip"], { cwd: place });
    expect(await both(readFileSync(join(place, "a.zip")))).toEqual(CONTENTS);
  });

  test.skipIf(!haveTools("python3"))("Python's zipfile and shutil", async () => {
    const place = folder();
    const made = spawnSync("python3", ["-c", "import shutil; shutil.make_archive('a', 'zip', '.', 'root')"], { cwd: place });
    expect(made.status).toBe(0);
    expect(await both(readFileSync(join(place, "a.zip")))).toEqual(CONTENTS);
  });

  test("yazl, with and without 64-bit sizes", async () => {
    for (const forceZip64Format of [false, true])
      for (const compress of [false, true]) {
        const zip = new ZipFile();
        for (const [path, text] of CONTENTS) zip.addBuffer(Buffer.from(text), `root/${path}`, { compress, forceZip64Format });
        zip.end({ forceZip64Format, comment: "" });
        const path = join(temporaryFolder(), "a.zip");
        await pipeline(zip.outputStream, createWriteStream(path));
        expect(await both(readFileSync(path)), `${forceZip64Format} ${compress}`).toEqual(CONTENTS);
      }
  });
});

describe("packed content", () => {
  function packed(data: Uint8Array, stream: Uint8Array, size = data.length): Buffer {
    // Written as if stored, with the method changed: so the packed bytes can be any.
    const entry: RawEntry = {
      name: "root/data/x.json",
      data: stream,
      method: 8,
      localMethod: 8,
      size,
      localSize: size,
      checksum: zlibCrc32(data),
    };
    return rawZip([{ name: "root/bagit.txt", data: Buffer.from("x") }, entry]);
  }

  test("comes out as zlib packed it, whatever it is", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 9 }),
        async (some, times, level) => {
          const data = Buffer.concat(Array.from({ length: times }, () => some));
          const out = await readInMemory(packed(data, deflateRawSync(data, { level })));
          expect(out).toEqual(
            new Map([
              ["bagit.txt", "x"],
              ["data/x.json", new TextDecoder().decode(data)],
            ]),
          );
        },
      ),
      { numRuns: 60, seed: 4 },
    );
  });

  test("is refused when it is cut off, goes on, or is none", async () => {
    const data = Buffer.from("the same words again and the same words again ".repeat(50));
    const stream = deflateRawSync(data);
    expect(await both(packed(data, stream))).toBeInstanceOf(Map);
    for (let cut = 1; cut < stream.length; cut += 3)
      expect(typeof (await readInMemory(packed(data, stream.subarray(0, stream.length - cut)))), `cut ${cut}`).toBe("string");
    expect(await both(packed(data, Buffer.concat([stream, Buffer.from("hidden")])))).toMatch(
      /bytes are hidden in .* after its packed content/,
    );
    expect(await both(packed(data, Buffer.concat([stream, stream])))).toMatch(/hidden/);
    expect(typeof (await both(packed(data, Buffer.from("no deflate stream at all, never"))))).toBe("string");
    expect(typeof (await both(packed(data, new Uint8Array())))).toBe("string");
    expect(typeof (await both(packed(new Uint8Array(), stream)))).toBe("string");
  });

  test("that zlib refuses, or reads as something else, never passes", async () => {
    const data = Buffer.from(Array.from({ length: 400 }, (_, index) => `${index * 7919}`).join(","));
    const stream = deflateRawSync(data);
    for (let position = 0; position < stream.length; position += 5)
      for (const bit of [1, 16]) {
        const changed = Buffer.from(stream);
        changed[position] = (changed[position] ?? 0) ^ bit;
        const out = await readInMemory(packed(data, changed));
        if (out instanceof Map) expect(out.get("data/x.json")).toBe(data.toString());
      }
  });
});

test("the checksum is zlib's", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (first, second) => {
      expect(crc32(second, crc32(first, 0))).toBe(zlibCrc32(second, zlibCrc32(first)));
    }),
  );
});

test("records may be verified without being copied, and are then not offered as if they were", async () => {
  const data = Buffer.alloc(3 * 2 ** 20, 7);
  const path = join(temporaryFolder(), "a.zip");
  writeFileSync(
    path,
    rawZip([
      { name: "root/bagit.txt", data: Buffer.from("x") },
      { name: "root/data/sources/records/r.parquet", data },
    ]),
  );
  using hashed = await openPack(path, { records: "hash" });
  using copied = await openPack(path);
  expect(hashed.files).toEqual(copied.files);
  expect(() => hashed.place("data/sources/records/r.parquet")).toThrow(/verified, but not copied/);
  expect(readFileSync(copied.place("data/sources/records/r.parquet")).equals(data)).toBe(true);
  expect(() => copied.place("data/none")).toThrow(/is missing/);
});
