import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { allowedSignersLine, parseAllowedSigners } from "../../src/evidence/allowed-signers.ts";
import { packInMemory } from "../../src/evidence/pack-reader.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG, ROLE_NAMESPACES, TAG_MANIFEST } from "../../src/evidence/profile.ts";
import type { RollbackRegister, SeenRevision } from "../../src/evidence/rollback.ts";
import type { VerificationReport } from "../../src/evidence/verification-report.ts";
import { auditorSignatureFile } from "../../src/evidence/verify-countersignatures.ts";
import { verifyPack } from "../../src/evidence/verify-pack.ts";
import { sha256Hex } from "../../src/foundation/digest.ts";
import { composeUnsigned, identityOf } from "../../src/packs/compose-pack.ts";
import { type ReviewInput, countersignatureFiles, signatureFiles } from "../../src/packs/signature-files.ts";
import { countingAnalysis } from "../../src/selftest/counting-analysis.ts";
import { sampleInput } from "../../src/selftest/sample-input.ts";
import { bytesOf } from "../../src/selftest/sample-pack.ts";
import { sampleSigner } from "../../src/selftest/sample-signer.ts";
import { type PackFiles, VERIFY_TIME, failedSteps, packFiles, temporaryFolder } from "../packs/support/built-pack.ts";

let good: PackFiles;
beforeAll(async () => {
  good = await packFiles();
});

describe("the register of revisions seen", () => {
  const register = (seen: readonly SeenRevision[], withdrawn: string | null = null): RollbackRegister => ({
    highest: () => seen.at(-1) ?? null,
    earlier: () => seen,
    withdrawn: () => withdrawn,
  });
  const verifyWith = async (files: PackFiles, rollback: RollbackRegister): Promise<VerificationReport> => {
    const trust = { signers: parseAllowedSigners(allowedSignersLine(sampleSigner())) };
    return await verifyPack(packInMemory(files), trust, { verifyTime: VERIFY_TIME, analyses: [countingAnalysis()], rollback });
  };
  const digestOf = (files: PackFiles): string => sha256Hex(bytesOf(files, TAG_MANIFEST));
  const message = (report: VerificationReport) => report.steps.find(({ id }) => id === "rollback")?.message;
  const revision = (number: number, superseded: SeenRevision | null) => packFiles({ revision: number, supersedes: superseded });

  test("lets a new pack, and the same one again, pass", async () => {
    expect((await verifyWith(good, register([]))).success).toBe(true);
    expect((await verifyWith(good, register([{ revision: 1, tagmanifestSha256: digestOf(good) }]))).success).toBe(true);
  });

  test("stops an older revision, a second pack of one number, and a withdrawn pack", async () => {
    expect(failedSteps(await verifyWith(good, register([{ revision: 2, tagmanifestSha256: "0".repeat(64) }])))).toEqual(["rollback"]);
    expect(failedSteps(await verifyWith(good, register([{ revision: 1, tagmanifestSha256: "0".repeat(64) }])))).toEqual(["rollback"]);
    const withdrawn = await verifyWith(good, register([], "letter 14"));
    expect(failedSteps(withdrawn)).toEqual(["rollback"]);
    expect(message(withdrawn)).toContain("letter 14");
  });

  test("stops a chain of revisions that is not the one that was seen, and tells of gaps", async () => {
    const first = { revision: 1, tagmanifestSha256: digestOf(good) };
    const second = await revision(2, first);
    expect((await verifyWith(second, register([first]))).success).toBe(true);
    expect(failedSteps(await verifyWith(second, register([{ ...first, tagmanifestSha256: "1".repeat(64) }])))).toEqual(["rollback"]);
    expect(failedSteps(await verifyWith(await revision(2, null), register([first])))).toEqual(["rollback"]);
    expect(failedSteps(await verifyWith(await revision(2, { ...first, revision: 2 }), register([])))).toEqual(["rollback"]);
    const seen = { revision: 2, tagmanifestSha256: digestOf(second) };
    expect(failedSteps(await verifyWith(await revision(3, first), register([first, seen])))).toEqual(["rollback"]);
    const third = await verifyWith(await revision(3, seen), register([first]));
    expect(third.success).toBe(true);
    expect(message(third)).toContain("Revision 2, which it supersedes, was never seen here.");
  });
});

