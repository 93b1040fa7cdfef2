import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_CLAIMS, type PackBuilt, type PackClaims } from "../../src/contract/pack-schemas.ts";
import { type DuckDbEngine, openEngine } from "../../src/engine/open-engine.ts";
import { packDocumentSchema, privacySchema } from "../../src/evidence/documents.ts";
import { runRecordSchema } from "../../src/evidence/run-record.ts";
import { identityOf } from "../../src/packs/compose-pack.ts";
import type { PackSigner } from "../../src/packs/pack-signer.ts";
import { writeRecords } from "../../src/workbench/pack-records.ts";
import { createKey, unlockKey } from "../../src/workbench/key-service.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { SAMPLE_CASE, importSample } from "../../src/workbench/sample/sample-import.ts";
import { type Workbench, createServices } from "../../src/workbench/workbench.ts";

const PASSPHRASE = "correct horse battery staple";
const job = quietJob();
const STATED = {
  purpose: "test",
  recipient: "Assessors Ltd",
  legalBasis: "Art. 6(1)(f)",
  classification: "confidential",
  retainUntil: "2033-12-31",
};
const RESTRICTED: PackClaims = { ...DEFAULT_CLAIMS, ...STATED, kind: "restricted" };
const SHAREABLE: PackClaims = { ...DEFAULT_CLAIMS, ...STATED };

let folder: string;
let workbench: Workbench;
let signer: PackSigner;
let restricted: PackBuilt;
let shareable: PackBuilt;
/** Ids in clear: every reviewer, and some decisions and subjects. */
let ids: { reviewers: string[]; decisions: string[]; subjects: string[]; reasons: string[] };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-kinds-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  const files = await writeSampleCase({ directory: join(folder, "exports"), rows: 3000, seed: 5, faults: true, format: "csv" });
  workbench = createServices();
  await workbench.cases.create({ ...SAMPLE_CASE, directory: join(folder, "case") });
  const { session } = workbench.cases;
  await importSample(workbench, session, files, job);
  await workbench.runs.runProgramme(session, null, job);
  const key = createKey("auditor@example.org", PASSPHRASE, new Date().toISOString());
  signer = unlockKey(key.keyId, PASSPHRASE);
  ids = await session.engines.read(async (engine) => {
    const column = async (name: string): Promise<string[]> =>
      (await engine.rows({ text: `select distinct ${name} from population where ${name} is not null order by 1`, values: [] })).rows.map(
        ([value]) => String(value),
      );
    return {
      reviewers: await column("reviewer"),
      decisions: await column("decision_id"),
      subjects: await column("subject_id"),
      reasons: (await column("override_reason")).filter((reason) => reason.trim() !== ""),
    };
  });
  restricted = await workbench.packs.build(session, { ...RESTRICTED, disclosedRecords: ids.decisions.slice(0, 2) }, signer, job);
  shareable = await workbench.packs.build(session, SHAREABLE, signer, job);
}, 240_000);
afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

function bag(built: PackBuilt): string {
  return built.zipPath.replace(/\.zip$/, "");
}

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function recordsFile(built: PackBuilt): string {
  const [file = ""] = filesOf(join(bag(built), "data", "sources")).filter((path) => path.endsWith(".parquet"));
  return file;
}

async function ask(text: string): Promise<(readonly unknown[])[]> {
  const engine = await openEngine({ file: ":memory:", tempDirectory: join(folder, "spill") });
  try {
    return [...(await engine.rows({ text, values: [] })).rows];
  } finally {
    await engine.close();
  }
}

