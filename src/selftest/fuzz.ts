import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllowedSigners } from "../evidence/allowed-signers.ts";
import { type PackReader, packInMemory } from "../evidence/pack-reader.ts";
import { verificationReportSchema } from "../evidence/verification-report.ts";
import { verifyPack } from "../evidence/verify-pack.ts";
import { describeError } from "../foundation/errors.ts";
import { openPack } from "../packs/read-pack.ts";
import type { GenuinePack } from "./attack.ts";
import { SeededRandom, mutateBytes, mutateFiles, sameFiles } from "./mutate.ts";
import { rawZip } from "./raw-zip.ts";
import type { PackFiles } from "./sample-pack.ts";

export interface FuzzResult {
  readonly seed: number;
  readonly mutations: number;
  /** Mutations that left every name and byte of the bag as it was, and were rightly accepted. */
  readonly harmless: number;
  /** Longest verification in milliseconds. */
  readonly slowestMs: number;
  /** What must never be: a changed pack accepted, the program broken, or too slow. */
  readonly defects: readonly string[];
}

const SLOW_MS = 20_000;

/**
 * Changes a genuine pack at random, half of the time in its files and half in the bytes of its ZIP, until the time is over.
 * A pack that is accepted must hold exactly the files of the genuine one.
 */
export async function fuzzPack(
  pack: GenuinePack,
  request: { seed: number; milliseconds: number; signal?: AbortSignal },
): Promise<FuzzResult> {
  const random = new SeededRandom(request.seed);
  const zip = rawZip([...pack.files].map(([name, data], index) => ({ name: `${pack.root}/${name}`, data, deflate: index % 3 === 0 })));
  const folder = mkdtempSync(join(tmpdir(), "tickmark-fuzz-"));
  const end = performance.now() + request.milliseconds;
  const defects: string[] = [];
  let mutations = 0;
  let harmless = 0;
  let slowestMs = 0;
  try {
    while (performance.now() < end && request.signal?.aborted !== true && defects.length < 20) {
      mutations += 1;
      const inZip = random.below(2) === 0;
      const mutated = inZip ? mutatedZip(zip, random) : mutateFiles(pack.files, random);
      const started = performance.now();
      try {
        const accepted =
          "zip" in mutated ? await acceptedZip(mutated.zip, join(folder, "pack.zip"), pack) : await acceptedFiles(mutated.files, pack);
        if (accepted !== null && sameFiles(accepted, pack.files)) harmless += 1;
        else if (accepted !== null) defects.push(`mutation ${mutations}, accepted though changed: ${mutated.what}`);
      } catch (error) {
        defects.push(`mutation ${mutations}, the program broke (${describeError(error)}): ${mutated.what}`);
      }
      const took = performance.now() - started;
      slowestMs = Math.max(slowestMs, took);
      if (took > SLOW_MS) defects.push(`mutation ${mutations} took ${Math.round(took)} ms: ${mutated.what}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { seed: request.seed, mutations, harmless, slowestMs: Math.round(slowestMs), defects };
}

/** One to three changes; one alone is often caught by a checksum before it can do harm. */
function mutatedZip(zip: Uint8Array, random: SeededRandom): { zip: Uint8Array; what: string } {
  const told: string[] = [];
  let bytes = zip;
  for (let rounds = 1 + random.below(3); rounds > 0; rounds -= 1) {
    // Headers are few bytes among many; half of the changes are made at the end, where the directory is.
    const start = random.below(2) === 0 ? 0 : Math.max(0, bytes.length - 6000);
    const part = mutateBytes(bytes.subarray(start), random);
    bytes = Buffer.concat([bytes.subarray(0, start), part.bytes]);
    told.push(`archive from ${start}: ${part.what}`);
  }
  return { zip: bytes, what: told.join("; ") };
}

/** The files, if the pack was accepted. */
async function acceptedFiles(files: PackFiles, pack: GenuinePack): Promise<PackFiles | null> {
  return (await isAccepted(packInMemory(files), pack)) ? files : null;
}

async function acceptedZip(zip: Uint8Array, path: string, pack: GenuinePack): Promise<PackFiles | null> {
  writeFileSync(path, zip);
  const opened = await openPack(path);
  try {
    if (!(await isAccepted(opened, pack))) return null;
    return new Map(opened.files.map((file) => [file.path, new Uint8Array(opened.read(file.path))]));
  } finally {
    opened.close();
  }
}

/** Every report must have the shape that is published, whatever was read. */
async function isAccepted(reader: PackReader, { allowedSigners, analyses, verifyTime }: GenuinePack): Promise<boolean> {
  const report = await verifyPack(reader, { signers: parseAllowedSigners(allowedSigners) }, { verifyTime, analyses });
  verificationReportSchema.parse(report);
  return report.result !== "failure";
}
