import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packBuiltSchema, privacyPreviewSchema } from "../../src/contract/pack-schemas.ts";
import { reperformanceSchema } from "../../src/contract/review-schemas.ts";
import { createKey } from "../../src/workbench/key-service.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { SAMPLE_CASE, importSample } from "../../src/workbench/sample/sample-import.ts";
import { createServices } from "../../src/workbench/workbench.ts";
import { type CommandResult, tickmark } from "../integration/command-line.ts";

const PASSPHRASE = "correct horse battery staple";
const TRANSPORT = "another long passphrase";
let folder: string;
let directory: string;
let decisionId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-pack-command-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  const files = await writeSampleCase({ directory: join(folder, "exports"), rows: 1000, seed: 9, faults: false, format: "csv" });
  const workbench = createServices();
  await workbench.cases.create({ ...SAMPLE_CASE, directory: join(folder, "case") });
  const { session } = workbench.cases;
  await importSample(workbench, session, files, quietJob());
  await workbench.runs.runProgramme(session, ["human-overrides"], quietJob());
  const { rows } = await session.engines.read((engine) => engine.rows({ text: "select min(decision_id) from population", values: [] }));
  decisionId = String(rows[0]?.[0]);
  directory = session.kase.directory;
  createKey("auditor@example.org", PASSPHRASE, new Date().toISOString());
  await workbench.close();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...parameters: string[]): CommandResult {
  return tickmark(parameters, {
    TICKMARK_HOME: join(folder, "home"),
    TICKMARK_PASSPHRASE: PASSPHRASE,
    TICKMARK_TRANSPORT_PASSPHRASE: TRANSPORT,
  });
}

test("words that mean nothing are refused before the case is touched", () => {
  expect(run("pack", directory, "--kind", "public")).toMatchObject({ code: 2 });
  expect(run("pack", directory, "--minimum-cell", "0")).toMatchObject({ code: 2 });
  expect(run("pack", directory, "--encrypt-to", "age1x", "--encrypt-passphrase")).toMatchObject({ code: 2 });
  expect(run("pack", directory, "--kind", "restricted", "--disclose", "nobody")).toMatchObject({ code: 3 });
}, 60_000);

test("preview, restricted pack with a disclosed record, encrypted, and re-performed from its records", () => {
  const previewed = run(
    "pack",
    directory,
    "--kind",
    "restricted",
    "--preview",
    "--quasi-identifier",
    "sex",
    "--minimum-cell",
    "7",
    "--json",
  );
  expect(previewed.code).toBe(0);
  const preview = privacyPreviewSchema.parse(JSON.parse(previewed.stdout));
  expect(preview.kAnonymity).toMatchObject({ threshold: 7 });
  expect(preview.columns.filter(({ quasiIdentifier }) => quasiIdentifier).map(({ column }) => column)).toEqual(["attribute_sex"]);

  const claims = ["--kind", "restricted", "--quasi-identifier", "sex", "--minimum-cell", "7", "--disclose", decisionId];
  const packed = run("pack", directory, ...claims, "--legal-basis", "contract", "--encrypt-passphrase", "--json");
  expect(packed.stderr).not.toContain(TRANSPORT);
  expect(packed.code).toBe(0);
  const built = packBuiltSchema.parse(JSON.parse(packed.stdout));
  expect(built.encryptedPath).toBe(`${built.zipPath}.age`);

  const again = run("reperform", built.encryptedPath ?? "", "--records", "--json");
  expect(again.code).toBe(0);
  const result = reperformanceSchema.parse(JSON.parse(again.stdout));
  expect(result).toMatchObject({ success: true, differences: [], foreignSql: [] });
  expect(result.conclusion).toMatch(/all equal/);
  const listed = run("journal", directory, "--json");
  expect(listed.stdout).toContain("pack-exported");
  expect(listed.stdout).not.toContain(TRANSPORT);
}, 120_000);
