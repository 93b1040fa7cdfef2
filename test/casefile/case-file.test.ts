import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createCase, openReadOnly, openWritable } from "../../src/casefile/case-file.ts";
import { writeArtefacts } from "../../src/casefile/artefacts.ts";
import type { TickmarkError } from "../../src/foundation/errors.ts";
import { DIGEST_A, newCase, sourceRecord, temporaryFolder } from "./temporary-case.ts";

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as TickmarkError).code;
  }
  return "nothing thrown";
}

describe("a new case", () => {
  test("knows its title, maker and engagement, and its journal has one entry", () => {
    const kase = newCase();
    expect(kase.meta()).toMatchObject({
      title: "ACME credit",
      createdBy: "A. Auditor",
      createdAt: "2026-01-01T00:00:00.000Z",
      engagement: { period: "2026-H1" },
    });
    expect(kase.journalEntries().map(({ entry }) => [entry.seq, entry.kind])).toEqual([[1, "case-created"]]);
    expect(kase.verifyJournal()).toMatchObject({ intact: true, entries: 1 });
  });

  test("is not made over another case or in a folder with other files", () => {
    const kase = newCase();
    kase.close();
    expect(codeOf(() => createCase(kase.directory, { title: "Again", actor: "B" }))).toBe("already-exists");
    const folder = temporaryFolder();
    writeFileSync(join(folder, "notes.txt"), "mine");
    expect(codeOf(() => createCase(folder, { title: "Again", actor: "B" }))).toBe("already-exists");
    expect(openReadOnly(kase.directory).meta().title).toBe("ACME credit");
  });

  test("is made where a process died before it could finish making one", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "case.sqlite"), "");
    writeFileSync(join(folder, "lock.sqlite"), "");
    using kase = createCase(folder, { title: "Second try", actor: "B" });
    expect(kase.meta().title).toBe("Second try");
  });
});

describe("opening", () => {
  test("says so when there is no case, another kind of file, a damaged file, or a newer schema", () => {
    const folder = temporaryFolder();
    expect(codeOf(() => openReadOnly(folder))).toBe("not-found");
    expect(codeOf(() => openWritable(folder, "A"))).toBe("not-found");
    expect(existsSync(join(folder, "lock.sqlite"))).toBe(false);
    writeFileSync(
      join(folder, "case.sqlite"),
      "this is no database, but it is long enough to be read as the header of one by SQLite itself........",
    );
    expect(codeOf(() => openReadOnly(folder))).toBe("case-damaged");
    expect(codeOf(() => openWritable(folder, "A"))).toBe("case-damaged");

    const kase = newCase();
    kase.close();
    const file = join(kase.directory, "case.sqlite");
    const bytes = readFileSync(file);
    bytes.writeUInt32BE(99, 60); // user_version in the SQLite header
    writeFileSync(file, bytes);
    expect(codeOf(() => openReadOnly(kase.directory))).toBe("unsupported");
    expect(codeOf(() => openWritable(kase.directory, "A"))).toBe("unsupported");
  });

  test("refuses an anonymous writer", () => {
    const kase = newCase();
    kase.close();
    expect(codeOf(() => openWritable(kase.directory, "  "))).toBe("bad-input");
  });

  test("a second writer is refused, readers are not, and a closed case opens again", () => {
    const kase = newCase();
    let message = "";
    try {
      openWritable(kase.directory, "B");
    } catch (error) {
      message = (error as TickmarkError).message;
      expect((error as TickmarkError).code).toBe("case-locked");
    }
    expect(message).toContain(`process ${process.pid}`);
    expect(message).toContain("since 2026-01-01T00:00:00.000Z");
    using reader = openReadOnly(kase.directory);
    kase.addSource(sourceRecord("S1"));
    expect(reader.listSources()).toHaveLength(1);
    kase.close();
    kase.close();
    using again = openWritable(kase.directory, "B");
    expect(again.swept).toEqual([]);
  });

  test("a read-only handle has no right to write, in its type and in the file", () => {
    const kase = newCase();
    using reader = openReadOnly(kase.directory);
    expect("addSource" in reader).toBe(false);
    const database = (reader as unknown as { database: { exec(text: string): void } }).database;
    expect(() => database.exec("DELETE FROM journal")).toThrow(/readonly|read-only/i);
  });
});

