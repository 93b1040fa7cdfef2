import { DEFAULT_CLAIMS } from "../../src/contract/pack-schemas.ts";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { PopulationRequest } from "../../src/contract/source-schemas.ts";
import { policySchema } from "../../src/policy/policy.ts";
import { createKey, unlockKey } from "../../src/workbench/key-service.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { rebuildPopulation } from "../../src/workbench/rebuild.ts";
import { type SampleFiles, writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { SAMPLE_CASE, importSample } from "../../src/workbench/sample/sample-import.ts";
import { type Workbench, createServices } from "../../src/workbench/workbench.ts";

const PASSPHRASE = "correct horse battery staple";
const CLAIMS = { ...DEFAULT_CLAIMS, purpose: "test" };
const job = quietJob();
let folder: string;
let files: SampleFiles;
let workbench: Workbench;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-guards-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  files = await writeSampleCase({ directory: join(folder, "exports"), rows: 3000, seed: 5, faults: true, format: "csv" });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  workbench = createServices();
  count += 1;
  await workbench.cases.create({ ...SAMPLE_CASE, directory: join(folder, `case-${count}`) });
  await importSample(workbench, workbench.cases.session, files, job);
});
afterEach(() => workbench.close());

function request(): PopulationRequest {
  return workbench.population.require(workbench.cases.session).request;
}

function signer() {
  const key = createKey("auditor@example.org", PASSPHRASE, new Date().toISOString());
  return unlockKey(key.keyId, PASSPHRASE);
}

describe("stated values", () => {
  test.each([
    ["favourableDecision", "Approve", /favourable decision "Approve" occurs in no row/],
    ["positiveDecision", "yes", /"yes" occurs in no row/],
    ["positiveOutcome", "Repaid", /positive outcome "Repaid" occurs in no row/],
  ] as const)("a %s that no row has is refused, with the values seen", async (field, value, message) => {
    const { session } = workbench.cases;
    const before = workbench.population.require(session).population.fingerprint;
    await expect(workbench.population.build(session, { ...request(), [field]: value }, job)).rejects.toThrow(message);
    expect(workbench.population.require(session).population.fingerprint).toBe(before);
    // The refused build left its database behind; the case still answers with its own.
    const [head] = await workbench.runs.runProgramme(session, ["human-overrides"], job);
    expect(workbench.runs.load(session, head?.runId ?? "").record.population.fingerprint).toBe(before);
  });

  test("a baseline without rows is refused", async () => {
    const baseline = { kind: "period" as const, startMs: 0, endMs: 1 };
    await expect(workbench.population.build(workbench.cases.session, { ...request(), baseline }, job)).rejects.toThrow(
      /baseline period holds no row/,
    );
  });
});

