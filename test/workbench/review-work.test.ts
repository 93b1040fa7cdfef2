import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_CLAIMS, type PackBuilt } from "../../src/contract/pack-schemas.ts";
import { packDiffSchema, reviewedPackSchema, verificationSchema } from "../../src/contract/review-schemas.ts";
import { allowedSignersLine } from "../../src/evidence/allowed-signers.ts";
import { encodeTimestampRequest } from "../../src/evidence/timestamp-request.ts";
import type { PackSigner } from "../../src/packs/pack-signer.ts";
import { openPack } from "../../src/packs/read-pack.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { createKey, unlockKey } from "../../src/workbench/key-service.ts";
import { type PackToReview, packToReview } from "../../src/workbench/review-request.ts";
import { windowVerification } from "../../src/workbench/review-service.ts";
import { diffText, verificationText } from "../../src/workbench/review-text.ts";
import { ReviewWork } from "../../src/workbench/review-work.ts";
import { encryptPackFile, newIdentity } from "../../src/workbench/transport-service.ts";
import { addTrustedSigner } from "../../src/workbench/trusted-signers.ts";
import { withdraw, withdrawals } from "../../src/workbench/withdrawal-service.ts";
import { type TimeStampingAuthority, timeStampingAuthority } from "../evidence/time-stamping-authority.ts";
import { tickmark } from "../integration/command-line.ts";
import { SmallCase } from "./small-case.ts";

const PASSPHRASE = "correct horse battery staple";
let small: SmallCase;
let work: ReviewWork;
let built: PackBuilt[];
let reviewer: PackSigner;
let authority: TimeStampingAuthority;
let authorities: string;

beforeAll(async () => {
  small = await new SmallCase().open();
  const { population, packs, runs, review } = small.workbench;
  work = new ReviewWork(review);
  await small.import({
    kind: "decisions",
    text: `id,decision\n${Array.from({ length: 60 }, (_, index) => `${index},${index % 2 === 0 ? "yes" : "no"}`).join("\n")}\n`,
    columns: [
      { column: "id", use: "decisionId", type: "text" },
      { column: "decision", use: "decision", type: "text" },
    ],
  });
  await population.build(small.session, small.request(), quietJob());
  await runs.runProgramme(small.session, ["human-overrides"], quietJob());
  const auditor = unlockKey(createKey("ann@example.org", PASSPHRASE, new Date().toISOString()).keyId, PASSPHRASE);
  reviewer = unlockKey(createKey("jane@example.net", PASSPHRASE, new Date().toISOString()).keyId, PASSPHRASE);
  built = [];
  for (const purpose of ["first", "second"])
    built.push(await packs.build(small.session, { ...DEFAULT_CLAIMS, minimumCell: 1, purpose }, auditor, quietJob()));
  // The user's own list is what counts where no other is given.
  addTrustedSigner({
    principal: auditor.principal,
    roles: ["auditor"],
    publicKey: allowedSignersLine(auditor),
    validAfter: null,
    validBefore: null,
  });
  authority = timeStampingAuthority(join(small.folder, "authority"));
  authorities = authority.rootFile;
});
afterAll(() => small.remove());

function pack(index: number): PackBuilt {
  const found = built[index];
  if (found === undefined) throw new Error("The pack was not built.");
  return found;
}

const request = (change: Partial<PackToReview> = {}): PackToReview => ({ ...packToReview(pack(0).zipPath), ...change });
const environment = (): Record<string, string> => ({
  TICKMARK_HOME: join(small.folder, "home"),
  TICKMARK_PASSPHRASE: PASSPHRASE,
  TICKMARK_TRANSPORT_PASSPHRASE: PASSPHRASE,
});
const verify = async (asked: PackToReview, require = {}) => await small.workbench.review.verify(asked, new Date().toISOString(), require);

