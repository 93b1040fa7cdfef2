import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { analyses } from "../../src/analyses/index.ts";
import { DEFAULT_CLAIMS } from "../../src/contract/pack-schemas.ts";
import { allowedSignersLine } from "../../src/evidence/allowed-signers.ts";
import type { GenuinePack } from "../../src/selftest/attack.ts";
import type { PackFiles } from "../../src/selftest/sample-pack.ts";
import { sampleSigner } from "../../src/selftest/sample-signer.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { SAMPLE_CASE, importSample } from "../../src/workbench/sample/sample-import.ts";
import { createServices } from "../../src/workbench/workbench.ts";

/** Files of a ZIP, unpacked by unzip into a folder. */
function unzipped(zip: string, folder: string): PackFiles {
  execFileSync("unzip", ["-q", zip, "-d", folder]);
  const bag = join(folder, basename(zip, ".zip"));
  const names = readdirSync(bag, { recursive: true, encoding: "utf8" }).map((name) => join(bag, name));
  return new Map(
    names
      .filter((path) => statSync(path).isFile())
      .toSorted()
      .map((path) => [relative(bag, path), new Uint8Array(readFileSync(path))]),
  );
}

/**
 * A restricted pack of a whole case, with records and two of them disclosed, made by the services as a person would: exports in,
 * programme run, sealed and signed.
 */
export async function realGenuine(folder: string, rows: number): Promise<GenuinePack> {
  process.env["TICKMARK_HOME"] = join(folder, "home");
  const job = quietJob();
  const workbench = createServices();
  try {
    const files = await writeSampleCase({ directory: join(folder, "exports"), rows, seed: 3, faults: true, format: "csv" });
    await workbench.cases.create({ ...SAMPLE_CASE, directory: join(folder, "case") });
    const { session } = workbench.cases;
    await importSample(workbench, session, files, job);
    await workbench.runs.runProgramme(session, null, job);
    const disclosedRecords = await session.engines.read(async (engine) =>
      (await engine.rows({ text: "select decision_id from population order by 1 limit 2", values: [] })).rows.map(([id]) => String(id)),
    );
    const signer = sampleSigner(SAMPLE_CASE.auditor, 31);
    const claims = { ...DEFAULT_CLAIMS, kind: "restricted" as const, purpose: "test", retainUntil: "2033-12-31", disclosedRecords };
    const built = await workbench.packs.build(session, claims, signer, job);
    return {
      files: unzipped(built.zipPath, folder),
      root: basename(built.zipPath, ".zip"),
      signer,
      allowedSigners: `${allowedSignersLine(signer)}\n`,
      analyses,
      verifyTime: new Date().toISOString(),
    };
  } finally {
    await workbench.close();
  }
}