describe("runs", () => {
  test("a run and a rebuild at once never mix two populations", async () => {
    const { session } = workbench.cases;
    const women = { ...request(), filters: [{ column: "attribute_sex", operator: "=" as const, values: ["F"] }] };
    const [head, view] = await Promise.all([
      workbench.runs.explore(session, "human-overrides", {}, job),
      workbench.population.build(session, women, job),
    ]);
    const { record } = workbench.runs.load(session, head.runId);
    const coverage = record.figures.find((figure) => /review-?coverage/i.test(figure.name) && Object.keys(figure.dimensions).length === 0);
    expect(coverage?.outcome).toMatchObject({ n: record.population.rows });
    expect([view.rows, workbench.population.require(session).population.rows]).toEqual([view.rows, view.rows]);
  });

  test("a policy saved while planned runs are under way judges none of them", async () => {
    const { session } = workbench.cases;
    const locked = session.policy;
    const running = workbench.runs.runProgramme(session, null, job);
    workbench.programme.savePolicy(session, policySchema.parse({ ...locked, version: "99-lax", q: 0.4 }));
    const heads = await running;
    const versions = heads.map((head) => workbench.runs.load(session, head.runId).record.policy.version);
    expect(new Set(versions).size).toBe(1);
    const [lock] = heads.map((head) => workbench.runs.load(session, head.runId).record.lockedBySequence);
    const document = session.kase.getProgrammeLock(lock ?? 0).document as { policy: { version: string } };
    expect(versions[0]).toBe(document.policy.version);
  });

  test("two runs at once get numbers of their own", async () => {
    const { session } = workbench.cases;
    const heads = await Promise.all([1, 2, 3].map(() => workbench.runs.explore(session, "human-overrides", {}, job)));
    expect(new Set(heads.map((head) => head.runId)).size).toBe(3);
  });

  test("other parameters in the programme make the earlier run stale, and an entry counts as run only for itself", async () => {
    const { session } = workbench.cases;
    const { policyId } = session.policy;
    const entry = (entryId: string, parameters: Record<string, number>) => ({ entryId, analysisId: "human-overrides", parameters });
    workbench.programme.save(session, { title: "two", entries: [entry("a", {}), entry("b", {})] }, policyId);
    await workbench.runs.runProgramme(session, ["a"], job);
    expect(workbench.cases.summary().programme).toEqual({ entries: 2, run: 1 });
    workbench.programme.save(session, { title: "one", entries: [entry("b", {})] }, policyId);
    expect(workbench.runs.list(session)[0]?.stale).toMatch(/no longer in the programme/);
    expect(workbench.cases.summary().verdicts).toEqual({ exception: 0, "no-exception": 0, "insufficient-evidence": 0 });
  });

  test("records of a run on an earlier population are refused, not taken from the one of now", async () => {
    const { session } = workbench.cases;
    const head = await workbench.runs.explore(session, "subgroup-disaggregation", {}, job);
    const figure = workbench.runs.load(session, head.runId).record.figures.find((candidate) => candidate.name === "selectionRate");
    await workbench.population.build(session, { ...request(), filters: [{ column: "attribute_sex", operator: "=", values: ["F"] }] }, job);
    const asked = { runId: head.runId, figureId: figure?.figureId ?? "", offset: 0, limit: 10 };
    await expect(workbench.runs.records(session, asked, job)).rejects.toThrow(/earlier population/);
  });
});

describe("exports", () => {
  test("a cancelled export does not stand in the way of the next, and sources are hashed before anything is signed", async () => {
    const { session } = workbench.cases;
    await workbench.runs.runProgramme(session, ["human-overrides"], job);
    const key = signer();
    const controller = new AbortController();
    const stopAfterSeal = quietJob(controller.signal, ({ step }) => {
      if (step.startsWith("Gathering")) controller.abort();
    });
    await expect(workbench.packs.build(session, CLAIMS, key, stopAfterSeal)).rejects.toThrow(/cancelled/i);
    const original = readFileSync(files.outcomes);
    appendFileSync(files.outcomes, "x");
    await expect(workbench.packs.build(session, CLAIMS, key, job)).rejects.toThrow(/not what was imported/);
    writeFileSync(files.outcomes, original);
    const built = await workbench.packs.build(session, { ...CLAIMS, purpose: "another" }, key, job);
    expect(built.revision).toBe(2);
  });

  test("a pack holds every population that one of its runs read, and recomputes each from the sources", async () => {
    const { session } = workbench.cases;
    await workbench.runs.runProgramme(session, ["human-overrides"], job);
    await workbench.population.build(session, { ...request(), filters: [{ column: "attribute_sex", operator: "=", values: ["F"] }] }, job);
    await workbench.runs.runProgramme(session, ["human-overrides"], job);
    const built = await workbench.packs.build(session, { ...CLAIMS, kind: "restricted" }, signer(), job);
    const { report, sources } = await workbench.review.reperform(built.zipPath, join(folder, "exports"), job);
    expect(report.success).toBe(true);
    expect(sources?.differences).toEqual([]);
  });
});

describe("a damaged population database", () => {
  test("keeps nobody out of the case, says what to do, and is rebuilt", async () => {
    const { session } = workbench.cases;
    const directory = session.kase.directory;
    const { fingerprint } = workbench.population.require(session).population;
    await workbench.close();
    writeFileSync(join(directory, "population.duckdb"), "this is no database");
    workbench = createServices();
    await workbench.cases.open(directory);
    expect(workbench.cases.summary().population?.fingerprint).toBe(fingerprint);
    await expect(workbench.runs.explore(workbench.cases.session, "human-overrides", {}, job)).rejects.toThrow(/database is damaged/);
    expect(await rebuildPopulation(workbench.cases.session, workbench, job)).toMatchObject({ fingerprint });
    await workbench.runs.explore(workbench.cases.session, "human-overrides", {}, job);
  });
});