describe("one seal, two packs", () => {
  test("both kinds carry the seal's claims; the shareable one names the restricted one", () => {
    const packs = [restricted, shareable].map((built) =>
      packDocumentSchema.parse(JSON.parse(readFileSync(join(bag(built), "data/pack.json"), "utf8"))),
    );
    expect(restricted.zipPath).toMatch(/-r1-restricted\.zip$/);
    expect(shareable.zipPath).toMatch(/-r1\.zip$/);
    for (const pack of packs)
      expect(pack).toMatchObject({
        revision: 1,
        supersedes: null,
        purpose: STATED.purpose,
        legalBasis: STATED.legalBasis,
        recipients: [STATED.recipient],
        classification: STATED.classification,
        retainUntil: STATED.retainUntil,
      });
    expect(packs.map(({ kind }) => kind)).toEqual(["restricted", "shareable"]);
    expect(packs[0]?.restrictedPack).toBeNull();
    expect(packs[1]?.restrictedPack).toEqual({ revision: 1, tagmanifestSha256: restricted.tagmanifestSha256 });
    expect(packs[0]?.checkpointSha256).toBe(packs[1]?.checkpointSha256);
    expect(packs[0]?.checkpointSha256).not.toBeNull();
    expect(existsSync(recordsFile(restricted))).toBe(true);
    expect(recordsFile(shareable)).toBe("");
  });

  test("no id in clear is in any byte of either pack, Parquet read out", async () => {
    expect(ids.reviewers.length).toBeGreaterThan(2);
    const wanted = [...ids.reviewers, ...ids.decisions, ...ids.subjects, ...ids.reasons];
    const texts = [restricted, shareable].flatMap((built) =>
      filesOf(bag(built))
        .filter((path) => !path.endsWith(".parquet"))
        .map((path) => ({ path, text: readFileSync(path, "utf8") })),
    );
    const columns = (
      await ask(`select column_name from (describe select * from '${recordsFile(restricted)}') where column_type = 'VARCHAR'`)
    ).map(([name]) => String(name));
    for (const column of columns) {
      const values = await ask(`select distinct "${column}" from '${recordsFile(restricted)}' where "${column}" is not null`);
      texts.push({ path: column, text: values.map(([value]) => String(value)).join("\n") });
    }
    texts.push({ path: "parquet bytes", text: readFileSync(recordsFile(restricted), "latin1") });
    const found = texts.flatMap(({ path, text }) => {
      const words = new Set(text.split(/[^A-Za-z0-9_-]+/));
      return wanted.filter((id) => (/^[\w-]+$/.test(id) ? words.has(id) : text.includes(id))).map((id) => `${path}: ${id}`);
    });
    expect(found.slice(0, 10)).toEqual([]);
  });

  test("records and aggregates join: the reviewers of both are the same pseudonyms", async () => {
    const rows = await ask(`select distinct reviewer from '${recordsFile(restricted)}' where reviewer is not null`);
    const names = new Set(rows.map(([reviewer]) => String(reviewer)));
    expect(names.size).toBe(ids.reviewers.length);
    const run = readdirSync(join(bag(restricted), "data/runs")).find((name) => name.includes("human-overrides")) ?? "";
    const record = runRecordSchema.parse(JSON.parse(readFileSync(join(bag(restricted), "data/runs", run, "run.json"), "utf8")));
    const cited = record.figures.flatMap(({ dimensions }) => dimensions["reviewer"] ?? []);
    expect(cited.length).toBeGreaterThan(0);
    for (const reviewer of cited) expect(names).toContain(reviewer);
    const again = readFileSync(join(bag(shareable), "data/runs", run, "run.json"), "utf8");
    expect([...names].some((name) => again.includes(name))).toBe(true);
  });

  test("the same seal prepared again, in another time zone too, has the same bytes", async () => {
    const { session } = workbench.cases;
    // Another kind of claims so that a new seal is made, and kept while nothing is exported from it.
    const claims = { ...RESTRICTED, purpose: "again" };
    const holder = { unlocker: signer, signer, identity: identityOf(signer) };
    const digests: string[] = [];
    const zone = process.env["TZ"];
    for (const wanted of ["UTC", "Pacific/Auckland"]) {
      process.env["TZ"] = wanted;
      const prepared = await workbench.packs.prepare(session, claims, holder, job);
      digests.push(prepared.unsigned.tagmanifestSha256);
      expect(prepared.seal.document.revision).toBe(2);
      prepared.dispose();
    }
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
    expect(digests[1]).toBe(digests[0]);
    expect(readdirSync(join(session.kase.directory, "packs")).filter((name) => name.startsWith("records-"))).toEqual([]);
  }, 120_000);
});