/** A place of its own for the files that a test writes beside a pack. */
function copied(name: string): string {
  const path = join(small.folder, name);
  writeFileSync(path, readFileSync(pack(0).zipPath));
  return path;
}

describe("a pack in review", () => {
  test("is read with its claims, runs and figures, and verified by the user's own list", async () => {
    const reviewed = reviewedPackSchema.parse(await work.open(request()));
    expect(reviewed).toMatchObject({ revision: 1, kind: "shareable", purpose: "first", hasRecords: false, notes: [] });
    expect(reviewed.runs[0]?.figures.length).toBeGreaterThan(0);
    const report = await verify(request());
    expect(verificationSchema.parse(windowVerification(report))).toMatchObject({ signer: "ann@example.org" });
    expect(["success", "withheld"]).toContain(report.result);
  });

  test("keeps notes for this very pack, on this machine, for this user alone", async () => {
    const reviewed = await work.open(request());
    const run = reviewed.runs[0];
    const notes = [
      { runId: null, figureId: null, text: "Well documented." },
      { runId: run?.runId ?? "", figureId: run?.figures[0]?.figureId ?? "", text: "How was this counted?" },
    ];
    await work.saveNotes(request(), notes);
    expect((await work.open(request())).notes).toEqual(notes);
    expect((await work.open(packToReview(pack(1).zipPath))).notes).toEqual([]);
    await expect(work.saveNotes(request(), [{ runId: "nowhere", figureId: null, text: "?" }])).rejects.toMatchObject({ code: "bad-input" });
    const folder = join(small.folder, "home", "reviews");
    if (process.platform !== "win32") for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  });

  test("with an expected key that is not the auditor's is not verified", async () => {
    const good = await verify(request({ auditorFingerprint: pack(0).fingerprint }));
    expect(good.signer?.trusted).toBe(true);
    const wrong = await verify(request({ auditorFingerprint: `SHA256:${"A".repeat(43)}` }));
    expect(wrong.result).toBe("failure");
  });
});