describe("records", () => {
  test("come back as they went in, with number, time, person and digest", () => {
    const kase = newCase();
    const sequence = kase.addSource(sourceRecord("S1"));
    expect(kase.getSource("S1")).toEqual({
      ...sourceRecord("S1"),
      sequence,
      recordedAt: "2026-01-01T00:00:01.000Z",
      recordedBy: "A. Auditor",
      // printf '{"adapter":"csv"}' | sha256sum
      documentDigest: "fc3581a14beb4752f6b5433291222d63752a7ccbdaddd2becef8e230094c80f2",
    });
  });

  test("the same id again is a new version in the old place, and a removed source comes back when added again", () => {
    const kase = newCase();
    kase.addSource(sourceRecord("S1"));
    kase.addSource(sourceRecord("S2"));
    kase.addSource(sourceRecord("S1", 11));
    expect(kase.listSources().map((source) => [source.sourceId, source.rowsRead])).toEqual([
      ["S1", 11],
      ["S2", 10],
    ]);
    kase.removeSource("S1", "wrong file");
    expect(kase.listSources().map((source) => source.sourceId)).toEqual(["S2"]);
    expect(codeOf(() => kase.getSource("S1"))).toBe("not-found");
    expect(codeOf(() => kase.removeSource("S1", "again"))).toBe("not-found");
    kase.addSource(sourceRecord("S1", 12));
    expect(kase.getSource("S1").rowsRead).toBe(12);
    expect(kase.verifyJournal()).toMatchObject({ intact: true, entries: 6 });
  });

  test("a run needs its file, complete, before its row, and its id is never used twice", async () => {
    const kase = newCase();
    const [file] = await writeArtefacts(kase.directory, [{ path: "runs/r1/run.json", content: "{}" }]);
    const run = {
      runId: "r1",
      analysisId: "data-drift",
      origin: "planned" as const,
      path: "runs/r1/run.json",
      runDigest: String(file?.sha256),
      document: { answer: "Nothing moved." },
    };
    expect(codeOf(() => kase.addRun({ ...run, path: "runs/r2/run.json" }))).toBe("not-found");
    expect(codeOf(() => kase.addRun({ ...run, runDigest: DIGEST_A }))).toBe("bad-input");
    kase.addRun(run);
    expect(codeOf(() => kase.addRun(run))).toBe("already-exists");
    expect(kase.listRuns()).toHaveLength(1);
    expect(kase.getRun("r1").document).toEqual({ answer: "Nothing moved." });
    expect(kase.journalHead().seq).toBe(2);
  });

  test("every other kind of record is kept and listed", async () => {
    const kase = newCase();
    await writeArtefacts(kase.directory, [{ path: "packs/ep-1.zip", content: "zip" }]);
    const document = { any: ["thing", 1, null] };
    kase.savePopulationDefinition({ populationId: "p", fingerprint: "f1", document });
    kase.savePopulationDefinition({ populationId: "p", fingerprint: "f2", document });
    kase.addInventorySnapshot({ snapshotId: "i", title: "MLflow", document });
    kase.savePolicy({ policyId: "high", version: "1", document });
    kase.saveProgramme({ programmeId: "full", version: "1", document });
    const lock = kase.lockProgramme({ programme: document, policy: document, populationFingerprint: "f2" });
    kase.addFinding({ findingId: "F1", status: "draft", document });
    kase.addFinding({ findingId: "F1", status: "final", document });
    kase.addSignoff({ subjectKind: "finding", subjectId: "F1", subjectDigest: DIGEST_A, role: "preparer", keyId: "k", document });
    kase.saveWorkpaper({ kind: "sample", workpaperId: "S", document });
    kase.addKey({ keyId: "k", publicKey: "PUBLIC", path: "keys/k", document });
    expect(codeOf(() => kase.addKey({ keyId: "k", publicKey: "-----BEGIN PRIVATE KEY-----", path: "p", document }))).toBe("bad-input");

    expect(kase.currentPopulationDefinition()?.fingerprint).toBe("f2");
    expect(kase.listPopulationDefinitions()).toHaveLength(2);
    expect(kase.listInventorySnapshots()[0]?.document).toEqual(document);
    expect([kase.currentPolicy()?.version, kase.listPolicies().length]).toEqual(["1", 1]);
    expect([kase.currentProgramme()?.version, kase.listProgrammes().length]).toEqual(["1", 1]);
    expect(kase.currentProgrammeLock()?.sequence).toBe(lock);
    expect(kase.getProgrammeLock(lock).document).toEqual({ programme: document, policy: document, populationFingerprint: "f2" });
    expect(kase.listFindings().map((finding) => finding.status)).toEqual(["final"]);
    expect(kase.getFinding("F1").status).toBe("final");
    expect(kase.listSignoffs()[0]?.role).toBe("preparer");
    expect([kase.listWorkpapers("sample").length, kase.listWorkpapers("note").length, kase.listWorkpapers().length]).toEqual([1, 0, 1]);
    expect(kase.listKeys()[0]?.publicKey).toBe("PUBLIC");

    expect([kase.currentSeal(), kase.isSealCurrent()]).toEqual([null, false]);
    kase.sealCase({ packId: "EP-1", revision: 1, document });
    expect(codeOf(() => kase.sealCase({ packId: "EP-1", revision: 1, document }))).toBe("already-exists");
    kase.addPackExport({ packId: "EP-1", revision: 1, profile: "shareable", path: "packs/ep-1.zip", packDigest: DIGEST_A, document });
    expect([kase.currentSeal()?.packId, kase.isSealCurrent(), kase.listPackExports().length]).toEqual(["EP-1", true, 1]);
    kase.appendJournal("sources-verified", { changed: 0 });
    expect(kase.isSealCurrent()).toBe(false);
    expect(codeOf(() => kase.appendJournal("run-added", {}))).toBe("bad-input");
    expect(kase.verifyJournal().intact).toBe(true);
  });

  test("what canonical JSON or the table cannot hold leaves no trace", () => {
    const kase = newCase();
    expect(codeOf(() => kase.addSource({ ...sourceRecord("S1"), document: { share: Number.NaN } }))).toBe("bad-input");
    expect(codeOf(() => kase.addSource({ ...sourceRecord("S1"), rowsRead: -1 }))).toBe("bad-input");
    expect(codeOf(() => kase.addSource({ ...sourceRecord("S1"), rowsRead: 1.5 }))).toBe("bad-input");
    expect(codeOf(() => kase.addSource({ ...sourceRecord("") }))).toBe("bad-input");
    expect(kase.journalHead().seq).toBe(1);
    expect(kase.listSources()).toEqual([]);
  });
});
