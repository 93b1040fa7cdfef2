import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { publishArtefact, writeArtefacts } from "../../src/casefile/artefacts.ts";
import { openWritable } from "../../src/casefile/case-file.ts";
import { newCase, temporaryFolder } from "./temporary-case.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

describe("writing artefacts", () => {
  test("gives digest and size, and leaves no temporary file", async () => {
    const folder = temporaryFolder();
    const written = await writeArtefacts(folder, [
      { path: "runs/r1/run.json", content: "{}" },
      { path: "runs/r1/counts.csv", content: Buffer.from("a\n1\n") },
    ]);
    expect(written).toEqual([
      { path: "runs/r1/run.json", sha256: digest("{}"), bytes: 2 },
      { path: "runs/r1/counts.csv", sha256: digest("a\n1\n"), bytes: 4 },
    ]);
    expect(readdirSync(join(folder, "runs/r1")).toSorted()).toEqual(["counts.csv", "run.json"]);
  });

  test("accepts the same bytes again and refuses others under the same name", async () => {
    const folder = temporaryFolder();
    await writeArtefacts(folder, [{ path: "a.txt", content: "one" }]);
    await writeArtefacts(folder, [{ path: "a.txt", content: "one" }]);
    await expect(writeArtefacts(folder, [{ path: "a.txt", content: "two" }])).rejects.toMatchObject({ code: "already-exists" });
    expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe("one");
  });

  test.each(["../out.txt", "/etc/out", "a//b", "a/../b", "", "a/.hidden", "a\\b", "a/b:c"])("refuses the name %j", async (path) => {
    await expect(writeArtefacts(temporaryFolder(), [{ path, content: "x" }])).rejects.toMatchObject({ code: "bad-input" });
  });

  test("publishes a streamed file under its final name", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "pack.zip.tmp"), "zip");
    expect(await publishArtefact(folder, "pack.zip.tmp", "packs/ep-1.zip")).toEqual({
      path: "packs/ep-1.zip",
      sha256: digest("zip"),
      bytes: 3,
    });
    expect(existsSync(join(folder, "pack.zip.tmp"))).toBe(false);
    await expect(publishArtefact(folder, "packs/ep-1.zip", "packs/ep-2.zip")).rejects.toMatchObject({ code: "bad-input" });
  });
});

describe("opening for writing", () => {
  test("sweeps what was never committed and keeps what was", async () => {
    const kase = newCase();
    const { directory } = kase;
    const [run] = await writeArtefacts(directory, [{ path: "runs/kept/run.json", content: "{}" }]);
    const runDigest = String(run?.sha256);
    kase.addRun({ runId: "kept", analysisId: "a", origin: "exploratory", path: "runs/kept/run.json", runDigest, document: {} });
    await writeArtefacts(directory, [
      { path: "runs/lost/run.json", content: "{}" },
      { path: "packs/kept.zip", content: "zip" },
      { path: "packs/lost.zip", content: "zip" },
      { path: "packs/kept.zip.sig", content: "sig" },
      { path: "packs/kept/bagit.txt", content: "bag" },
      { path: "packs/lost/bagit.txt", content: "half a bag" },
      { path: "runs/kept/late.csv.tmp", content: "x" },
      { path: "population.duckdb.tmp/spill.bin", content: "x" },
    ]);
    writeFileSync(join(directory, "population.duckdb"), "");
    writeFileSync(join(directory, "population.duckdb.wal"), "");
    mkdirSync(join(directory, "sources"));
    writeFileSync(join(directory, "sources/half.tmp"), "");
    kase.addPackExport({
      packId: "EP",
      revision: 1,
      profile: "shareable",
      path: "packs/kept.zip",
      packDigest: digest("zip"),
      document: {},
    });
    kase.close();

    using again = openWritable(directory, "B");
    expect(again.swept).toEqual([
      "packs/lost",
      "packs/lost.zip",
      "population.duckdb.tmp",
      "runs/kept/late.csv.tmp",
      "runs/lost",
      "sources/half.tmp",
    ]);
    expect(readdirSync(join(directory, "runs"))).toEqual(["kept"]);
    expect(readdirSync(join(directory, "packs")).toSorted()).toEqual([
      "kept",
      "kept.zip",
      "kept.zip.sig",
      "lost.orphan",
      "lost.zip.orphan",
    ]);
    expect(existsSync(join(directory, "population.duckdb.wal"))).toBe(true);
    expect(again.verifyJournal().intact).toBe(true);
  });
});
