import { beforeAll, describe, expect, test } from "vitest";
import { allowedSignersLine, parseAllowedSigners } from "../../src/evidence/allowed-signers.ts";
import { packInMemory } from "../../src/evidence/pack-reader.ts";
import { AUDITOR_ENVELOPE, TAG_MANIFEST } from "../../src/evidence/profile.ts";
import type { SeenRevision } from "../../src/evidence/rollback.ts";
import type { VerificationReport } from "../../src/evidence/verification-report.ts";
import { verifyPack } from "../../src/evidence/verify-pack.ts";
import { sha256Hex } from "../../src/foundation/digest.ts";
import { countersignatureFiles } from "../../src/packs/signature-files.ts";
import { type PackFiles, VERIFY_TIME, failedSteps, packFiles, verifyFiles } from "../packs/support/built-pack.ts";
import { countingAnalysis } from "../packs/support/counting-analysis.ts";
import { sampleInput } from "../packs/support/sample-input.ts";
import { testSigner } from "../packs/support/test-signer.ts";

let good: PackFiles;
beforeAll(async () => {
  good = await packFiles();
});

describe("the register of revisions seen", () => {
  const verifyWith = (files: PackFiles, seen: SeenRevision | null): VerificationReport => {
    const trust = { signers: parseAllowedSigners(allowedSignersLine(testSigner())) };
    return verifyPack(packInMemory(files), trust, {
      verifyTime: VERIFY_TIME,
      analyses: [countingAnalysis()],
      rollback: { highest: () => seen },
    });
  };
  const digestOf = (files: PackFiles): string => sha256Hex(files.get(TAG_MANIFEST) ?? new Uint8Array());

  test("lets a new pack, and the same one again, pass", () => {
    expect(verifyWith(good, null).success).toBe(true);
    expect(verifyWith(good, { revision: 1, tagmanifestSha256: digestOf(good) }).success).toBe(true);
  });

  test("stops an older revision, a second pack of one number, and a wrong predecessor", async () => {
    expect(failedSteps(verifyWith(good, { revision: 2, tagmanifestSha256: "0".repeat(64) }))).toEqual(["rollback"]);
    expect(failedSteps(verifyWith(good, { revision: 1, tagmanifestSha256: "0".repeat(64) }))).toEqual(["rollback"]);
    const second = await packFiles({ revision: 2, supersedes: { revision: 1, tagmanifestSha256: digestOf(good) } });
    expect(verifyWith(second, { revision: 1, tagmanifestSha256: digestOf(good) }).success).toBe(true);
    expect(failedSteps(verifyWith(second, { revision: 1, tagmanifestSha256: "1".repeat(64) }))).toEqual(["rollback"]);
  });
});

describe("countersignatures", () => {
  const reviewer = testSigner("reviewer@example.net", 21);
  const list = `${allowedSignersLine(testSigner())}\n${allowedSignersLine(reviewer).replace("auditor.tickmark", "reviewer.tickmark")}\n`;
  const countersigned = (on: PackFiles = good, by = reviewer): PackFiles => {
    const signed = { tagManifest: on.get(TAG_MANIFEST) ?? new Uint8Array(), auditorEnvelope: on.get(AUDITOR_ENVELOPE) ?? new Uint8Array() };
    const review = {
      number: 1,
      packId: sampleInput().packId,
      revision: 1,
      reviewedAt: VERIFY_TIME,
      conclusion: "disagrees" as const,
      reasons: ["The baseline is not the approved one."],
    };
    const files = new Map(good);
    for (const { path, content } of countersignatureFiles(review, signed, by)) files.set(path, content);
    return files;
  };
  const step = (report: VerificationReport) => report.steps.find(({ id }) => id === "countersignatures");

  test("of a trusted reviewer pass, and tell that the reviewer disagrees", () => {
    const report = verifyFiles(countersigned(), list);
    expect(report.success).toBe(true);
    expect(step(report)).toMatchObject({ state: "pass", details: ["reviewer@example.net disagrees."] });
  });

  test("of somebody unknown are not checked, and the auditor's pack is as good as before", () => {
    const report = verifyFiles(countersigned());
    expect(report.success).toBe(true);
    expect(step(report)?.state).toBe("not-checked");
  });

  test("of the auditor, or over another pack, or changed, fail or do not count", async () => {
    expect(step(verifyFiles(countersigned(good, testSigner()), list))?.state).toBe("not-checked");
    const other = await packFiles({ title: "Another" });
    expect(step(verifyFiles(countersigned(other), list))?.state).toBe("fail");
    const mixed = countersigned();
    mixed.set("signatures/reviewer-1.dsse.json", countersigned(other).get("signatures/reviewer-1.dsse.json") ?? new Uint8Array());
    expect(step(verifyFiles(mixed, list))).toMatchObject({ state: "fail", details: [expect.stringContaining("about another pack")] });
    const hinted = countersigned();
    const envelope = new TextDecoder().decode(hinted.get("signatures/reviewer-1.dsse.json"));
    hinted.set(
      "signatures/reviewer-1.dsse.json",
      new TextEncoder().encode(envelope.replace(/"keyid": "[0-9a-f]{64}"/, `"keyid": "${"0".repeat(64)}"`)),
    );
    expect(step(verifyFiles(hinted, list))?.state).toBe("fail");
    const files = countersigned();
    for (const path of [...files.keys()].filter((name) => name.includes("reviewer-1"))) {
      const changed = new Map(files).set(
        path,
        (files.get(path) ?? new Uint8Array()).map((byte, index) => (index === 60 ? byte ^ 1 : byte)),
      );
      expect([path, verifyFiles(changed, list).result]).toEqual([path, "failure"]);
      const removed = new Map(files);
      removed.delete(path);
      expect([path, verifyFiles(removed, list).result]).toEqual([path, "failure"]);
    }
  });
});
