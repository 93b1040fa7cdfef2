import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FindingDraft } from "../../src/contract/finding-schemas.ts";
import { DEFAULT_CLAIMS } from "../../src/contract/pack-schemas.ts";
import { allowedSignersLine, namespacesOf } from "../../src/evidence/allowed-signers.ts";
import { findingDigest } from "../../src/evidence/sign-off.ts";
import { pseudonymOf } from "../../src/packs/pseudonyms.ts";
import { addUnlocker, openCaseSecret } from "../../src/packs/case-secret.ts";
import type { CaseSession } from "../../src/workbench/case-session.ts";
import { packFindings } from "../../src/workbench/finding-service.ts";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { chooseKey, createKey, revokeKey, unlockKey } from "../../src/workbench/key-service.ts";
import { findingInPack } from "../../src/workbench/pack-identifiers.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { SAMPLE_CASE, importSample } from "../../src/workbench/sample/sample-import.ts";
import { type Workbench, createServices } from "../../src/workbench/workbench.ts";

const PASSPHRASE = "correct horse battery staple";
const job = quietJob();
let folder: string;
let workbench: Workbench;
let session: CaseSession;
let runId: string;
let figureIds: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-findings-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  workbench = createServices();
  await workbench.cases.create({ ...SAMPLE_CASE, directory: join(folder, "case") });
  session = workbench.cases.session;
  const files = await writeSampleCase({ directory: join(folder, "exports"), rows: 3000, seed: 5, faults: true, format: "csv" });
  await importSample(workbench, session, files, job);
  const [head] = await workbench.runs.runProgramme(session, ["human-overrides"], job);
  runId = head?.runId ?? "";
  figureIds = workbench.runs.load(session, runId).record.figures.map((figure) => figure.figureId);
});
afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A figure that names nobody, and one that names a reviewer. */
const plainFigure = (): string => figureIds.find((id) => !id.includes("reviewer")) ?? "";
function personFigure(): string {
  const { record } = workbench.runs.load(session, runId);
  return record.figures.find((figure) => Object.hasOwn(figure.dimensions, "reviewer"))?.figureId ?? "";
}

function draft(change: Partial<FindingDraft> = {}): FindingDraft {
  return {
    findingId: null,
    title: "Reviewers override without a reason",
    rating: "high",
    criteria: "Each override states a reason",
    condition: "Many do not",
    cause: "The form does not ask",
    consequence: "No oversight can be shown",
    correctiveAction: { text: "Make the field mandatory", owner: "Operations", due: "2027-03-31", managementResponse: "" },
    figures: [{ runId, figureId: plainFigure() }],
    ...change,
  };
}

function signer(principal: string) {
  return unlockKey(createKey(principal, PASSPHRASE, "2026-11-23T16:00:00.000Z").keyId, PASSPHRASE);
}

