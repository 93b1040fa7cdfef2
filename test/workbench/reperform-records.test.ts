import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_CLAIMS, type PackBuilt } from "../../src/contract/pack-schemas.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import { type RunRecord, runRecordSchema } from "../../src/evidence/run-record.ts";
import { canonicalJson } from "../../src/foundation/canonical-json.ts";
import { createKey, unlockKey } from "../../src/workbench/key-service.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { windowReperformance } from "../../src/workbench/review-service.ts";
import { writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { SAMPLE_CASE, importSample } from "../../src/workbench/sample/sample-import.ts";
import { type Workbench, createServices } from "../../src/workbench/workbench.ts";

const PASSPHRASE = "correct horse battery staple";
const job = quietJob();
let folder: string;
let workbench: Workbench;
let built: PackBuilt;
let copies = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-records-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  const files = await writeSampleCase({ directory: join(folder, "exports"), rows: 2000, seed: 3, faults: true, format: "csv" });
  workbench = createServices();
  await workbench.cases.create({ ...SAMPLE_CASE, directory: join(folder, "case") });
  const { session } = workbench.cases;
  await importSample(workbench, session, files, job);
  await workbench.runs.runProgramme(session, ["human-overrides", "subgroup-disaggregation"], job);
  const key = createKey("auditor@example.org", PASSPHRASE, new Date().toISOString());
  built = await workbench.packs.build(
    session,
    { ...DEFAULT_CLAIMS, kind: "restricted", acceptedDisclosure: "test" },
    unlockKey(key.keyId, PASSPHRASE),
    job,
  );
}, 240_000);
afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A bag of its own to tamper with. */
function copyOfBag(): string {
  copies += 1;
  const copy = join(folder, `copy-${copies}`);
  cpSync(built.zipPath.replace(/\.zip$/, ""), copy, { recursive: true });
  return copy;
}

async function changeRecords(bag: string, select: string): Promise<void> {
  const records = join(bag, "data/sources/records");
  const [name = ""] = readdirSync(records);
  const engine = await openEngine({ file: ":memory:", tempDirectory: join(folder, "spill") });
  await engine.run({ text: `create table r as select * from '${join(records, name)}'`, values: [] });
  await engine.run({ text: `copy (${select}) to '${join(records, name)}' (format parquet)`, values: [] });
  await engine.close();
}

function changeRun(bag: string, change: (record: RunRecord) => RunRecord): string {
  const runId = readdirSync(join(bag, "data/runs")).find((name) => name.endsWith("human-overrides")) ?? "";
  const file = join(bag, "data/runs", runId, "run.json");
  writeFileSync(file, canonicalJson(change(runRecordSchema.parse(JSON.parse(readFileSync(file, "utf8"))))));
  return runId;
}

async function reperform(path: string, runForeignSql = false) {
  return windowReperformance(await workbench.review.reperform(path, null, job, { records: true, runForeignSql }));
}

test("every aggregate is recomputed from the records of the restricted pack, and equal", async () => {
  const result = await reperform(built.zipPath);
  expect(result.differences).toEqual([]);
  expect(result.success).toBe(true);
  expect(result.conclusion).toMatch(/From the records of the pack: \d+ aggregates recomputed from 1 file, all equal\.$/);
  expect(result.runs.every(({ state, title }) => state === "pass" && title !== "")).toBe(true);
  expect(result.foreignSql).toEqual([]);
}, 60_000);

test("the source files give the same aggregates, whoever the pseudonyms stand for", async () => {
  const result = windowReperformance(await workbench.review.reperform(built.zipPath, join(folder, "exports"), job));
  expect(result.differences).toEqual([]);
  expect(result.success).toBe(true);
}, 120_000);