describe("a countersignature", () => {
  const sign = (path: string, change: Partial<Parameters<ReviewWork["countersign"]>[0]> = {}, signer = reviewer) =>
    work.countersign({ request: packToReview(path), conclusion: "agrees", reasons: [], ...change }, signer, quietJob());
  const listOf = (...lines: string[]): string => {
    const file = join(small.folder, "both_signers");
    writeFileSync(file, [readFileSync(pack(0).allowedSignersPath, "utf8"), ...lines, ""].join("\n"));
    return file;
  };
  const asReviewer = (signer: PackSigner): string => allowedSignersLine({ ...signer, namespaces: ["reviewer.tickmark.evidence-pack"] });

  test("goes into a new ZIP with every other byte as it was, and says what the verification came to", async () => {
    const path = copied("signed.zip");
    const before = readFileSync(path);
    const { zipPath, name } = await sign(path, { conclusion: "disagrees", reasons: ["The period is wrong."] });
    expect([zipPath, name]).toEqual([join(small.folder, "signed.reviewed-by-1.zip"), "reviewer-1"]);
    expect(readFileSync(path)).toEqual(before);
    const [original, copy] = [await openPack(path), await openPack(zipPath)];
    expect(copy.files.filter((file) => !file.path.startsWith("signatures/reviewer-1."))).toEqual(original.files);
    const statement = JSON.parse(
      Buffer.from(
        (JSON.parse(Buffer.from(copy.read("signatures/reviewer-1.dsse.json")).toString()) as { payload: string }).payload,
        "base64",
      ).toString(),
    ) as {
      predicate: { verification: object; notes: object[] };
    };
    expect(statement.predicate.verification).toMatchObject({ application: "Tickmark 0.1.0" });
    expect(statement.predicate.notes).toHaveLength(2);
    original.close();
    copy.close();
    const report = await verify(packToReview(zipPath, listOf(asReviewer(reviewer))), { countersignatures: 1 });
    expect(report.steps.find(({ id }) => id === "countersignatures")?.state).toBe("pass");
    const text = verificationText(report);
    expect(text).toContain("jane@example.net disagrees");
    expect(text).toContain("reason: The period is wrong.");
    expect(text).toContain("How was this counted?");
  });

  test("of a second reviewer goes beside the first", async () => {
    const first = await sign(copied("two.zip"));
    const other = unlockKey(createKey("third@example.net", PASSPHRASE, new Date().toISOString()).keyId, PASSPHRASE);
    const second = await sign(first.zipPath, {}, other);
    expect([second.zipPath, second.name]).toEqual([join(small.folder, "two.reviewed-by-2.zip"), "reviewer-2"]);
    const report = await verify(packToReview(second.zipPath, listOf(asReviewer(reviewer), asReviewer(other))), { countersignatures: 2 });
    expect(report.steps.find(({ id }) => id === "countersignatures")?.state).toBe("pass");
    await expect(sign(join(small.folder, "two.zip"))).rejects.toMatchObject({ code: "already-exists" });
  });

  test("is refused for a pack that is not whole, not the auditor's, or one's own, and for a doubt without a reason", async () => {
    const damaged = copied("damaged.zip");
    const bytes = readFileSync(damaged);
    const at = bytes.indexOf("Independent");
    bytes[at < 0 ? 5000 : at] = (bytes[at < 0 ? 5000 : at] ?? 0) ^ 1;
    writeFileSync(damaged, bytes);
    await expect(sign(damaged)).rejects.toMatchObject({ code: "verification-failed" });
    const nobody = join(small.folder, "nobody");
    writeFileSync(nobody, "");
    const whole = copied("refused.zip");
    await expect(sign(whole, { request: packToReview(whole, nobody) })).rejects.toMatchObject({ code: "verification-failed" });
    await expect(sign(whole, { conclusion: "disagrees", reasons: [" "] })).rejects.toMatchObject({ code: "bad-input" });
    await expect(sign(whole, { notes: [{ runId: "x", figureId: null, text: "?" }] })).rejects.toMatchObject({ code: "bad-input" });
    const auditor = { ...reviewer, principal: "ann@example.org" };
    await expect(sign(whole, {}, auditor)).rejects.toMatchObject({ code: "key-unusable" });
    expect(readdirSync(small.folder).filter((name) => name.startsWith("refused.") || name.startsWith("damaged."))).toEqual([
      "damaged.zip",
      "refused.zip",
    ]);
  });

  test("is made on the command line, in disagreement, and told by verify", () => {
    const path = copied("line.zip");
    const notes = join(small.folder, "notes.json");
    writeFileSync(notes, JSON.stringify([{ runId: null, figureId: null, text: "Seen.\u001b[31m" }]));
    const asked = ["countersign", path, "--conclusion", "agrees-with-reservations", "--reason", "Too few rows.", "--notes", notes];
    expect(tickmark([...asked, "--key", "jane@example.net"], environment())).toMatchObject({ code: 0 });
    expect(tickmark(["countersign", path, "--conclusion", "maybe"], environment()).code).toBe(2);
    const signers = listOf(asReviewer(reviewer));
    const told = tickmark(
      ["verify", join(small.folder, "line.reviewed-by-1.zip"), "--allowed-signers", signers, "--require-countersignatures", "1"],
      environment(),
    );
    expect([0, 6]).toContain(told.code);
    expect(told.stdout).toContain("agrees with reservations");
    expect(told.stdout).toContain("Seen.\\u{1b}[31m");
    expect(told.stdout).not.toContain("\u001b");
    const more = tickmark(
      ["verify", join(small.folder, "line.reviewed-by-1.zip"), "--allowed-signers", signers, "--require-countersignatures", "2"],
      environment(),
    );
    expect(more.code).toBe(4);
  });
});