describe("countersignatures", () => {
  const reviewer = sampleSigner("reviewer@example.net", 21);
  const second = sampleSigner("second@example.net", 22);
  const listed = (signer: typeof reviewer): string => allowedSignersLine({ ...signer, namespaces: [ROLE_NAMESPACES.reviewer] });
  const list = `${allowedSignersLine(sampleSigner())}\n${listed(reviewer)}\n${listed(second)}\n`;
  const review = (change: Partial<ReviewInput> = {}): ReviewInput => ({
    number: 1,
    packId: sampleInput().packId,
    revision: 1,
    reviewedAt: VERIFY_TIME,
    conclusion: "disagrees",
    reasons: ["The baseline is not the approved one."],
    notes: [],
    verification: { application: "Tickmark 0.1.0", result: "success", reperformance: "pass" },
    ...change,
  });
  interface Wish {
    readonly change?: Partial<ReviewInput>;
    readonly by?: typeof reviewer;
    /** What the reviewer signs, where it is another pack. */
    readonly about?: PackFiles;
  }
  const countersigned = (files: PackFiles = good, { change = {}, by = reviewer, about = files }: Wish = {}): PackFiles => {
    const auditorFile = auditorSignatureFile(packInMemory(about));
    const signed = { tagManifest: bytesOf(about, TAG_MANIFEST), auditorEnvelope: bytesOf(about, auditorFile), auditorFile };
    const written = new Map(files);
    for (const { path, content } of countersignatureFiles(review(change), signed, by)) written.set(path, content);
    return written;
  };
  const verifyFiles = async (files: PackFiles, allowed = list, required = 0): Promise<VerificationReport> =>
    await verifyPack(
      packInMemory(files),
      { signers: parseAllowedSigners(allowed) },
      { verifyTime: VERIFY_TIME, analyses: [countingAnalysis()], require: { countersignatures: required } },
    );
  const step = (report: VerificationReport) => report.steps.find(({ id }) => id === "countersignatures");
  const stateOf = async (files: PackFiles, allowed = list) => step(await verifyFiles(files, allowed))?.state;

  test("of a trusted reviewer pass, and tell that the reviewer disagrees, and why", async () => {
    const report = await verifyFiles(countersigned());
    expect(report.success).toBe(true);
    expect(step(report)).toMatchObject({ state: "pass", message: expect.stringContaining("reviewer@example.net disagrees.") });
    expect(report.conclusion).toMatch(/^VERIFIED\. .* The reviewer reviewer@example\.net DISAGREES\.$/);
    expect(report.countersignatures).toEqual([
      expect.objectContaining({
        name: "reviewer-1",
        state: "pass",
        principal: "reviewer@example.net",
        conclusion: "disagrees",
        reasons: ["The baseline is not the approved one."],
        reviewedAt: VERIFY_TIME,
      }),
    ]);
  });

  test("are what ssh-keygen -Y verify accepts", () => {
    const folder = temporaryFolder();
    const files = countersigned();
    const at = (name: string): string => join(folder, name);
    writeFileSync(at("signers"), list);
    writeFileSync(at("review.sig"), bytesOf(files, "signatures/reviewer-1.auditor.dsse.json.sig"));
    const verify = (input: Uint8Array): string =>
      execFileSync(
        "ssh-keygen",
        ["-Y", "verify", "-f", at("signers"), "-I", reviewer.principal, "-n", ROLE_NAMESPACES.reviewer, "-s", at("review.sig")],
        { input, encoding: "utf8", stdio: "pipe" },
      );
    expect(verify(bytesOf(files, AUDITOR_ENVELOPE))).toContain('Good "reviewer.tickmark.evidence-pack" signature for reviewer@example.net');
    expect(() => verify(bytesOf(files, TAG_MANIFEST))).toThrow();
  });

  test("of somebody unknown are not checked, and the auditor's pack is as good as before", async () => {
    const report = await verifyFiles(countersigned(), allowedSignersLine(sampleSigner()));
    expect(report.success).toBe(true);
    expect(step(report)?.state).toBe("not-checked");
    expect(report.countersignatures[0]).toMatchObject({ state: "not-checked", conclusion: "disagrees" });
  });

  test("over a pack that was signed outside are over its SSHSIG", async () => {
    const auditor = sampleSigner();
    const unsigned = await composeUnsigned(sampleInput(), { ...identityOf(auditor), signatures: "sshsig" });
    const [, ssh] = signatureFiles(unsigned.pack, unsigned.tagManifest, auditor);
    const content = unsigned.files.map(
      ({ path, content: bytes }) => [path, bytes instanceof Uint8Array ? bytes : new Uint8Array()] as const,
    );
    const outside: PackFiles = new Map([...content, [AUDITOR_SSHSIG, ssh?.content ?? new Uint8Array()]]);
    const files = countersigned(outside);
    expect([...files.keys()].filter((path) => path.startsWith("signatures/reviewer"))).toEqual([
      "signatures/reviewer-1.dsse.json",
      "signatures/reviewer-1.auditor.tagmanifest-sha256.txt.sig.sig",
    ]);
    const report = await verifyFiles(files, list, 1);
    expect([report.result, step(report)?.state]).toEqual(["success", "pass"]);
    // An envelope that was put in later is another auditor's signature than the one that was countersigned.
    expect(await stateOf(new Map([...files, [AUDITOR_ENVELOPE, bytesOf(good, AUDITOR_ENVELOPE)]]))).toBe("fail");
    expect(await stateOf(countersigned(outside, { about: good }))).toBe("fail");
  });

  test("asked for are counted by distinct, trusted reviewers", async () => {
    const one = countersigned();
    const two = countersigned(one, { change: { number: 2, conclusion: "agrees", reasons: [] }, by: second });
    const twice = countersigned(one, { change: { number: 2, conclusion: "agrees", reasons: [] } });
    const counted = async (files: PackFiles, required: number, allowed = list) => {
      const report = await verifyFiles(files, allowed, required);
      expect(report.success).toBe(step(report)?.state === "pass");
      return step(report)?.state;
    };
    expect([await counted(good, 1), await counted(one, 1), await counted(one, 2)]).toEqual(["fail", "pass", "fail"]);
    expect([await counted(two, 2), await counted(two, 3)]).toEqual(["pass", "fail"]);
    expect([await counted(twice, 1), await counted(twice, 2)]).toEqual(["pass", "fail"]);
    const otherKeyOfOne = sampleSigner(reviewer.principal, 23);
    const samePerson = countersigned(one, { change: { number: 2 }, by: otherKeyOfOne });
    expect(await counted(samePerson, 2, `${list}${listed(otherKeyOfOne)}\n`)).toBe("fail");
    // A stranger's countersignature takes nothing from those that were asked for.
    expect(await counted(countersigned(one, { change: { number: 2 }, by: sampleSigner("stranger@example.net", 30) }), 1)).toBe("pass");
  });

  test("of the auditor never count, under any name or list", async () => {
    const auditor = sampleSigner();
    const everything = `${auditor.principal},jane@example.net namespaces="*" ${allowedSignersLine(auditor).split(" ").slice(2).join(" ")}\n`;
    expect(await stateOf(countersigned(good, { by: auditor }), everything)).toBe("fail");
    expect(await stateOf(countersigned(good, { by: { ...auditor, principal: "jane@example.net" } }), everything)).toBe("fail");
    const namesake = sampleSigner(auditor.principal, 24);
    expect(await stateOf(countersigned(good, { by: namesake }), `${list}${listed(namesake)}\n`)).toBe("fail");
  });

  test("that say what cannot be said fail", async () => {
    const said = async (change: Partial<ReviewInput>) => await stateOf(countersigned(good, { change }));
    const figureId = "counting/share/approve";
    expect(await said({ reasons: [] })).toBe("fail");
    expect(await said({ reasons: ["  "] })).toBe("fail");
    expect(await said({ conclusion: "agrees", reasons: [] })).toBe("pass");
    expect(await said({ conclusion: "agrees-with-reservations", reasons: [] })).toBe("fail");
    expect(await said({ notes: [{ runId: "run-1", figureId, text: "Too high." }] })).toBe("pass");
    expect(await said({ notes: [{ runId: null, figureId: null, text: "Well made." }] })).toBe("pass");
    expect(await said({ notes: [{ runId: "run-9", figureId: null, text: "What?" }] })).toBe("fail");
    expect(await said({ notes: [{ runId: "../run-1", figureId: null, text: "What?" }] })).toBe("fail");
    expect(await said({ notes: [{ runId: "run-1", figureId: "counting/other", text: "What?" }] })).toBe("fail");
    expect(await said({ notes: [{ runId: null, figureId, text: "What?" }] })).toBe("fail");
    expect(await said({ revision: 2 })).toBe("fail");
    expect(await said({ packId: "urn:uuid:00000000-0000-0000-0000-000000000000" })).toBe("fail");
    expect(await said({ reviewedAt: "soon" })).toBe("fail");
  });

  test("over another pack, or changed in any way, fail", async () => {
    const other = await packFiles({ title: "Another" });
    expect(await stateOf(countersigned(good, { about: other }))).toBe("fail");
    const mixed = countersigned();
    mixed.set("signatures/reviewer-1.dsse.json", bytesOf(countersigned(other), "signatures/reviewer-1.dsse.json"));
    expect((await verifyFiles(mixed)).countersignatures[0]).toMatchObject({
      state: "fail",
      message: expect.stringContaining("about another pack"),
    });
    const hinted = countersigned();
    const envelope = new TextDecoder().decode(hinted.get("signatures/reviewer-1.dsse.json"));
    hinted.set(
      "signatures/reviewer-1.dsse.json",
      new TextEncoder().encode(envelope.replace(/"keyid": "[0-9a-f]{64}"/, `"keyid": "${"0".repeat(64)}"`)),
    );
    expect(await stateOf(hinted)).toBe("fail");
    const files = countersigned();
    for (const path of [...files.keys()].filter((name) => name.includes("reviewer-1"))) {
      const changed = new Map(files).set(
        path,
        bytesOf(files, path).map((byte, index) => (index === 60 ? byte ^ 1 : byte)),
      );
      expect([path, (await verifyFiles(changed)).result]).toEqual([path, "failure"]);
      const removed = new Map(files);
      removed.delete(path);
      expect([path, (await verifyFiles(removed)).result]).toEqual([path, "failure"]);
    }
  });
});