describe("what privacy.json says", () => {
  test("columns, rows and k-anonymity of the records, checked by hand", async () => {
    const { records, pseudonyms } = privacySchema.parse(JSON.parse(readFileSync(join(bag(restricted), "data/privacy.json"), "utf8")));
    expect(pseudonyms?.columns).toEqual(expect.arrayContaining(["decision_id", "reviewer", "subject_id"]));
    const stored = (await ask(`select column_name from (describe select * from '${recordsFile(restricted)}')`)).map(([name]) =>
      String(name),
    );
    expect((records?.columns ?? []).filter(({ treatment }) => treatment !== "removed").map(({ column }) => column)).toEqual(stored);
    const quasi = (records?.columns ?? [])
      .filter(({ quasiIdentifier, treatment }) => quasiIdentifier && treatment !== "removed")
      .map(({ column }) => column);
    expect(quasi.length).toBeGreaterThan(0);
    const list = quasi.map((column) => `"${column}"`).join(", ");
    const sizes = await workbench.cases.session.engines.read(
      async (engine) =>
        (
          await engine.rows({
            text: `select count(*)::integer, count(distinct coalesce(outcome, '(none)'))::integer from population group by ${list}`,
            values: [],
          })
        ).rows,
    );
    const counts = sizes.map(([size]) => Number(size));
    expect(records?.rows).toBe(counts.reduce((sum, size) => sum + size, 0));
    expect(records?.kAnonymity).toEqual({
      k: Math.min(...counts),
      classes: counts.length,
      rowsBelow: counts.filter((size) => size < 10).reduce((sum, size) => sum + size, 0),
      threshold: 10,
      leastOutcomes: Math.min(...sizes.map(([, outcomes]) => Number(outcomes))),
    });
  });

  test("the preview says the same before anything is sealed", async () => {
    const { session } = workbench.cases;
    const head = session.kase.journalHead();
    const preview = await workbench.packs.preview(session, RESTRICTED, job);
    expect(session.kase.journalHead()).toEqual(head);
    const { records } = privacySchema.parse(JSON.parse(readFileSync(join(bag(restricted), "data/privacy.json"), "utf8")));
    expect(preview.kAnonymity).toEqual(records?.kAnonymity);
    expect(preview.columns.map(({ distinct: _distinct, ...column }) => column)).toEqual(records?.columns);
    expect(preview.columns.find(({ column }) => column === "reviewer")?.distinct).toBe(ids.reviewers.length);
    expect((await workbench.packs.preview(session, SHAREABLE, job)).columns).toEqual([]);
  });

  test("an unknown quasi-identifier and an unknown record are clear errors", async () => {
    const { session } = workbench.cases;
    await expect(workbench.packs.preview(session, { ...RESTRICTED, quasiIdentifiers: ["nonsense"] }, job)).rejects.toMatchObject({
      code: "bad-input",
    });
    await expect(workbench.packs.build(session, { ...RESTRICTED, disclosedRecords: ["nobody"] }, signer, job)).rejects.toThrow(
      /no record .*nobody/i,
    );
  });
});

describe("a long export", () => {
  test("lets others have their turn, and once cancelled ends within its step and leaves nothing", async () => {
    const { session } = workbench.cases;
    const packs = join(session.kase.directory, "packs");
    const before = { head: session.kase.journalHead(), packs: readdirSync(packs).toSorted() };
    const controller = new AbortController();
    const told: string[] = [];
    let turns = 0;
    let cancelledAt = Infinity;
    const timer = setInterval(() => (turns += 1), 5);
    const watched = quietJob(controller.signal, ({ step }) => {
      told.push(step);
      // From outside, as a person would: it is heard only when the event loop gets its turn.
      if (step.startsWith("Withholding") && cancelledAt === Infinity)
        setTimeout(() => {
          cancelledAt = told.length;
          controller.abort();
        }, 20);
    });
    await expect(workbench.packs.preview(session, SHAREABLE, watched)).rejects.toMatchObject({ code: "cancelled" });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
    expect(told.slice(cancelledAt)).toEqual([]);
    expect({ head: session.kase.journalHead(), packs: readdirSync(packs).toSorted() }).toEqual(before);
  }, 120_000);

  test("writes its records with one thread, and gives the engine its threads back, also when writing fails", async () => {
    const { session } = workbench.cases;
    const packs = join(session.kase.directory, "packs");
    const { population } = workbench.population.require(session);
    const missing = [{ column: "nothing", role: "Derived", treatment: "as-is" as const, quasiIdentifier: false }];
    await expect(writeRecords(session, population, missing, new Uint8Array(32), job)).rejects.toMatchObject({ code: "query-failed" });
    const threads = (engine: DuckDbEngine) => engine.rows({ text: "select current_setting('threads')::integer", values: [] });
    for (const { rows } of [await session.engines.write(threads), await session.engines.read(threads)])
      expect(Number(rows[0]?.[0])).toBe(availableParallelism());
    expect(readdirSync(packs).filter((name) => name.startsWith("records-"))).toEqual([]);
  });
});

