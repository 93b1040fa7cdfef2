import { execFileSync } from "node:child_process";
import { cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { allowedSignersLine } from "../../src/evidence/allowed-signers.ts";
import { openPack } from "../../src/packs/read-pack.ts";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { writePack } from "../../src/packs/write-pack.ts";
import { type PackFiles, VERIFY_TIME, packFiles, temporaryFolder } from "./support/built-pack.ts";
import { countingAnalysis } from "./support/counting-analysis.ts";
import { type RawArchive, type RawEntry, rawZip } from "./support/raw-zip.ts";
import { sampleInput } from "./support/sample-input.ts";
import { testSigner } from "./support/test-signer.ts";

const ROOT = "EP-2026-0001-r1";
const options = { verifyTime: VERIFY_TIME, analyses: [countingAnalysis()] };
const allowed = allowedSignersLine(testSigner());
const encoder = new TextEncoder();
let good: PackFiles;
let entries: RawEntry[];
beforeAll(async () => {
  good = await packFiles();
  entries = [...good].map(([path, data]) => ({ name: `${ROOT}/${path}`, data }));
});

async function verdict(bytes: Uint8Array): Promise<{ result: string; messages: string }> {
  const path = join(temporaryFolder(), "pack.zip");
  writeFileSync(path, bytes);
  const report = await verifyPackFile(path, allowed, options);
  return {
    result: report.result,
    messages: report.steps
      .filter((step) => step.state === "fail")
      .map((step) => `${step.id}: ${step.message}`)
      .join(" "),
  };
}

function extra(name: string, change: Partial<RawEntry> = {}): RawEntry {
  return { name, data: encoder.encode("evil"), ...change };
}

/** The good entries with the first of them changed. */
function firstChanged(change: Partial<RawEntry>): RawEntry[] {
  return entries.map((entry, index) => (index === 0 ? { ...entry, ...change } : entry));
}

describe("the archive writer of these tests", () => {
  test("makes a pack that verifies, stored or packed, with or without folder entries", async () => {
    expect(await verdict(rawZip(entries))).toEqual({ result: "success", messages: "" });
    expect(await verdict(rawZip(entries.map((entry) => ({ ...entry, deflate: true }))))).toEqual({ result: "success", messages: "" });
    const folder = { name: `${ROOT}/data/`, data: new Uint8Array(), mode: 0o040755 };
    expect(await verdict(rawZip([folder, ...entries]))).toEqual({ result: "success", messages: "" });
  });
});

describe("an archive is refused", () => {
  test.each<[string, () => RawEntry[], RegExp]>([
    ["with a path that climbs out", () => [...entries, extra(`${ROOT}/../../evil`)], /limits: .*invalid relative path/],
    ["with an absolute path", () => [...entries, extra("/etc/evil")], /limits: .*absolute path/],
    ["with a drive letter", () => [...entries, extra("C:/evil")], /limits: .*absolute path/],
    ["with backslashes", () => [...entries, extra(`${ROOT}\\..\\evil`)], /limits: .*invalid characters/],
    ["with a second root folder", () => [...entries, extra("other/evil")], /names: .*exactly one folder/],
    ["with a file beside the folder", () => [...entries, extra("evil")], /names: /],
    ["with a name that is there already", () => [...entries, extra(`${ROOT}/data/pack.json`)], /names: .*one name/],
    ["with a name that differs in case", () => [...entries, extra(`${ROOT}/data/PACK.json`)], /names: /],
    ["with a file that is also a folder", () => [...entries, extra(`${ROOT}/data/pack.json/x`)], /names: .*below a name that is a file/],
    ["with an accented name", () => [...entries, extra(`${ROOT}/data/e\u0301.json`)], /names: .*outside ASCII/],
    ["with a NUL in a name", () => [...entries, extra(`${ROOT}/data/x\u0000.json`)], /names: .*outside ASCII/],
    ["with a reversed reading direction", () => [...entries, extra(`${ROOT}/data/\u202Ex.json`)], /names: .*\\u\{202e\}/],
    ["with a name of Windows devices", () => [...entries, extra(`${ROOT}/data/nul.json`)], /names: .*device/],
    ["with a stream name", () => [...entries, extra(`${ROOT}/data/x.json:y`)], /names: /],
    ["with an empty segment", () => [...entries, extra(`${ROOT}/data//x.json`)], /names: /],
    ["with a name of one point", () => [...entries, extra(`${ROOT}/./x`)], /names: /],
    [
      "with an empty folder",
      () => [...entries, extra(`${ROOT}/empty/`, { data: new Uint8Array(), mode: 0o040755 })],
      /names: .*empty folder/,
    ],
    ["with a folder that has content", () => [...entries, extra(`${ROOT}/data/`, { mode: 0o040755 })], /names: .*folder with content/],
    ["with a symbolic link", () => firstChanged({ mode: 0o120777 }), /names: .*neither a regular file/],
    ["with a device", () => firstChanged({ mode: 0o020644 }), /names: .*neither a regular file/],
    ["with an encrypted entry", () => firstChanged({ flags: 0x801, deflate: true }), /names: .*encrypted/],
    ["with strong encryption flags", () => firstChanged({ flags: 0x840 }), /(names|limits): /],
    ["with an unknown packing method", () => firstChanged({ method: 12, localMethod: 12 }), /names: .*unknown method/],
    ["with another name in the local header", () => firstChanged({ localName: `${ROOT}/README.TXT` }), /names: .*two different ways/],
    ["with another size in the local header", () => firstChanged({ localSize: 5 }), /names: .*two different ways/],
    ["with another method in the local header", () => firstChanged({ localMethod: 8 }), /names: .*two different ways/],
    ["with a second, Unicode name", () => firstChanged({ extra: Buffer.from([0x75, 0x70, 5, 0, 1, 0, 0, 0, 0]) }), /names: .*two names/],
    ["with a wrong checksum", () => firstChanged({ checksum: 1 }), /limits: .*checksum/],
    ["with bytes hidden between entries", () => firstChanged({ hiddenAfter: encoder.encode("hidden") }), /limits: .*hidden/],
    [
      "with two names over one entry",
      () => [...entries, extra(`${ROOT}/data/inventory/x.json`, { sharesHeaderOf: 0, data: entries[0]?.data ?? new Uint8Array() })],
      /names: .*two different ways/,
    ],
  ])("%s", async (_what, make, reason) => {
    const { result, messages } = await verdict(rawZip(make()));
    expect(messages).toMatch(reason);
    expect(result).toBe("failure");
  });

  test.each<[string, RawArchive]>([
    ["with bytes before it", { before: encoder.encode("#!/bin/sh\n") }],
    [
      "with an entry before it that only some readers see",
      { before: rawZip([{ name: "x/y", data: encoder.encode("evil") }]).subarray(0, 37) },
    ],
    ["with bytes after it", { after: encoder.encode("junk") }],
    ["with another archive after it", { after: rawZip([{ name: "x/y", data: encoder.encode("evil") }]) }],
    ["with a comment", { comment: encoder.encode("hello") }],
    ["that tells of more entries than it has", { entryCount: 1000 }],
    ["that tells of fewer entries than it has", { entryCount: 3 }],
    ["of several disks", { disk: 1 }],
  ])("%s", async (_what, archive) => {
    const { result, messages } = await verdict(rawZip(entries, archive));
    expect(messages).toMatch(/^limits: /);
    expect(result).toBe("failure");
  });

  test("that unpacks to far more than its size, long before it is unpacked", async () => {
    const bomb = { name: `${ROOT}/data/inventory/bomb.json`, data: Buffer.alloc(64 * 2 ** 20), deflate: true };
    expect((await verdict(rawZip([...entries, bomb]))).messages).toMatch(/limits: .*more than 200 times its size/);
  });

  test("whose entry is longer or shorter than it says", async () => {
    const long = { name: `${ROOT}/data/inventory/x.json`, data: Buffer.alloc(5000, 1), deflate: true, size: 10 };
    expect((await verdict(rawZip([...entries, long]))).result).toBe("failure");
    expect((await verdict(rawZip([...entries, { ...long, size: 50_000 }]))).result).toBe("failure");
  });

  test("that is cut off anywhere, or is no archive", async () => {
    const whole = rawZip(entries);
    for (const length of [0, 1, 4, 100, Math.floor(whole.length / 2), whole.length - 1])
      expect((await verdict(whole.subarray(0, length))).result).toBe("failure");
    expect((await verdict(encoder.encode("PK\u0003\u0004 but nothing else"))).result).toBe("failure");
  });

  test("or holds the same files: one changed byte of it never passes for another pack", async () => {
    const whole = rawZip(entries);
    const digests = JSON.stringify([...good.keys()].toSorted());
    for (let position = 0; position < whole.length; position += 331) {
      const changed = Buffer.from(whole);
      changed[position] = (changed[position] ?? 0) ^ 4;
      const path = join(temporaryFolder(), "pack.zip");
      writeFileSync(path, changed);
      const report = await verifyPackFile(path, allowed, { ...options, analyses: null });
      if (!report.success) continue;
      using pack = await openPack(path);
      expect(JSON.stringify(pack.files.map((file) => file.path).toSorted())).toBe(digests);
      for (const file of pack.files) expect(Buffer.from(pack.read(file.path)).equals(Buffer.from(good.get(file.path) ?? []))).toBe(true);
    }
  });
});

describe("a folder is refused", () => {
  async function bag(): Promise<string> {
    return (await writePack(sampleInput(), testSigner(), temporaryFolder())).bagDirectory;
  }

  test.each<[string, (folder: string) => void, RegExp]>([
    ["with a link in place of a file", (folder) => replaceByLink(join(folder, "data/report/report.html")), /symbolic link/],
    ["with a link in place of a folder", (folder) => replaceByLink(join(folder, "data/findings")), /symbolic link/],
    ["with a link added", (folder) => symlinkSync("/etc/passwd", join(folder, "data/link")), /symbolic link/],
    ["with a named pipe", (folder) => void execFileSync("mkfifo", [join(folder, "data/pipe")]), /no regular file/],
    ["with an empty folder", (folder) => mkdirSync(join(folder, "data/empty")), /empty folder/],
    ["with a hidden file", (folder) => writeFileSync(join(folder, ".ds_store"), ""), /has a segment/],
    ["with a file of capitals", (folder) => writeFileSync(join(folder, "INSTRUCTIONS.html"), ""), /has a segment/],
  ])("%s", async (_what, change, reason) => {
    const folder = await bag();
    change(folder);
    const report = await verifyPackFile(folder, allowed, options);
    expect(report.result).toBe("failure");
    expect(report.steps.find((step) => step.state === "fail")?.message).toMatch(reason);
  });

  test("but not for a hard link or another name of the folder itself", async () => {
    const folder = await bag();
    const target = join(folder, "data/report/report.html");
    const other = join(temporaryFolder(), "report.html");
    cpSync(target, other);
    rmSync(target);
    linkSync(other, target);
    const renamed = join(folder, "..", "received from the auditor");
    renameSync(folder, renamed);
    expect((await verifyPackFile(renamed, allowed, options)).success).toBe(true);
  });

  function replaceByLink(path: string): void {
    const elsewhere = join(temporaryFolder(), "elsewhere");
    cpSync(path, elsewhere, { recursive: true });
    rmSync(path, { recursive: true });
    symlinkSync(elsewhere, path);
  }
});

test("what was verified is what is read, even when the folder changes meanwhile", async () => {
  const { bagDirectory } = await writePack(sampleInput(), testSigner(), temporaryFolder());
  using pack = await openPack(bagDirectory);
  writeFileSync(join(bagDirectory, "data/report/report.html"), "changed");
  expect(new TextDecoder().decode(pack.read("data/report/report.html"))).toBe(sampleInput().report);
});

test("the private copy is gone after closing", async () => {
  const { zipPath } = await writePack(sampleInput(), testSigner(), temporaryFolder());
  const place = mkdtempSync(join(tmpdir(), "tickmark-place-"));
  const before = process.env["TMPDIR"];
  process.env["TMPDIR"] = place;
  const pack = await openPack(zipPath);
  process.env["TMPDIR"] = before ?? "";
  if (before === undefined) delete process.env["TMPDIR"];
  expect(readdirSync(place)).toHaveLength(1);
  pack.close();
  expect(readdirSync(place)).toEqual([]);
});

test("a path with nothing at it is an error, not a report", async () => {
  const path = join(temporaryFolder(), "none.zip");
  expect(existsSync(path)).toBe(false);
  await expect(openPack(path)).rejects.toMatchObject({ code: "not-found" });
});
