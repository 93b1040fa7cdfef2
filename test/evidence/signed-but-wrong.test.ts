import { beforeAll, describe, expect, test } from "vitest";
import { allowedSignersLine, parseAllowedSigners } from "../../src/evidence/allowed-signers.ts";
import { utf8 } from "../../src/evidence/octets.ts";
import { packInMemory } from "../../src/evidence/pack-reader.ts";
import type { VerificationReport } from "../../src/evidence/verification-report.ts";
import { verifyPack } from "../../src/evidence/verify-pack.ts";
import type { RunRecord } from "../../src/evidence/run-record.ts";
import { type Json, canonicalJson } from "../../src/foundation/canonical-json.ts";
import { replaceRun } from "../../src/selftest/edit-pack.ts";
import {
  type PackFiles,
  VERIFY_TIME,
  failedSteps,
  packFiles,
  recomputeManifests,
  resign,
  verifyFiles,
} from "../packs/support/built-pack.ts";
import { population, sampleInput, sampleJournal, sampleRun } from "../packs/support/sample-input.ts";
import { testSigner } from "../packs/support/test-signer.ts";

let good: PackFiles;
beforeAll(async () => {
  good = await packFiles();
});

function text(files: PackFiles, path: string): string {
  return new TextDecoder().decode(files.get(path));
}

/** A pack in which one document was changed and everything was signed again by the trusted auditor. */
async function signedWith(path: string, change: (content: string) => string | null): Promise<VerificationReport> {
  const files = new Map(good);
  const content = change(text(files, path));
  if (content === null) files.delete(path);
  else files.set(path, utf8(content));
  resign(files);
  return await verifyFiles(files);
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
    [
      "for a programme without an entry that was locked",
      "data/programme.json",
      edited((document) => void (document["entries"] = [])),
      /^documents: .*not the programme that was locked/,
    ],
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
      edited((document) => void (document["journalHead"] = { seq: 5, digest: "0".repeat(64) })),
      /journal: The head/,
    ],
    [
      "for a journal cut short",
      "data/journal/journal.jsonl",
      (content) => content.split("\n").slice(0, 3).join("\n").concat("\n"),
      /journal: The head/,
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
  ])("%s", async (_what, path, change, expected) => {
    const report = await signedWith(path, change);
    expect(report.success).toBe(false);
    expect(failure(report)).toMatch(expected);
  });

  test("for a figure that does not recompute", async () => {
    const changed = text(good, "data/runs/run-1/run.json").replace("0.6666666666666666", "0.6666666666666667");
    expect(failure(await signedWith("data/runs/run-1/run.json", () => changed))).toBe(
      "documents: Data/runs/run-1/run.json is not the run that was journaled.",
    );
    const files = replaceRun(new Map(good), JSON.parse(changed) as RunRecord);
    resign(files);
    const report = await verifyFiles(files);
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
    signOffs: [],
    reviewNotes: [],
  };
  return canonicalJson({ formatVersion: 1, findings: [{ ...finding, figures: [{ runId: "run-1", figureId }] }] });
}

describe("what a pack leaves out", () => {
  /** A restricted pack of two runs that name a reviewer under a pseudonym, without the payloads of these entries. */
  async function withoutPayloads(
    withheld: readonly number[],
    filterValues: readonly string[] = ["pseudonym"],
  ): Promise<VerificationReport> {
    const named = { ...population, filters: [{ column: "reviewer", operator: "in" as const, values: [...filterValues] }] };
    const input = sampleInput();
    const runs = input.runs.map((run) => ({ ...run, record: { ...run.record, population: named } }));
    const [stated] = input.populations.populations;
    if (stated === undefined) throw new Error("The sample has a population.");
    const journal = sampleJournal(["case-created", "programme-locked", "run-added", "run-added", "case-sealed"], runs);
    return verifyFiles(
      await packFiles({
        runs,
        populations: { ...input.populations, populations: [{ ...stated, definition: named }] },
        journal: { ...journal, payloads: journal.payloads.filter(({ seq }) => !withheld.includes(seq)) },
        privacy: { ...input.privacy, withheldPayloads: withheld.map((seq) => ({ seq, reason: "names people" })) },
      }),
    );
  }

  test("payloads of runs that name somebody are withheld without breaking the chain", async () => {
    const report = await withoutPayloads([3, 4]);
    expect(report.steps.find((step) => step.id === "journal-payloads")).toMatchObject({
      state: "withheld",
      message: expect.stringContaining("2 of 5"),
    });
    expect(report.result).toBe("success");
  });

  test("the payload of a run that names nobody is not, because its digest tells whether the run was edited", async () => {
    expect(failure(await withoutPayloads([3], []))).toMatch(
      /^documents: .*run-1 is not in the journal, or its entry is withheld without need/,
    );
  });

  test("nor is that of the lock, because runs are held against it", async () => {
    expect(failure(await withoutPayloads([2, 3, 4]))).toMatch(/^journal-payloads: The payload of entry 2 \(programme-locked\) is withheld/);
  });

  test("an aggregate that is withheld while its figures are shown as if they could be checked fails", async () => {
    const run = sampleRun("run-1");
    const withheldQueries = [{ runId: "run-1", query: "by-decision", reason: "small cells" }];
    const files = await packFiles({
      kind: "shareable",
      runs: [{ ...run, files: { "large-groups.csv": run.files["large-groups.csv"] ?? "" } }],
      privacy: { ...sampleInput().privacy, withheldQueries },
    });
    const report = await verifyFiles(files);
    expect(failedSteps(report)).toEqual(["reperformance"]);
    expect(report.reperformance?.runs[0]?.differences).toContainEqual(
      expect.objectContaining({ subject: "figure counting/share/approve", stored: "not withheld" }),
    );
  });

  test("recomputing can be left to later, and the conclusion says so", async () => {
    const trust = { signers: parseAllowedSigners(allowedSignersLine(testSigner())) };
    const report = await verifyPack(packInMemory(good), trust, { verifyTime: VERIFY_TIME, analyses: null });
    expect(report.conclusion).toMatch(/^VERIFIED\. .* figures were NOT recomputed\.$/);
    expect(report.steps.find((step) => step.id === "reperformance")).toMatchObject({ state: "not-checked", mandatory: false });
  });
});

test("manifests that are sorted otherwise, list a file twice or have no end are refused, though they are signed", async () => {
  for (const change of [
    (content: string) => content.split("\n").toReversed().slice(1).join("\n").concat("\n"),
    (content: string) => content.replace(/^.*\n/, "$&$&"),
    (content: string) => content.trimEnd(),
  ]) {
    const files = new Map(good);
    recomputeManifests(files);
    files.set("manifest-sha256.txt", utf8(change(text(files, "manifest-sha256.txt"))));
    expect(failedSteps(await verifyFiles(files))).toContain("file-set");
  }
});