test("both verify against the auditor's key; the shareable one says that figures are withheld", async () => {
  const results = [];
  for (const built of [restricted, shareable]) {
    const request = { path: built.zipPath, allowedSigners: built.allowedSignersPath, timestampAuthorities: "", transportPassphrase: "" };
    const report = await workbench.review.verify({ ...request, identityFile: "", auditorFingerprint: "" }, new Date().toISOString());
    expect(report.steps.filter(({ state }) => state === "fail")).toEqual([]);
    expect(report.steps.find(({ id }) => id === "checkpoint")?.state).toBe("pass");
    results.push(report.result);
  }
  expect(results).toEqual(["success", "withheld"]);
}, 120_000);

test("the preview of a shareable pack counts what its privacy.json counts", async () => {
  const preview = await workbench.packs.preview(workbench.cases.session, SHAREABLE, job);
  const privacy = privacySchema.parse(JSON.parse(readFileSync(join(bag(shareable), "data/privacy.json"), "utf8")));
  expect(preview.suppressedCells).toBeGreaterThan(0);
  expect(preview.withheldFigures).toBeGreaterThan(0);
  expect(preview.suppressedCells).toBe(privacy.suppression?.suppressedCells);
  expect(preview.complementaryCells).toBe(privacy.suppression?.complementaryCells);
  expect(preview.withheldPayloads).toBe(privacy.withheldPayloads.length);
}, 120_000);

const EMPTY_FINDING = {
  findingId: null,
  title: "Finding",
  rating: "low" as const,
  criteria: "",
  condition: "",
  cause: "",
  consequence: "",
  correctiveAction: { text: "", owner: "", due: "", managementResponse: "" },
  figures: [] as { runId: string; figureId: string }[],
};

describe("people named by the auditor", () => {
  test("a filter, its words in the funnel and a finding's figure go under pseudonyms", async () => {
    const { session } = workbench.cases;
    const [named = "", other = ""] = ids.reviewers;
    const { request } = workbench.population.require(session);
    const filters = [{ column: "reviewer", operator: "!=" as const, values: [named] }];
    await workbench.population.build(session, { ...request, filters }, job);
    const head = await workbench.runs.explore(session, "human-overrides", {}, job);
    const figure = workbench.runs.load(session, head.runId).record.figures.find(({ dimensions }) => dimensions["reviewer"] === other);
    workbench.findings.save(session, {
      ...EMPTY_FINDING,
      figures: [{ runId: head.runId, figureId: figure?.figureId ?? "" }],
    });
    const built = await workbench.packs.build(session, { ...RESTRICTED, purpose: "filtered" }, signer, job);
    expect(built.revision).toBeGreaterThan(1);
    const pack = packDocumentSchema.parse(JSON.parse(readFileSync(join(bag(built), "data/pack.json"), "utf8")));
    expect(pack.supersedes).toEqual({ revision: 1, tagmanifestSha256: restricted.tagmanifestSha256 });
    for (const file of filesOf(bag(built)).filter((path) => !path.endsWith(".parquet"))) {
      const words = new Set(readFileSync(file, "utf8").split(/[^A-Za-z0-9_-]+/));
      expect([named, other].filter((reviewer) => words.has(reviewer)).map((reviewer) => `${file}: ${reviewer}`)).toEqual([]);
    }
    const result = await workbench.review.reperform(built.zipPath, null, job, { records: true });
    expect(result.records?.differences).toEqual([]);
    expect(result.report.success).toBe(true);
    // The runs of before read the population of before, whose records this pack does not hold.
    expect(result.records?.runsWithoutRecords.length).toBe(3);
  }, 240_000);

  test("in free text they stop the export, until a reason is given", async () => {
    const { session } = workbench.cases;
    const [named = ""] = ids.decisions;
    workbench.findings.save(session, { ...EMPTY_FINDING, condition: `See decision ${named} for an example.` });
    const claims = { ...RESTRICTED, purpose: "free text" };
    const { disclosures } = await workbench.packs.preview(session, claims, job);
    expect(disclosures).toMatchObject([{ text: named }]);
    await expect(workbench.packs.build(session, claims, signer, job)).rejects.toThrow(new RegExp(named));
    const built = await workbench.packs.build(session, { ...claims, acceptedDisclosure: "agreed with the data owner" }, signer, job);
    const privacy = privacySchema.parse(JSON.parse(readFileSync(join(bag(built), "data/privacy.json"), "utf8")));
    expect(privacy.acceptedDisclosures).toEqual([{ place: disclosures[0]?.place, reason: "agreed with the data owner" }]);
  }, 240_000);
});
