import { beforeAll, describe, expect, test } from "vitest";
import { allowedSignersLine, parseAllowedSigners } from "../../src/evidence/allowed-signers.ts";
import { utf8 } from "../../src/evidence/octets.ts";
import { packInMemory } from "../../src/evidence/pack-reader.ts";
import type { VerificationReport } from "../../src/evidence/verification-report.ts";
import { verifyPack } from "../../src/evidence/verify-pack.ts";
import { type Json, canonicalJson } from "../../src/foundation/canonical-json.ts";
import {
  type PackFiles,
  VERIFY_TIME,
  failedSteps,
  packFiles,
  recomputeManifests,
  resign,
  verifyFiles,
} from "../packs/support/built-pack.ts";
import { sampleInput, sampleRun } from "../packs/support/sample-input.ts";
import { testSigner } from "../packs/support/test-signer.ts";

let good: PackFiles;
beforeAll(async () => {
  good = await packFiles();
});

function text(files: PackFiles, path: string): string {
  return new TextDecoder().decode(files.get(path));
}

/** A pack in which one document was changed and everything was signed again by the trusted auditor. */
function signedWith(path: string, change: (content: string) => string | null): VerificationReport {
  const files = new Map(good);
  const content = change(text(files, path));
  if (content === null) files.delete(path);
  else files.set(path, utf8(content));
  resign(files);
  return verifyFiles(files);
}

function edited(change: (document: Record<string, Json>) => void): (content: string) => string {
  return (content) => {
    const document = JSON.parse(content) as Record<string, Json>;
    change(document);
    return canonicalJson(document);
  };
}

/** The step and its message that a change of one document fails with. */
function failure(report: VerificationReport): string {
  return report.steps
    .filter((step) => step.state === "fail")
    .map((step) => [`${step.id}: ${step.message}`, ...step.details.filter((detail) => detail !== step.message)].join(" "))
    .join(" ");
}

describe("a pack with good signatures still fails", () => {
  test.each<[string, string, (content: string) => string | null, RegExp]>([
    ["for white space in JSON", "data/programme.json", (content) => `${content}\n`, /^documents: .*canonical/],
    [
      "for a key that comes twice",
      "data/privacy.json",
      (content) => content.replace("{", '{"formatVersion":1,'),
      /^documents: .*canonical/,
    ],
    ["for a prototype key", "data/inventory/registry-2026-10.json", () => '{"__proto__":1}', /^documents: .*not allowed/],
    [
      "for nesting that would exhaust the stack",
      "data/inventory/registry-2026-10.json",
      () => "[".repeat(200_000) + "]".repeat(200_000),
      /^documents: /,
    ],
    ["for broken UTF-8 markers", "data/engagement.json", (content) => `\uFEFF${content}`, /^documents: /],
    ["for an unknown field", "data/environment.json", edited((document) => void (document["more"] = 1)), /^documents: .*schema/],
    ["for a missing field", "data/sources/sources.json", () => '{"formatVersion":1}', /^documents: .*schema at "sources"/],
    [
      "for another format version",
      "data/policy.json",
      edited((document) => void (document["formatVersion"] = 2)),
      /^documents: .*formatVersion/,
    ],
    [
      "for a run judged by another policy than was locked",
      "data/runs/run-1/run.json",
      edited((document) => {
        document["policy"] = { ...(document["policy"] as Record<string, Json>), q: 0.4 };
      }),
      /judged by another policy than was locked/,
    ],
    [
      "for a lock that locks nothing",
      "data/journal/payloads/00000002.json",
      edited((document) => {
        document["payload"] = {};
      }),
      /names a journal entry that locks nothing/,
    ],
    [
      "for a policy that is not listed",
      "data/policy.json",
      edited((document) => void (document["policies"] = [])),
      /^documents: 2 problems/,
    ],
    [
      "for a population that is not listed",
      "data/population/population.json",
      edited((document) => void (document["populations"] = [])),
      /^documents: 2 problems/,
    ],
    ["for a missing run", "data/runs/run-1/run.json", () => null, /^documents: .*problems/],
    ["for a missing aggregate", "data/runs/run-1/by-decision.csv", () => null, /^documents: /],
    ["for a changed aggregate", "data/runs/run-1/large-groups.csv", () => "groups\n2\n", /^documents: .*not the aggregate/],
    ["for a missing schema", "data/runs/run-1/large-groups.schema.json", () => null, /^documents: /],
    [
      "for another schema",
      "data/runs/run-1/large-groups.schema.json",
      (content) => content.replace("integer", "bigint"),
      /^documents: .*other columns/,
    ],
    [
      "for a planned run without a lock",
      "data/runs/run-1/run.json",
      edited((document) => void (document["lockedBySequence"] = null)),
      /^documents: .*without a lock/,
    ],
    [
      "for a lock that is not in the journal",
      "data/runs/run-1/run.json",
      edited((document) => void (document["lockedBySequence"] = 77)),
      /^documents: .*lock that is not/,
    ],
    [
      "for an exploratory run with verdicts",
      "data/runs/run-1/run.json",
      edited((document) => Object.assign(document, { origin: "exploratory", lockedBySequence: null })),
      /^documents: .*has verdicts/,
    ],
    [
      "for a run under another id",
      "data/runs/run-1/run.json",
      edited((document) => void (document["runId"] = "run-9")),
      /^documents: .*another name/,
    ],
    [
      "for a finding on a figure that is not there",
      "data/findings/findings.json",
      () => findingOn("counting/share/nobody"),
      /^documents: Finding F-1 cites counting\/share\/nobody/,
    ],
    [
      "for metadata that leaves a file out",
      "data/ro-crate-metadata.json",
      (content) => content.replace('"@type":"File"', '"@type":"Other"'),
      /^documents: .*ro-crate|Ro-crate/,
    ],
    [
      "for another head of the journal",
      "data/pack.json",
      edited((document) => void (document["journalHead"] = { seq: 4, digest: "0".repeat(64) })),
      /^journal: The head/,
    ],
    [
      "for a journal cut short",
      "data/journal/journal.jsonl",
      (content) => content.split("\n").slice(0, 3).join("\n").concat("\n"),
      /^journal: The head/,
    ],
    [
      "for a journal without its first entry",
      "data/journal/journal.jsonl",
      (content) => content.split("\n").slice(1).join("\n"),
      /^journal: The chain breaks: entry 1 is missing/,
    ],
    [
      "for a changed journal entry",
      "data/journal/journal.jsonl",
      (content) => content.replace("programme-locked", "programme-altered"),
      /^journal: The chain breaks: entry 3/,
    ],
    [
      "for a journal line in other spelling",
      "data/journal/journal.jsonl",
      (content) => content.replace('{"actor"', '{ "actor"'),
      /^journal: .*canonical/,
    ],
    [
      "for a changed journal payload",
      "data/journal/payloads/00000002.json",
      (content) => content.replace("step 2", "step 9"),
      /^journal-payloads: The payload of entry 2/,
    ],
    [
      "for a bag date that is not the seal's",
      "data/pack.json",
      edited((document) => void (document["sealedAt"] = "2026-11-25T16:00:00Z")),
      /^claims: Bag-info/,
    ],
    [
      "for a checkpoint that is not there",
      "data/pack.json",
      edited((document) => void (document["checkpointSha256"] = "0".repeat(64))),
      /^claims: The population checkpoint/,
    ],
  ])("%s", (_what, path, change, expected) => {
    const report = signedWith(path, change);
    expect(report.success).toBe(false);
    expect(failure(report)).toMatch(expected);
  });

  test("for a figure that does not recompute", () => {
    const report = signedWith("data/runs/run-1/run.json", (content) => content.replace("0.6666666666666666", "0.6666666666666667"));
    expect(failure(report)).toBe("reperformance: Runs that do not recompute to what is stored: 1 of 2. run-1 (counting): 1 difference.");
    expect(report.reperformance?.runs[0]?.differences).toHaveLength(1);
  });
});