describe("a time stamp", () => {
  test("is asked for with a digest, taken in for the right nonce, and kept in a new ZIP", async () => {
    const path = copied("stamp.zip");
    const asked = await work.timestampRequest(packToReview(path), "auditor");
    expect(asked.file).toBe(join(small.folder, "stamp.auditor.tsq"));
    expect(asked.command).toContain("stamp.auditor.tsq");
    const response = join(small.folder, "stamp.tsr");
    writeFileSync(response, authority.answer(readFileSync(asked.file)));
    const trusting = { ...packToReview(path), timestampAuthorities: authorities };
    const stamped = await work.timestampImport(trusting, response, quietJob());
    expect(stamped).toMatchObject({ zipPath: join(small.folder, "stamp.auditor-stamped.zip"), authority: "Example Time" });
    const report = await verify({ ...trusting, path: stamped.zipPath }, { timestamp: true });
    expect(report.steps.find(({ id }) => id === "timestamps")?.state).toBe("pass");
    expect(verificationText(report)).toContain("says Example Time");
    await expect(work.timestampImport({ ...trusting, path: stamped.zipPath }, response, quietJob())).rejects.toMatchObject({
      code: "already-exists",
    });
    expect((await verify({ ...packToReview(path), timestampAuthorities: authorities }, { timestamp: true })).success).toBe(false);
  });

  test("with another nonce, about another pack, of a stranger, or that is none, is not taken in", async () => {
    const path = copied("refuse.zip");
    const { file } = await work.timestampRequest(packToReview(path), "auditor");
    const response = join(small.folder, "refuse.tsr");
    const take = (bytes: Uint8Array, change: Partial<PackToReview> = {}) => {
      writeFileSync(response, bytes);
      return work.timestampImport({ ...packToReview(path), timestampAuthorities: authorities, ...change }, response, quietJob());
    };
    const imprint = new Uint8Array(readFileSync(file).subarray(-47, -15));
    const other = encodeTimestampRequest({ imprint: imprint.map((byte) => byte ^ 1), nonce: 5n });
    await expect(take(authority.answer(other))).rejects.toThrow(/no signature of this pack/);
    const right = authority.answer(readFileSync(file));
    const pristine = await openPack(path);
    const digest = pristine.files.find((entry) => entry.path === "signatures/auditor.dsse.json")?.sha256 ?? "";
    pristine.close();
    await expect(take(authority.stamp(new Uint8Array(Buffer.from(digest, "hex")), 77n))).rejects.toThrow(/nonce/);
    const stranger = timeStampingAuthority(join(small.folder, "stranger"));
    await expect(take(stranger.answer(readFileSync(file)))).rejects.toThrow(/not trusted/);
    await expect(take(new Uint8Array(10))).rejects.toMatchObject({ code: "bad-input" });
    await expect(take(new Uint8Array(2 ** 19))).rejects.toMatchObject({ code: "bad-input" });
    expect(readdirSync(small.folder).filter((name) => name.startsWith("refuse.auditor-stamped"))).toEqual([]);
    expect(await take(right)).toMatchObject({ authority: "Example Time" });
    await expect(work.timestampRequest(packToReview(path), "reviewer-4")).rejects.toMatchObject({ code: "not-found" });
  });

  test("goes through the command line", () => {
    const path = copied("cli.zip");
    expect(tickmark(["timestamp", "request", path], environment())).toMatchObject({ code: 0 });
    const response = join(small.folder, "cli.tsr");
    writeFileSync(response, authority.answer(readFileSync(join(small.folder, "cli.auditor.tsq"))));
    const imported = tickmark(["timestamp", "import", path, response, "--time-stamp-authorities", authorities], environment());
    expect(imported).toMatchObject({ code: 0 });
    const stamped = join(small.folder, "cli.auditor-stamped.zip");
    expect([0, 6]).toContain(
      tickmark(["verify", stamped, "--time-stamp-authorities", authorities, "--require-timestamp"], environment()).code,
    );
    expect(tickmark(["verify", stamped, "--require-timestamp"], environment()).code).toBe(4);
  });
});