describe("findings", () => {
  test("are numbered, cite figures with their values, and are versions in the journal", () => {
    const { findings } = workbench;
    const before = session.kase.journalHead().seq;
    const saved = findings.save(session, draft());
    expect(saved).toMatchObject({ findingId: "F-001", savedBy: SAMPLE_CASE.auditor, signOffs: [] });
    expect(saved.figureTexts).toEqual([expect.stringMatching(/n = |not computable/)]);
    expect(session.kase.journalHead().seq).toBe(before + 1);
    // Saving the same again is no version.
    expect(findings.save(session, draft({ findingId: "F-001" }))).toEqual(saved);
    expect(session.kase.journalHead().seq).toBe(before + 1);
    expect(findings.save(session, draft({ findingId: "F-001", rating: "low" })).digest).not.toBe(saved.digest);
    expect(findings.list(session)).toHaveLength(1);
  });

  test.each([
    ["a figure that is not there", () => draft({ figures: [{ runId, figureId: "no/such" }] }), "not in this case"],
    ["a run that is not there", () => draft({ figures: [{ runId: "none", figureId: plainFigure() }] }), "not in this case"],
    ["a finding that is not there", () => draft({ findingId: "F-999" }), 'no finding "F-999"'],
    ["no title", () => draft({ title: "" }), "title"],
    ["half a character, which no canonical text has", () => draft({ title: "\ud800" }), ""],
  ])("with %s are refused, and nothing is written", (_what, bad, message) => {
    const before = session.kase.journalHead();
    expect(() => workbench.findings.save(session, bad())).toThrow(message);
    expect(session.kase.journalHead()).toEqual(before);
  });

  test("are signed off; an edit voids the signature where everybody sees it, and packs leave it out", () => {
    const { findings } = workbench;
    const { findingId } = findings.save(session, draft({ title: "To be signed" }));
    const auditor = signer("auditor@example.org");
    const signed = findings.signOff(session, findingId, "preparer", auditor);
    expect(signed.signOffs).toEqual([expect.objectContaining({ role: "preparer", principal: "auditor@example.org", inForce: true })]);
    const inPack = packFindings(session).findings.find((finding) => finding.findingId === findingId);
    expect(inPack?.signOffs[0]?.findingSha256).toBe(signed.digest);

    const edited = findings.save(session, draft({ findingId, title: "Edited after" }));
    expect(edited.signOffs).toEqual([expect.objectContaining({ inForce: false })]);
    expect(packFindings(session).findings.find((finding) => finding.findingId === findingId)?.signOffs).toEqual([]);
    const again = findings.signOff(session, findingId, "reviewer", auditor);
    expect(again.signOffs.map(({ role, inForce }) => [role, inForce])).toEqual([
      ["preparer", false],
      ["reviewer", true],
    ]);
  });

  test("that cite a person are signed off in the form of the pack, by a second person too", () => {
    const { findings } = workbench;
    const figureId = personFigure();
    expect(figureId).not.toBe("");
    const { findingId, digest } = findings.save(session, draft({ figures: [{ runId, figureId }] }));
    const stranger = signer("reviewer@example.org");
    const auditor = signer("prepares@example.org");
    findings.signOff(session, findingId, "preparer", auditor);
    findings.signOff(session, findingId, "reviewer", stranger);
    const [finding] = packFindings(session).findings.filter((entry) => entry.findingId === findingId);
    const secret = openCaseSecret(session.kase.directory, session.kase.meta().caseId, auditor);
    const records = new Map([[runId, workbench.runs.load(session, runId).record]]);
    if (finding === undefined) throw new Error("the finding is not in the pack");
    const shown = findingInPack(finding, records, (field, id) => pseudonymOf(secret.pseudonymKey, field, id));
    expect(shown.figures[0]?.figureId).not.toBe(figureId);
    expect(finding.signOffs.map(({ findingSha256 }) => findingSha256)).toEqual([findingDigest(shown), findingDigest(shown)]);
    expect(findingDigest(shown)).not.toBe(digest);

    // Without an earlier sign-off, a key that does not open the secret is told what to do.
    const other = findings.save(session, draft({ title: "Nobody signed it", figures: [{ runId, figureId }] }));
    expect(() => findings.signOff(session, other.findingId, "reviewer", stranger)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ remedy: expect.stringContaining("sign off first") }) }),
    );
  });

  test("that were removed are in no pack, their number is not given again, and the journal keeps them", () => {
    const { findings } = workbench;
    const { findingId } = findings.save(session, draft({ title: "A mistake" }));
    expect(() => findings.remove(session, findingId, " ")).toThrow("with a reason");
    findings.remove(session, findingId, "the extract was wrong");
    expect(findings.list(session).map((finding) => finding.findingId)).not.toContain(findingId);
    expect(() => findings.remove(session, findingId, "again")).toThrow(`no finding "${findingId}"`);
    expect(() => findings.signOff(session, findingId, "preparer", signer("x@example.org"))).toThrow("no finding");
    expect(packFindings(session).findings.map((finding) => finding.findingId)).not.toContain(findingId);
    expect(findings.save(session, draft({ title: "Next" })).findingId).not.toBe(findingId);
    expect(session.kase.verifyJournal().intact).toBe(true);
  });

  test("come out of a real pack as they were signed, and are checked against the reader's own list", async () => {
    const { findings, packs } = workbench;
    const text = draft({
      title: "In the pack",
      figures: [
        { runId, figureId: plainFigure() },
        { runId, figureId: personFigure() },
      ],
    });
    const { findingId } = findings.save(session, text);
    const auditor = signer("auditor@pack.example");
    const reviewer = signer("reviewer@pack.example");
    // The secret of the case belongs to the key that signed off first.
    const owner = unlockKey(chooseKey("prepares@example.org").keyId, PASSPHRASE);
    addUnlocker(session.kase.directory, session.kase.meta().caseId, owner, auditor);
    findings.signOff(session, findingId, "preparer", auditor);
    findings.signOff(session, findingId, "reviewer", reviewer);
    const built = await packs.build(session, { ...DEFAULT_CLAIMS, acceptedDisclosure: "a sample" }, auditor, job);
    const line = (who: typeof auditor, role: "auditor" | "reviewer"): string =>
      allowedSignersLine({ ...who, namespaces: namespacesOf([role]) });
    const step = async (list: string) => {
      const report = await verifyPackFile(built.zipPath, list, { verifyTime: new Date().toISOString(), analyses: null });
      return report.steps.find(({ id }) => id === "findings");
    };
    const other = line(unlockKey(chooseKey("auditor@example.org").keyId, PASSPHRASE), "auditor");
    const all = `${line(auditor, "auditor")}\n${line(reviewer, "reviewer")}\n${other}\n`;
    const passed = (await step(all))?.details.filter((text) => text.startsWith(findingId));
    expect(passed).toEqual([expect.stringContaining("auditor@pack.example"), expect.stringContaining("reviewer@pack.example")]);
    expect((await step(line(auditor, "auditor")))?.state).toBe("not-checked");
    expect((await step(all))?.state).not.toBe("fail");
  });

  test("a revoked key signs nothing off", () => {
    const key = createKey("left@example.org", PASSPHRASE, "2026-11-23T16:00:00.000Z");
    revokeKey(key.keyId, "left the firm", "2026-11-24T00:00:00.000Z");
    expect(() => unlockKey(key.keyId, PASSPHRASE)).toThrow("left the firm");
  });
});
