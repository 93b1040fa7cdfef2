import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { verificationReportSchema } from "../../src/evidence/verification-report.ts";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { type PackWritten, writePack } from "../../src/packs/write-pack.ts";
import { sha256Hex } from "../../src/foundation/digest.ts";
import { VERIFY_TIME, temporaryFolder } from "./support/built-pack.ts";
import { countingAnalysis } from "./support/counting-analysis.ts";
import { sampleInput, sampleRun } from "./support/sample-input.ts";
import { testSigner } from "./support/test-signer.ts";

const options = { verifyTime: VERIFY_TIME, analyses: [countingAnalysis()] };
let written: PackWritten;
let allowed: string;
beforeAll(async () => {
  written = await writePack(sampleInput(), testSigner(), temporaryFolder());
  allowed = readFileSync(written.allowedSignersPath, "utf8");
});

function exportIn(zone: string, locale: string, kind: "restricted" | "shareable"): { digest: string; offset: number; zip: string } {
  const folder = temporaryFolder();
  const script = join(import.meta.dirname, "support/export-once.ts");
  const output = execFileSync(process.execPath, [script, folder, kind], {
    env: { ...process.env, TZ: zone, LANG: locale, LC_ALL: locale },
    encoding: "utf8",
  });
  const { tagmanifestDigest, zone: offset } = JSON.parse(output) as { tagmanifestDigest: string; zone: number };
  return {
    digest: tagmanifestDigest,
    offset,
    zip: sha256Hex(readFileSync(join(folder, `EP-2026-0001-r1${kind === "restricted" ? "-restricted" : ""}.zip`))),
  };
}

describe("an export", () => {
  test("leaves folder, ZIP, key list and public key, and nothing temporary", () => {
    const folder = join(written.bagDirectory, "..");
    expect(readdirSync(folder).toSorted()).toEqual([
      "EP-2026-0001-r1-restricted",
      "EP-2026-0001-r1-restricted.allowed_signers",
      "EP-2026-0001-r1-restricted.pub.pem",
      "EP-2026-0001-r1-restricted.zip",
    ]);
    expect(written.bytes).toBe(statSync(written.zipPath).size);
  });

  test.each(["restricted", "shareable"] as const)("gives the same bytes in every time zone and locale (%s)", async (kind) => {
    const kolkata = exportIn("Asia/Kolkata", "de_DE.UTF-8", kind);
    const newYork = exportIn("America/New_York", "tr_TR.UTF-8", kind);
    expect([kolkata.offset, newYork.offset]).toEqual([-330, 300]);
    expect(kolkata.digest).toBe(newYork.digest);
    expect(kolkata.zip).toBe(newYork.zip);
    const here = await writePack(sampleInput({ kind }), testSigner(), temporaryFolder());
    expect(kolkata.digest).toBe(here.tagmanifestDigest);
    expect(kolkata.zip).toBe(sha256Hex(readFileSync(here.zipPath)));
  });

  test("verifies as ZIP and as folder, with one and the same report", async () => {
    const zip = await verifyPackFile(written.zipPath, allowed, options);
    const folder = await verifyPackFile(written.bagDirectory, allowed, options);
    expect(zip.success).toBe(true);
    expect(folder).toEqual(zip);
    expect(verificationReportSchema.parse(JSON.parse(JSON.stringify(zip)))).toEqual(zip);
  });

  test("overwrites nothing", async () => {
    await expect(writePack(sampleInput(), testSigner(), join(written.bagDirectory, ".."))).rejects.toMatchObject({
      code: "already-exists",
    });
  });

  test("keeps the key list out of the pack", () => {
    expect(existsSync(join(written.bagDirectory, "allowed_signers"))).toBe(false);
    expect(readdirSync(join(written.bagDirectory, "signatures")).toSorted()).toEqual([
      "auditor.dsse.json",
      "auditor.tagmanifest-sha256.txt.sig",
    ]);
  });
});

describe("a case that would give a wrong pack is refused, and leaves nothing behind", () => {
  const run = sampleRun("run-1");
  test.each([
    [
      "a run whose aggregate was changed",
      { runs: [{ ...run, files: { ...run.files, "large-groups.csv": "groups\n2\n" } }] },
      "is not the aggregate that run.json names",
    ],
    ["a run without an aggregate", { runs: [{ ...run, files: {} }] }, "is missing and not withheld"],
    ["a policy that is not listed", { policies: { formatVersion: 1 as const, policies: [] } }, "judged by a policy"],
    ["a population that is not listed", { populations: { formatVersion: 1 as const, populations: [] } }, "reads a population"],
    ["a run id that is no file name", { runs: [{ ...run, record: { ...run.record, runId: "../run" } }] }, "cannot be a name in a pack"],
    ["a broken journal", { journal: { entries: sampleInput().journal.entries.slice(1), payloads: [] } }, "entry 1 is missing"],
    [
      "a shareable pack with records",
      { kind: "shareable" as const, records: [{ name: "x.parquet", path: import.meta.filename }] },
      "cannot hold records",
    ],
    ["a revision that is no number of one", { revision: 0 }, "pack.json does not fit"],
  ])("%s", async (_what, change, reason) => {
    const folder = temporaryFolder();
    await expect(writePack(sampleInput(change), testSigner(), folder)).rejects.toThrow(reason);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("records of a restricted pack are copied byte for byte and covered by the manifest", async () => {
  const folder = temporaryFolder();
  const records = join(folder, "source.bin");
  writeFileSync(records, Buffer.alloc(300_000, 42));
  const out = await writePack(sampleInput({ records: [{ name: "decisions.parquet", path: records }] }), testSigner(), join(folder, "out"));
  expect(readFileSync(join(out.bagDirectory, "data/sources/records/decisions.parquet")).equals(readFileSync(records))).toBe(true);
  expect((await verifyPackFile(out.zipPath, allowed, options)).success).toBe(true);
});