describe("two revisions", () => {
  test("are compared, with the standing of both beside", async () => {
    const diff = packDiffSchema.parse(await work.diff(request(), packToReview(pack(1).zipPath)));
    expect(diff.chained).toBe(true);
    expect(diff.documents).toContainEqual({ document: "pack.json", subject: "purpose", before: "first", after: "second" });
    expect(diff.conclusion).toMatch(/supersedes .*\nOlder: .*VERIFIED.*\nNewer: .*VERIFIED/);
    expect(diffText(diff)).toContain("pack.json: purpose\n      before  first\n      after   second");
    const line = tickmark(["diff", pack(0).zipPath, pack(1).zipPath, "--json"], environment());
    expect(line.code).toBe(0);
    expect(JSON.parse(line.stdout)).toMatchObject({ chained: true });
  });
});

describe("an encrypted pack", () => {
  test("is verified, read, countersigned and recomputed with its key", async () => {
    const identityFile = join(small.folder, "identity.txt");
    const { recipient } = await newIdentity(identityFile);
    const { path } = await encryptPackFile(copied("way.zip"), { recipients: [recipient], passphrase: "" });
    const asked = { ...packToReview(path), identityFile };
    expect((await verify(asked)).signer?.trusted).toBe(true);
    expect((await work.open(asked)).revision).toBe(1);
    expect((await small.workbench.review.reperform(asked, null, quietJob())).report.result).not.toBe("failure");
    const { zipPath } = await work.countersign({ request: asked, conclusion: "agrees", reasons: [] }, reviewer, quietJob());
    expect(zipPath).toBe(join(small.folder, "way.reviewed-by-1.zip"));
    if (process.platform !== "win32") expect(statSync(zipPath).mode & 0o777).toBe(0o600);
    await expect(verify(packToReview(path))).rejects.toMatchObject({ code: "usage" });
    const line = tickmark(["verify", path, "--identity", identityFile], environment());
    expect([0, 6]).toContain(line.code);
  });

  test("is made and opened on the command line with a passphrase from the environment", () => {
    const path = copied("words.zip");
    expect(tickmark(["transport", "encrypt", path], environment())).toMatchObject({ code: 0 });
    expect([0, 6]).toContain(tickmark(["verify", `${path}.age`], environment()).code);
    expect(tickmark(["verify", `${path}.age`], { ...environment(), TICKMARK_TRANSPORT_PASSPHRASE: "a wrong passphrase" }).code).toBe(3);
    const out = join(small.folder, "words-out.zip");
    expect(tickmark(["transport", "decrypt", `${path}.age`, out], environment())).toMatchObject({ code: 0 });
    expect(readFileSync(out)).toEqual(readFileSync(path));
    const identity = tickmark(["transport", "keygen", join(small.folder, "cli-identity.txt"), "--json"], environment());
    expect(JSON.parse(identity.stdout)).toMatchObject({ recipient: expect.stringMatching(/^age1/) });
  });
});

describe("a withdrawn pack", () => {
  test("fails from then on, and no other does", async () => {
    const path = copied("withdrawn.zip");
    await withdraw(packToReview(path), "Letter 14 of the auditor.");
    expect(withdrawals()).toEqual([
      expect.objectContaining({ reason: "Letter 14 of the auditor.", tagmanifestSha256: pack(0).tagmanifestSha256 }),
    ]);
    const report = await verify(packToReview(path));
    expect(report.result).toBe("failure");
    expect(report.steps.find(({ id }) => id === "rollback")?.message).toContain("Letter 14");
    expect((await verify(packToReview(pack(1).zipPath))).signer?.trusted).toBe(true);
    expect(tickmark(["withdraw", "--list"], environment()).stdout).toContain("Letter 14 of the auditor.");
  });
});
