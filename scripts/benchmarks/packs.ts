/* Packing and verifying a restricted pack of 2 GB: speed against sha256sum over the same files, and memory. */
import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { writePack } from "../../src/packs/write-pack.ts";
import { sampleInput } from "../../src/selftest/sample-input.ts";
import { sampleSigner } from "../../src/selftest/sample-signer.ts";

const MIB = 2 ** 20;
const LIMIT_MIB = 512;
const [step, folder = "", name = ""] = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const wanted = process.argv.find((argument) => argument.startsWith("--mib="))?.slice("--mib=".length);
const size = Number(wanted ?? 2048) * MIB;

if (step === undefined) process.exitCode = compare();
else await measured(step);

/** One step in a process of its own, so that its memory is its own. */
async function measured(what: string): Promise<void> {
  const started = performance.now();
  if (what === "pack") {
    const records = [{ name: "records.parquet", path: join(folder, "records.bin") }];
    await writePack(sampleInput({ records }), sampleSigner(), join(folder, "out"));
  } else {
    const allowed = readFileSync(join(folder, "out/EP-2026-0001-r1-restricted.allowed_signers"), "utf8");
    const report = await verifyPackFile(join(folder, "out", name), allowed, { verifyTime: "2026-11-24T00:00:00Z", analyses: null });
    if (!report.success) throw new Error(report.conclusion);
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ seconds, memoryMib: process.resourceUsage().maxRSS / 1024 }));
}

function compare(): number {
  const place = mkdtempSync(join(tmpdir(), "tickmark-bench-"));
  try {
    writeRecords(join(place, "records.bin"));
    const bag = "EP-2026-0001-r1-restricted";
    const packing = child(place, "pack", "");
    // Once to bring the files into the cache of the system, as the runs of our own find them.
    const hashing =
      [hashSeconds(join(place, "out", bag)), hashSeconds(join(place, "out", bag))].toSorted((left, right) => left - right)[0] ?? 1;
    const rows: [string, { seconds: number; memoryMib: number }, number][] = [
      ["pack (bag, ZIP, own verification)", packing, 3],
      ["verify the ZIP", child(place, "verify", `${bag}.zip`), 1],
      ["verify the folder", child(place, "verify", bag), 1],
    ];
    const speed = (seconds: number): number => size / MIB / seconds;
    console.log(`sha256sum over the same files: ${hashing.toFixed(2)} s, ${speed(hashing).toFixed(0)} MiB/s`);
    for (const [what, { seconds, memoryMib }, passes] of rows)
      console.log(
        `${what.padEnd(36)} ${seconds.toFixed(2)} s, ${(hashing / seconds).toFixed(2)} of sha256sum's speed (${passes} pass${passes > 1 ? "es" : ""} over the bytes), ${memoryMib.toFixed(0)} MiB`,
      );
    return rows.some(([, { memoryMib }]) => memoryMib > LIMIT_MIB) ? 1 : 0;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function child(place: string, what: string, file: string): { seconds: number; memoryMib: number } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, what, place, file], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as { seconds: number; memoryMib: number };
}

function hashSeconds(bag: string): number {
  const started = performance.now();
  execFileSync("sh", ["-c", "find . -type f -exec sha256sum {} +"], { cwd: bag, stdio: ["ignore", "ignore", "inherit"] });
  return (performance.now() - started) / 1000;
}

/** Bytes that no program can pack, in place of Parquet pages. */
function writeRecords(path: string): void {
  const block = randomBytes(8 * MIB);
  const descriptor = openSync(path, "wx");
  for (let written = 0; written < size; written += block.length) {
    block.writeUInt32LE(written / block.length, 0);
    writeSync(descriptor, block);
  }
  closeSync(descriptor);
}