function findingOn(figureId: string): string {
  const empty = { text: "", owner: "", due: "", managementResponse: "" };
  const finding = {
    findingId: "F-1",
    title: "",
    rating: "",
    criteria: "",
    condition: "",
    cause: "",
    consequence: "",
    correctiveAction: empty,
    preparedBy: null,
    reviewedBy: [],
    reviewNotes: [],
  };
  return canonicalJson({ formatVersion: 1, findings: [{ ...finding, figures: [{ runId: "run-1", figureId }] }] });
}

describe("what a pack leaves out", () => {
  test("payloads of the journal are withheld without breaking the chain", async () => {
    const report = verifyFiles(
      await packFiles({ journal: { ...sampleInput().journal, payloads: sampleInput().journal.payloads.slice(0, 1) } }),
    );
    expect(report.steps.find((step) => step.id === "journal-payloads")).toMatchObject({
      state: "withheld",
      message: expect.stringContaining("3 of 4"),
    });
    expect(report.result).toBe("success");
  });

  test("an aggregate that is withheld with a reason makes the result incomplete, not success", async () => {
    const run = sampleRun("run-1");
    const withheldQueries = [{ runId: "run-1", query: "by-decision", reason: "small cells" }];
    const files = await packFiles({
      kind: "shareable",
      runs: [{ ...run, files: { "large-groups.csv": run.files["large-groups.csv"] ?? "" } }],
      privacy: { ...sampleInput().privacy, withheldQueries },
    });
    const report = verifyFiles(files);
    expect(failedSteps(report)).toEqual([]);
    expect(report).toMatchObject({ success: false, result: "incomplete" });
    expect(report.conclusion).toMatch(/^NOT FULLY VERIFIED/);
    expect(report.steps.find((step) => step.id === "reperformance")?.state).toBe("withheld");
  });

  test("recomputing can be left to later, and the conclusion says so", () => {
    const trust = { signers: parseAllowedSigners(allowedSignersLine(testSigner())) };
    const report = verifyPack(packInMemory(good), trust, { verifyTime: VERIFY_TIME, analyses: null });
    expect(report.conclusion).toMatch(/^VERIFIED\. .* figures were NOT recomputed\.$/);
    expect(report.steps.find((step) => step.id === "reperformance")).toMatchObject({ state: "not-checked", mandatory: false });
  });
});

test("manifests that are sorted otherwise, list a file twice or have no end are refused, though they are signed", () => {
  for (const change of [
    (content: string) => content.split("\n").toReversed().slice(1).join("\n").concat("\n"),
    (content: string) => content.replace(/^.*\n/, "$&$&"),
    (content: string) => content.trimEnd(),
  ]) {
    const files = new Map(good);
    recomputeManifests(files);
    files.set("manifest-sha256.txt", utf8(change(text(files, "manifest-sha256.txt"))));
    expect(failedSteps(verifyFiles(files))).toContain("file-set");
  }
});
