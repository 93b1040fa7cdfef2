import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import type { GenuinePack } from "../../src/selftest/attack.ts";
import { fuzzPack } from "../../src/selftest/fuzz.ts";
import { SeededRandom, mutateBytes, mutateFiles, sameFiles } from "../../src/selftest/mutate.ts";
import { sampleGenuine } from "../../src/selftest/sample-genuine.ts";

const folder = mkdtempSync(join(tmpdir(), "tickmark-fuzz-test-"));
let pack: GenuinePack;
beforeAll(async () => {
  pack = await sampleGenuine();
  for (const [path, bytes] of pack.files) {
    mkdirSync(dirname(join(folder, pack.root, path)), { recursive: true });
    writeFileSync(join(folder, pack.root, path), bytes);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("no random change to files or archive is accepted, and nothing breaks or hangs", { timeout: 120_000 }, async () => {
  const seed = Number(process.env["TICKMARK_FUZZ_SEED"] ?? Date.now() % 2 ** 31);
  const result = await fuzzPack(pack, { seed, milliseconds: 20_000 });
  process.stderr.write(
    `fuzzer: seed ${seed}, ${result.mutations} mutations, ${result.harmless} harmless, slowest ${result.slowestMs} ms\n`,
  );
  expect(result.defects, `repeat with TICKMARK_FUZZ_SEED=${seed}`).toEqual([]);
  expect(result.mutations).toBeGreaterThan(100);
});

test("the fuzzer sees what is accepted: a reader who trusts another list accepts nothing, and one seed gives one sequence", async () => {
  const nobody = await fuzzPack({ ...pack, allowedSigners: "" }, { seed: 1, milliseconds: 1000 });
  expect(nobody).toMatchObject({ harmless: 0, defects: [] });
  const told = (seed: number): string[] => {
    const random = new SeededRandom(seed);
    return Array.from({ length: 50 }, () => mutateFiles(pack.files, random).what);
  };
  expect(told(5)).toEqual(told(5));
  expect(told(5)).not.toEqual(told(6));
  const random = new SeededRandom(3);
  const changes = Array.from({ length: 200 }, () => mutateBytes(new Uint8Array(100).fill(7), random).bytes);
  expect(changes.filter((bytes) => sameFiles(new Map([["x", bytes]]), new Map([["x", new Uint8Array(100).fill(7)]]))).length).toBeLessThan(
    100,
  );
});

describe("the same bag, packed by another tool, is accepted", () => {
  const tools: [string, (root: string) => string[]][] = [
    ["zip", (root) => ["zip", "-q", "-r", "zip.zip", root]],
    ["zip without folder entries", (root) => ["zip", "-q", "-r", "-D", "-0", "zip without folder entries.zip", root]],
    ["7z", (root) => ["7z", "a", "-bd", "-tzip", "7z.zip", root]],
    ["bsdtar", (root) => ["bsdtar", "--format", "zip", "-cf", "bsdtar.zip", root]],
    ["python3", (root) => ["python3", "-m", "zipfile", "-c", "python3.zip", root]],
  ];
  test.each(tools)("%s", async (name, command) => {
    const [program = "", ...parts] = command(pack.root);
    if (spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0) {
      process.stderr.write(`skipped: this machine has no ${program}\n`);
      return;
    }
    execFileSync(program, parts, { cwd: folder, stdio: "ignore" });
    const { allowedSigners, analyses, verifyTime } = pack;
    const report = await verifyPackFile(join(folder, `${name}.zip`), allowedSigners, { analyses, verifyTime });
    expect(report.conclusion).toMatch(/^VERIFIED/);
  });
});
