import { beforeAll, describe, expect, test } from "vitest";
import { allowedSignersLine } from "../../src/evidence/allowed-signers.ts";
import { encodeEnvelope, preAuthenticationEncoding } from "../../src/evidence/dsse.ts";
import { fingerprintOf } from "../../src/evidence/ed25519.ts";
import { utf8 } from "../../src/evidence/octets.ts";
import {
  AUDITOR_ENVELOPE,
  AUDITOR_SSHSIG,
  PACK_PREDICATE_TYPE,
  REVIEW_PREDICATE_TYPE,
  STATEMENT_PAYLOAD_TYPE,
  TAG_MANIFEST,
} from "../../src/evidence/profile.ts";
import { encodeSshSignature, sshSignedBytes } from "../../src/evidence/sshsig.ts";
import { encodeStatement } from "../../src/evidence/statement.ts";
import { sha256Hex } from "../../src/foundation/digest.ts";
import { signatureFiles } from "../../src/packs/signature-files.ts";
import { type PackDocument } from "../../src/evidence/documents.ts";
import { type PackFiles, failedSteps, packFiles, recomputeManifests, resign, verifyFiles } from "./support/built-pack.ts";
import { testSigner } from "./support/test-signer.ts";

let good: PackFiles;
beforeAll(async () => {
  good = await packFiles();
});

function bytesOf(files: PackFiles, path: string): Uint8Array {
  return files.get(path) ?? new Uint8Array();
}

/** Which step must notice a changed file first. */
function guardOf(path: string): string {
  if (path === AUDITOR_ENVELOPE) return "auditor-dsse";
  if (path === AUDITOR_SSHSIG) return "auditor-sshsig";
  if (path === TAG_MANIFEST) return "subject-digests";
  return path.startsWith("data/") ? "manifest" : "tagmanifest";
}

describe("a good pack", () => {
  test("verifies, with every mandatory step passed and the figures recomputed", async () => {
    const report = await verifyFiles(good);
    expect(report.success).toBe(true);
    expect(report.steps.filter((step) => step.mandatory).map((step) => step.state)).toEqual(Array.from({ length: 13 }, () => "pass"));
    expect(report.signer).toEqual({
      principal: "auditor@example.org",
      role: "auditor",
      fingerprint: expect.stringMatching(/^SHA256:/),
      trusted: true,
    });
    expect(report.reperformance?.runs.map((run) => run.state)).toEqual(["pass", "pass"]);
  });
});

describe("one changed byte", () => {
  test("in any file, at its start, middle or end, is noticed by the step that guards it", async () => {
    const survivors: string[] = [];
    for (const [path, bytes] of good) {
      const positions = new Set([0, Math.floor(bytes.length / 3), Math.floor(bytes.length / 2), bytes.length - 2, bytes.length - 1]);
      for (const position of positions)
        for (const mask of [1, 0x20, 0x80]) {
          const changed = bytes.slice();
          changed[position] = (changed[position] ?? 0) ^ mask;
          const report = await verifyFiles(new Map(good).set(path, changed));
          if (report.result !== "failure" || !failedSteps(report).includes(guardOf(path)))
            survivors.push(`${path}@${position}^${mask}: ${report.result} ${failedSteps(report).join()}`);
        }
    }
    expect(survivors).toEqual([]);
  });

  test("more or less at the end of any file is noticed", async () => {
    for (const [path, bytes] of good)
      for (const changed of [bytes.slice(0, -1), new Uint8Array([...bytes, 10])]) {
        const report = await verifyFiles(new Map(good).set(path, changed));
        expect([path, report.result]).toEqual([path, "failure"]);
      }
  });
});