describe("records that were changed", () => {
  test.each([
    [
      "one final decision",
      "select * replace (case when record_number = 7 then 'other' else final_decision end as final_decision) from r",
      /aggregate/,
    ],
    ["one row left out", "select * from r where record_number <> 11", /rows/],
    [
      "a reviewer's name exchanged",
      "select * replace (case when reviewer is null then null else 'somebody' end as reviewer) from r",
      /aggregate/,
    ],
    ["a column left out", "select * exclude (reviewer) from r", /columns/],
    ["a column of another type", "select * replace (cast(score as varchar) as score) from r", /columns/],
  ])(
    "%s is told",
    async (_name, select, subject) => {
      const bag = copyOfBag();
      await changeRecords(bag, select);
      const result = await reperform(bag);
      expect(result.success).toBe(false);
      expect(result.differences.map((difference) => difference.subject).join("\n")).toMatch(subject);
      const report = await workbench.review.verify(
        { ...NO_TRUST, path: bag, allowedSigners: built.allowedSignersPath },
        new Date().toISOString(),
      );
      expect(report.result).toBe("failure");
    },
    60_000,
  );

  test("a file that is no Parquet ends in a difference, not in a crash", async () => {
    const bag = copyOfBag();
    const records = join(bag, "data/sources/records");
    writeFileSync(join(records, readdirSync(records)[0] ?? ""), "PAR1 nonsense PAR1");
    const result = await reperform(bag);
    expect(result).toMatchObject({ success: false });
    expect(result.differences[0]?.subject).toBe("records");
  });
});

const NO_TRUST = { timestampAuthorities: "", transportPassphrase: "", identityFile: "", auditorFingerprint: "" };

describe("SQL of the pack", () => {
  test("other words are shown, and run only with consent", async () => {
    const bag = copyOfBag();
    const runId = changeRun(bag, (record) => ({
      ...record,
      queries: record.queries.map((query) => (query.name === "decision-values" ? { ...query, sql: `${query.sql} -- mine` } : query)),
    }));
    const without = await reperform(bag);
    expect(without.foreignSql).toEqual([{ runId, query: "decision-values", sql: expect.stringContaining("-- mine") }]);
    expect(without.conclusion).toMatch(/1 queries .* not run/);
    const consented = await reperform(bag, true);
    expect(consented.conclusion).toMatch(/run locked up/);
    // The plan differs, whatever the numbers: that is told by the re-performance of the plan.
    expect(consented.success).toBe(false);
    expect(consented.differences.every(({ subject }) => subject.startsWith("query decision-values"))).toBe(true);
  }, 60_000);

  test.each([
    ["reads the disk", "select content as decision_value, 1 as by_model, 1 as by_reviewer from read_text('/etc/hostname')"],
    ["writes", "copy population to '/tmp/tickmark-stolen.csv'"],
    ["changes a setting", "set memory_limit = '100GB'"],
  ])(
    "that %s is refused even with consent",
    async (_name, text) => {
      const bag = copyOfBag();
      changeRun(bag, (record) => ({
        ...record,
        queries: record.queries.map((query) => (query.name === "decision-values" ? { ...query, sql: text } : query)),
      }));
      const { differences, success } = await reperform(bag, true);
      expect(success).toBe(false);
      expect(differences.some(({ subject, recomputed }) => subject === "query decision-values" && /refuse/i.test(recomputed))).toBe(true);
    },
    60_000,
  );

  test("of another method version runs with consent, and agrees", async () => {
    const bag = copyOfBag();
    const runId = changeRun(bag, (record) => ({ ...record, methodVersion: "0.9.0" }));
    const without = await reperform(bag);
    expect(without.success).toBe(false);
    expect(without.foreignSql.filter((entry) => entry.runId === runId).length).toBeGreaterThan(3);
    const consented = windowReperformance(await workbench.review.reperform(bag, null, job, { runForeignSql: true }));
    expect(consented.conclusion).toMatch(/aggregates recomputed from 1 file, all equal/);
  }, 60_000);
});

test("a pack without records cannot be asked for them", async () => {
  const bag = copyOfBag();
  rmSync(join(bag, "data/sources/records"), { recursive: true });
  await expect(workbench.review.reperform(bag, null, job, { records: true })).rejects.toThrow(/holds no records/);
});
