import { DEFAULT_CLAIMS } from "../../src/contract/pack-schemas.ts";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verificationReportSchema } from "../../src/evidence/verification-report.ts";
import { createKey, unlockKey } from "../../src/workbench/key-service.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { packToReview } from "../../src/workbench/review-request.ts";
import { isIntact } from "../../src/workbench/review-service.ts";
import { tickmark } from "../integration/command-line.ts";
import { SmallCase } from "./small-case.ts";

const PASSPHRASE = "correct horse battery staple";
let small: SmallCase;
let packs: { tagmanifestSha256: string; zipPath: string; allowedSignersPath: string; revision: number; packId: string }[];

beforeAll(async () => {
  small = await new SmallCase().open();
  const { population, packs: service } = small.workbench;
  await small.import({
    kind: "decisions",
    text: "id,decision\n1,yes\n2,no\n",
    columns: [
      { column: "id", use: "decisionId", type: "text" },
      { column: "decision", use: "decision", type: "text" },
    ],
  });
  await population.build(small.session, small.request(), quietJob());
  await small.workbench.runs.runProgramme(small.session, ["human-overrides"], quietJob());
  const key = createKey("ann@example.org", PASSPHRASE, new Date().toISOString());
  const signer = unlockKey(key.keyId, PASSPHRASE);
  const claims = { ...DEFAULT_CLAIMS, purpose: "test" };
  packs = [];
  for (const purpose of ["first", "second"]) packs.push(await service.build(small.session, { ...claims, purpose }, signer, quietJob()));
});
afterAll(() => small.remove());

function pack(index: number) {
  const found = packs[index];
  if (found === undefined) throw new Error("The pack was not built.");
  return found;
}

const environment = (): Record<string, string> => ({ TICKMARK_HOME: join(small.folder, "home") });

describe("an integrity check without a list of signers", () => {
  test("is never a success, in the report or on the command line", async () => {
    const report = await small.workbench.review.verifyIntegrity(packToReview(pack(0).zipPath), new Date().toISOString());
    expect(verificationReportSchema.safeParse(report).error).toBeUndefined();
    expect(report).toMatchObject({ success: false, result: "incomplete", signer: { trusted: false } });
    expect(report.conclusion).toMatch(/WHO SIGNED WAS NOT CHECKED/);
    expect(report.conclusion).not.toMatch(/VERIFIED\b/);
    const state = (id: string) => report.steps.find((step) => step.id === id)?.state;
    expect([state("auditor-dsse"), state("auditor-sshsig"), state("same-key"), state("tagmanifest")]).toEqual([
      "not-checked",
      "not-checked",
      "not-checked",
      "pass",
    ]);
    expect(isIntact(report)).toBe(true);

    const json = tickmark(["verify", pack(0).zipPath, "--integrity-only", "--json"], environment());
    expect(json.code).toBe(5);
    expect(JSON.parse(json.stdout)).toMatchObject({ success: false, result: "incomplete", signer: { trusted: false } });
    const text = tickmark(["verify", pack(0).zipPath, "--integrity-only"], environment());
    expect(text.code).toBe(5);
    expect(text.stdout).toMatch(/INTACT, BUT WHO SIGNED WAS NOT CHECKED/);
    expect(text.stdout).toMatch(/not trusted/);
    expect(text.stdout).not.toMatch(/trusted as auditor/);
  });

  test("of a damaged pack is a failure", () => {
    const damaged = join(small.folder, "damaged.zip");
    writeFileSync(damaged, readFileSync(pack(0).zipPath));
    appendFileSync(damaged, "more");
    const run = tickmark(["verify", damaged, "--integrity-only", "--json"], environment());
    expect(run.code).toBe(4);
    expect(JSON.parse(run.stdout)).toMatchObject({ success: false, result: "failure" });
    expect(JSON.parse(run.stdout)).not.toMatchObject({ conclusion: expect.stringMatching(/^INTACT/) as string });
  });
});

describe("the register of revisions seen", () => {
  const register = (): string => join(small.folder, "home", "rollback.json");
  const seen = (): number[] => {
    const { packs: known } = JSON.parse(readFileSync(register(), "utf8")) as { packs: Record<string, { revision: number }[]> };
    return (known[`${pack(0).packId} shareable`] ?? []).map(({ revision }) => revision);
  };
  const verify = async (index: number) =>
    await small.workbench.review.verify(packToReview(pack(index).zipPath, pack(1).allowedSignersPath), new Date().toISOString());

  test("lets an older revision pass until a newer one was verified", async () => {
    expect([pack(0).revision, pack(1).revision]).toEqual([1, 2]);
    expect(existsSync(register())).toBe(false);
    expect(await verify(0)).toMatchObject({ success: true });
    expect(seen()).toEqual([1]);
    expect(await verify(1)).toMatchObject({ success: true });
    const old = await verify(0);
    expect(old).toMatchObject({ success: false });
    expect(old.steps.find((step) => step.id === "rollback")).toMatchObject({ state: "fail", mandatory: true });
    expect(seen()).toEqual([1, 2]);
    expect(await verify(1)).toMatchObject({ success: true });
  });

  test("of the first version is still read", async () => {
    writeFileSync(register(), JSON.stringify({ [pack(0).packId]: { revision: 2, tagmanifestSha256: pack(1).tagmanifestSha256 } }));
    expect(await verify(0)).toMatchObject({ success: false });
    expect(await verify(1)).toMatchObject({ success: true });
  });

  test("remembers nothing of a pack whose signer is not trusted", async () => {
    rmSync(register(), { force: true });
    await small.workbench.review.verify(packToReview(pack(1).zipPath), new Date().toISOString());
    await small.workbench.review.verifyIntegrity(packToReview(pack(1).zipPath), new Date().toISOString());
    expect(existsSync(register())).toBe(false);
  });

  test("that is damaged stops the verification instead of forgetting", async () => {
    writeFileSync(register(), "{");
    await expect(verify(1)).rejects.toThrow(/register of pack revisions/);
    rmSync(register());
    mkdirSync(register());
    await expect(verify(1)).rejects.toThrow(/register of pack revisions/);
    rmSync(register(), { recursive: true });
  });
});