describe("the set of files", () => {
  test("does not pass with any one file removed", async () => {
    for (const path of good.keys()) {
      const files = new Map(good);
      files.delete(path);
      const report = await verifyFiles(files);
      // Packs signed outside have no envelope; the signed pack.json says so, and that is where this one is missed.
      const guard = path === AUDITOR_ENVELOPE ? "claims" : "file-set";
      expect([path, report.success, failedSteps(report).includes(guard)]).toEqual([path, false, true]);
    }
  });

  test("does not pass with any one file renamed", async () => {
    for (const [path, bytes] of good) {
      const files = new Map(good);
      files.delete(path);
      files.set(
        path.replace(/[^/]+$/, (name) => `x${name.toLowerCase()}`),
        bytes,
      );
      expect([path, (await verifyFiles(files)).result]).toEqual([path, "failure"]);
    }
  });

  test.each([
    "INSTRUCTIONS.html",
    "instructions.html",
    "manifest-sha512.txt",
    "fetch.txt",
    "data/extra.json",
    "data/runs/run-1/extra.csv",
    "data/runs/run-3/run.json",
    "signatures/auditor2.dsse.json",
    "signatures/reviewer-0.dsse.json",
    "timestamps/evil.html",
    "metadata/x.txt",
  ])("does not pass with %s added", async (path) => {
    const report = await verifyFiles(new Map(good).set(path, utf8("x")));
    expect(report.result).toBe("failure");
    expect(failedSteps(report)[0]).toMatch(/^(file-set|names)$/);
  });

  test("does not pass with two files exchanged", async () => {
    const files = new Map(good);
    files.set("data/programme.json", bytesOf(good, "data/policy.json")).set("data/policy.json", bytesOf(good, "data/programme.json"));
    expect(failedSteps(await verifyFiles(files))).toEqual(["manifest"]);
  });
});

test("a name that is not allowed ends the verification before anything is read", async () => {
  const report = await verifyFiles(new Map(good).set("../evil", utf8("x")));
  expect(failedSteps(report)).toEqual(["names"]);
  expect(new Set(report.steps.slice(2).map((step) => step.state))).toEqual(new Set(["not-checked"]));
});

describe("an attacker who recomputes the manifests", () => {
  test("is stopped by both signatures, whichever file was changed", async () => {
    for (const path of [...good.keys()].filter((name) => name.startsWith("data/") || name === "README.txt")) {
      const files = new Map(good).set(path, utf8(`${new TextDecoder().decode(bytesOf(good, path))} `));
      recomputeManifests(files);
      const failed = failedSteps(await verifyFiles(files));
      expect([path, failed.includes("auditor-sshsig"), failed.includes("subject-digests"), failed.includes("manifest")]).toEqual([
        path,
        true,
        true,
        false,
      ]);
    }
  });

  test("is stopped when a run is removed or added as well", async () => {
    const files = new Map([...good].filter(([path]) => !path.startsWith("data/runs/run-2/")));
    recomputeManifests(files);
    expect(failedSteps(await verifyFiles(files))).toEqual(expect.arrayContaining(["auditor-sshsig", "subject-digests"]));
  });

  test("gains nothing by signing again with a key of their own under the auditor's name", async () => {
    const attacker = testSigner("auditor@example.org", 66);
    const report = await verifyFiles(await packFiles({ report: "No exceptions." }, attacker));
    expect(failedSteps(report)).toEqual(["auditor-dsse", "auditor-sshsig"]);
    expect(report.conclusion).toMatch(/^NOT VERIFIED/);
    expect(report.signer?.trusted).toBe(false);
  });

  test("gains nothing by keeping one good signature and making the other", async () => {
    const attacker = testSigner("auditor@example.org", 66);
    for (const kept of [AUDITOR_ENVELOPE, AUDITOR_SSHSIG]) {
      const files = new Map(good);
      resign(files, attacker);
      files.set(kept, bytesOf(good, kept));
      expect([kept, (await verifyFiles(files)).result]).toEqual([kept, "failure"]);
    }
  });
});

