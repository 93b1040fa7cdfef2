import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { DEFAULT_CLAIMS, type PackToSign } from "../../src/contract/pack-schemas.ts";
import { ROLE_NAMESPACES } from "../../src/evidence/profile.ts";
import { openCaseSecret } from "../../src/packs/case-secret.ts";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { createKey, unlockKey } from "../../src/workbench/key-service.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { SAMPLE_CASE, importSample } from "../../src/workbench/sample/sample-import.ts";
import { type Workbench, createServices } from "../../src/workbench/workbench.ts";

const CASE_PASSPHRASE = "correct horse battery staple";
const PRINCIPAL = "auditor@example.org";
const NAMESPACE = ROLE_NAMESPACES.auditor;
const job = quietJob();
let folder: string;
let workbench: Workbench;
let count = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-outside-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  workbench = createServices();
  await workbench.cases.create({ ...SAMPLE_CASE, directory: join(folder, "case") });
  const files = await writeSampleCase({ directory: join(folder, "exports"), rows: 3000, seed: 5, faults: true, format: "csv" });
  await importSample(workbench, workbench.cases.session, files, job);
  await workbench.runs.runProgramme(workbench.cases.session, ["human-overrides"], job);
  const { kase } = workbench.cases.session;
  openCaseSecret(kase.directory, kase.meta().caseId, { passphrase: CASE_PASSPHRASE }, { create: true });
}, 120_000);
afterAll(async () => {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  count += 1;
});

function sshKey(name = `id-${count}`): string {
  const file = join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file]);
  return file;
}

/** A purpose of its own makes each a new revision. */
async function prepare(keyFile: string, purpose = `test ${count}`, minimumCell = 1): Promise<PackToSign> {
  return await workbench.outside.prepare(
    workbench.cases.session,
    { ...DEFAULT_CLAIMS, purpose, minimumCell, acceptedDisclosure: "a sample" },
    { principal: PRINCIPAL, publicKey: readFileSync(`${keyFile}.pub`, "utf8"), casePassphrase: CASE_PASSPHRASE },
    job,
  );
}

const finish = async (waiting: PackToSign, signature = waiting.signatureFile) =>
  await workbench.outside.importSignature(workbench.cases.session, { directory: waiting.directory, signatureFile: signature }, job);

function sign(keyFile: string, file: string, namespace: string = NAMESPACE): void {
  rmSync(`${file}.sig`, { force: true });
  execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", namespace, "-f", keyFile, file], { stdio: "ignore" });
}

describe("a pack signed outside", () => {
  test("by a key file of ssh-keygen is verified by us and by ssh-keygen", async () => {
    const key = sshKey();
    // As a reviewer gets it; the others below suppress no cell, which is quicker.
    const waiting = await prepare(key, "as a reviewer gets it", 10);
    expect(workbench.outside.waiting(workbench.cases.session)).toEqual([waiting]);
    // The same claims and the same key again are the same folder: nothing is made twice.
    expect(await prepare(key, "as a reviewer gets it", 10)).toEqual(waiting);
    sign(key, waiting.fileToSign);
    const built = await finish(waiting);
    expect(built).toMatchObject({ signer: PRINCIPAL, fingerprint: waiting.fingerprint, tagmanifestSha256: waiting.tagmanifestSha256 });
    expect(workbench.outside.waiting(workbench.cases.session)).toEqual([]);
    expect(workbench.packs.list(workbench.cases.session)[0]).toEqual(built);

    const allowed = readFileSync(built.allowedSignersPath, "utf8");
    const report = await verifyPackFile(built.zipPath, allowed, { verifyTime: new Date().toISOString(), analyses: workbench.analyses });
    expect(report.steps.filter((step) => step.state === "fail")).toEqual([]);
    expect(report.signer).toMatchObject({ principal: PRINCIPAL, trusted: true });
    const bag = built.zipPath.replace(/\.zip$/, "");
    const signature = join(bag, "signatures", "auditor.tagmanifest-sha256.txt.sig");
    const checked = spawnSync(
      "ssh-keygen",
      ["-Y", "verify", "-f", built.allowedSignersPath, "-I", PRINCIPAL, "-n", NAMESPACE, "-s", signature],
      { input: readFileSync(join(bag, "tagmanifest-sha256.txt")), encoding: "utf8" },
    );
    expect(checked.stdout).toContain("Good");
  });

  test("by a key in ssh-agent, with the very command that is shown", async () => {
    const key = sshKey();
    const socket = join(folder, `agent-${count}`);
    const agent = spawn("ssh-agent", ["-D", "-a", socket], { stdio: "ignore" });
    try {
      for (let wait = 0; wait < 100 && !existsSync(socket); wait += 1) await new Promise((resolve) => setTimeout(resolve, 20));
      const environment = { ...process.env, SSH_AUTH_SOCK: socket };
      execFileSync("ssh-add", ["-q", key], { env: environment, stdio: "ignore" });
      const waiting = await prepare(key);
      rmSync(key); // From here on only the agent has it.
      execFileSync("sh", ["-c", waiting.command], { env: environment, stdio: "ignore" });
      expect(await finish(waiting)).toMatchObject({ signer: PRINCIPAL, fingerprint: waiting.fingerprint });
    } finally {
      agent.kill();
    }
  });

  test("is refused with any other signature, and nothing is lost", async () => {
    const key = sshKey();
    const waiting = await prepare(key);
    const refused = async (message: RegExp, file = waiting.signatureFile): Promise<void> => {
      await expect(finish(waiting, file)).rejects.toThrow(message);
      expect(workbench.outside.waiting(workbench.cases.session)).toEqual([waiting]);
    };
    await refused(/There is no signature yet/);
    sign(sshKey("other"), waiting.fileToSign);
    await refused(/by another key/);
    sign(key, waiting.fileToSign, ROLE_NAMESPACES.reviewer);
    await refused(/in the namespace "reviewer/);
    const other = join(folder, "other.txt");
    writeFileSync(other, `${readFileSync(waiting.fileToSign, "utf8")}x`);
    sign(key, other);
    await refused(/not over the tag manifest/, `${other}.sig`);
    writeFileSync(other, "no signature");
    await refused(/Not an armored SSH signature/, other);
    writeFileSync(other, "x".repeat(100_000));
    await refused(/too large/, other);
    const { session } = workbench.cases;
    await expect(workbench.outside.importSignature(session, { directory: folder, signatureFile: other }, job)).rejects.toThrow(
      /No pack of this case waits/,
    );
    const exported = session.kase.listPackExports().length;

    // The right one, bent by a mail program, is made canonical again.
    sign(key, waiting.fileToSign);
    const canonical = readFileSync(waiting.signatureFile, "utf8");
    const [begin = "", ...rest] = canonical.trim().split("\n");
    const body =
      rest
        .slice(0, -1)
        .join("")
        .match(/.{1,40}/g) ?? [];
    writeFileSync(other, ["", begin, ...body, rest.at(-1) ?? "", "", ""].join("\r\n"));
    const built = await finish(waiting, other);
    const inPack = join(built.zipPath.replace(/\.zip$/, ""), "signatures", "auditor.tagmanifest-sha256.txt.sig");
    expect(readFileSync(inPack, "utf8")).toBe(canonical);
    expect(session.kase.listPackExports()).toHaveLength(exported + 1);
  });

  test("is not finished when the prepared files were changed", async () => {
    const key = sshKey();
    const waiting = await prepare(key);
    sign(key, waiting.fileToSign);
    const file = join(waiting.directory, "pack", "data", "engagement.json");
    const content = readFileSync(file, "utf8");
    writeFileSync(file, content.replace("Example Bank", "Another Bank"));
    await expect(finish(waiting)).rejects.toThrow(/would not verify/);
    const packs = join(workbench.cases.session.kase.directory, "packs");
    expect(readdirSync(packs).filter((name) => name.includes("tmp"))).toEqual([]);
    writeFileSync(file, content);
    await finish(waiting);
  });

  test("waits on while the case goes on, but does not come out after a later revision", async () => {
    const key = sshKey();
    const earlier = await prepare(key, "earlier");
    sign(key, earlier.fileToSign);
    const later = await prepare(key, "later");
    sign(key, later.fileToSign);
    await finish(later);
    await expect(finish(earlier)).rejects.toThrow(/was exported already/);
    expect(existsSync(earlier.fileToSign)).toBe(true);
  });

  test("waits while the case is closed and opened again", async () => {
    const key = sshKey();
    const waiting = await prepare(key);
    const half = `${waiting.directory}-half.tmp`;
    mkdirSync(half);
    const { directory } = workbench.cases.session.kase;
    await workbench.cases.close();
    await workbench.cases.open(directory);
    expect(existsSync(half)).toBe(false);
    expect(workbench.outside.waiting(workbench.cases.session).map((entry) => entry.directory)).toContain(waiting.directory);
    sign(key, waiting.fileToSign);
    expect(await finish(waiting)).toMatchObject({ signer: PRINCIPAL });
  });

  test("needs the case passphrase, and says who can open the case otherwise", async () => {
    const key = sshKey();
    const { session } = workbench.cases;
    const request = { principal: PRINCIPAL, publicKey: readFileSync(`${key}.pub`, "utf8"), casePassphrase: "not this one" };
    const failure = workbench.outside.prepare(session, { ...DEFAULT_CLAIMS, purpose: "x" }, request, job);
    const detail: unknown = expect.objectContaining({ remedy: expect.stringContaining("tickmark sign passphrase") });
    await expect(failure).rejects.toThrow(expect.objectContaining({ code: "key-unusable", detail }));
    await failure.catch((error: Error) => expect(JSON.stringify([error.message, error])).not.toContain("not this one"));
  });

  test.each([
    ["an RSA key", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ", /ssh-rsa/],
    ["no key", "hello", /Not a public key/],
  ])("is not prepared for %s", async (_what, publicKey, message) => {
    const request = { principal: PRINCIPAL, publicKey, casePassphrase: CASE_PASSPHRASE };
    await expect(workbench.outside.prepare(workbench.cases.session, DEFAULT_CLAIMS, request, job)).rejects.toThrow(message);
  });
});

test("a case sealed by a key file lets a case passphrase in", async () => {
  const own = createServices();
  try {
    await own.cases.create({ ...SAMPLE_CASE, directory: join(folder, "second") });
    const key = createKey(PRINCIPAL, "another long passphrase", new Date().toISOString());
    const signer = unlockKey(key.keyId, "another long passphrase");
    own.outside.allowCasePassphrase(own.cases.session, signer, CASE_PASSPHRASE);
    expect(readFileSync(join(own.cases.session.kase.directory, "secret.json"), "utf8")).toContain('"passphrase"');
  } finally {
    await own.close();
  }
});