describe("who signed", () => {
  test("two signatures by two trusted auditors do not pass for one", async () => {
    const other = testSigner("second@example.org", 9);
    const files = new Map(good);
    const pack = JSON.parse(new TextDecoder().decode(bytesOf(files, "data/pack.json"))) as PackDocument;
    const theirs = signatureFiles(pack, bytesOf(files, TAG_MANIFEST), other).find(({ path }) => path === AUDITOR_SSHSIG);
    files.set(AUDITOR_SSHSIG, theirs?.content ?? new Uint8Array());
    const report = await verifyFiles(files, `${allowedSignersLine(testSigner())}\n${allowedSignersLine({ ...other, principal: "*" })}\n`);
    expect(failedSteps(report)).toEqual(["same-key"]);
  });

  test("nobody is trusted when the list is empty, and the words cannot be taken for success", async () => {
    const report = await verifyFiles(good, "");
    expect(failedSteps(report)).toEqual(["auditor-dsse", "auditor-sshsig"]);
    expect(report.conclusion).toBe(
      "NOT VERIFIED. Failed: auditor's signature for machines (DSSE), auditor's signature for ssh-keygen (SSHSIG). Do not rely on this pack.",
    );
    expect(report.reperformance).toBeNull();
  });

  test("a reviewer's key cannot sign as auditor", async () => {
    const asReviewer = allowedSignersLine(testSigner()).replace("auditor.tickmark", "reviewer.tickmark");
    expect(failedSteps(await verifyFiles(good, asReviewer))).toEqual(["auditor-dsse", "auditor-sshsig"]);
  });

  test("the key must belong to the person that the pack names", async () => {
    expect(failedSteps(await verifyFiles(good, allowedSignersLine({ ...testSigner(), principal: "other@example.org" })))).toEqual([
      "auditor-dsse",
      "auditor-sshsig",
    ]);
  });

  test("a statement that claims something else than pack.json fails, though both signatures are good", async () => {
    const files = new Map(good);
    const pack = JSON.parse(new TextDecoder().decode(bytesOf(files, "data/pack.json"))) as PackDocument;
    for (const { path, content } of signatureFiles({ ...pack, classification: "public" }, bytesOf(files, TAG_MANIFEST), testSigner()))
      files.set(path, content);
    expect(failedSteps(await verifyFiles(files))).toEqual(["claims"]);
  });

  test("a signature that the auditor's key made for another purpose does not count", async () => {
    const tagManifest = bytesOf(good, TAG_MANIFEST);
    const { publicKey, sign } = testSigner();
    const forMail = encodeSshSignature({ publicKey, namespace: "email", signature: sign(sshSignedBytes(tagManifest, "email")) });
    expect(failedSteps(await verifyFiles(new Map(good).set(AUDITOR_SSHSIG, utf8(forMail))))).toEqual(["auditor-sshsig"]);
    const pack = JSON.parse(new TextDecoder().decode(bytesOf(good, "data/pack.json"))) as PackDocument;
    const subject = [{ name: TAG_MANIFEST, digest: { sha256: sha256Hex(tagManifest) } }];
    const payload = encodeStatement({ subject, predicateType: REVIEW_PREDICATE_TYPE, predicate: pack });
    const right = encodeStatement({ subject, predicateType: PACK_PREDICATE_TYPE, predicate: pack });
    const signature = sign(preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, payload));
    const asReview = encodeEnvelope({ payloadType: STATEMENT_PAYLOAD_TYPE, payload, keyId: testSigner().keyId, signature });
    expect(failedSteps(await verifyFiles(new Map(good).set(AUDITOR_ENVELOPE, utf8(asReview))))).toContain("auditor-dsse");
    const otherType = encodeEnvelope({
      payloadType: "text/plain",
      payload: right,
      keyId: testSigner().keyId,
      signature: sign(preAuthenticationEncoding("text/plain", right)),
    });
    expect(failedSteps(await verifyFiles(new Map(good).set(AUDITOR_ENVELOPE, utf8(otherType))))).toContain("auditor-dsse");
  });

  test("a pack that names another key than the one that signed it fails, though the signatures are good", async () => {
    const files = new Map(good);
    const pack = new TextDecoder().decode(bytesOf(good, "data/pack.json"));
    const own = fingerprintOf(testSigner().publicKey);
    expect(pack).toContain(own);
    files.set("data/pack.json", utf8(pack.replace(own, fingerprintOf(testSigner("x", 3).publicKey))));
    resign(files);
    expect(failedSteps(await verifyFiles(files))).toEqual(["same-key"]);
  });

  test("signatures of another pack of the same auditor fail on this one", async () => {
    const files = new Map(good);
    const other = await packFiles({ title: "Another engagement" });
    for (const path of [AUDITOR_ENVELOPE, AUDITOR_SSHSIG]) files.set(path, bytesOf(other, path));
    expect(failedSteps(await verifyFiles(files))).toEqual(expect.arrayContaining(["auditor-sshsig", "subject-digests"]));
  });
});
