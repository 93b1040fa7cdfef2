import { beforeAll, describe, expect, test } from "vitest";
import { comparePacks } from "../../src/evidence/pack-diff.ts";
import { type PackReader, packInMemory } from "../../src/evidence/pack-reader.ts";
import { TAG_MANIFEST } from "../../src/evidence/profile.ts";
import { sha256Hex } from "../../src/foundation/digest.ts";
import type { PackInput } from "../../src/packs/pack-input.ts";
import { sampleInput, sampleRun } from "../../src/selftest/sample-input.ts";
import { bytesOf } from "../../src/selftest/sample-pack.ts";
import { type PackFiles, packFiles } from "../packs/support/built-pack.ts";

let first: PackFiles;
beforeAll(async () => {
  first = await packFiles();
});

const digestOf = (files: PackFiles): string => sha256Hex(bytesOf(files, TAG_MANIFEST));
const superseding = () => ({ revision: 2, supersedes: { revision: 1, tagmanifestSha256: digestOf(first) } });
const next = async (change: Partial<PackInput> = {}): Promise<PackReader> => packInMemory(await packFiles({ ...superseding(), ...change }));

/** The planned run of the sample, changed. */
function changedRun(
  runId: string,
  change: (record: PackInput["runs"][number]["record"]) => PackInput["runs"][number]["record"],
): PackInput["runs"][number] {
  const run = sampleRun(runId);
  return { ...run, record: change(run.record) };
}

describe("the difference of two packs", () => {
  test("of the same case says which fields changed, and that the newer supersedes the older", async () => {
    const title = "Audit, second look";
    const newer = await next({ title, recipients: ["reviewer@example.net", "board@example.com"] });
    const difference = comparePacks(packInMemory(first), newer);
    expect(difference.chained).toBe(true);
    expect(difference.conclusion).toMatch(/supersedes EP-2026-0001-r1/);
    const fields = new Map(difference.documents.map(({ document, subject, before, after }) => [`${document} ${subject}`, [before, after]]));
    expect(fields.get("pack.json title")).toEqual([sampleInput().title, title]);
    expect(fields.get("pack.json revision")).toEqual(["1", "2"]);
    expect(fields.get("pack.json recipients")).toEqual(['["reviewer@example.net"]', '["reviewer@example.net","board@example.com"]']);
    expect([difference.figures, difference.figuresUnchanged]).toEqual([[], 4]);
    expect(difference.files.changed).toContain("data/pack.json");
    expect([difference.files.added, difference.files.removed]).toEqual([[], []]);
  });

  test("of a pack with itself is empty", () => {
    const same = comparePacks(packInMemory(first), packInMemory(first));
    expect([same.documents, same.figures, same.files.changed, same.chained]).toEqual([[], [], [], false]);
    expect(same.conclusion).toContain("equal in everything that is signed");
  });

  test("names thresholds, and the programme entry that is new, by what they are", async () => {
    const { policies, programme } = sampleInput();
    const [policy] = policies.policies;
    if (policy === undefined) throw new Error("The sample has a policy.");
    const newer = await next({
      policies: { formatVersion: 1, policies: [{ ...policy, thresholds: { "counting.share": 0.2 } }] },
      programme: { ...programme, entries: [{ entryId: "0", analysisId: "other", parameters: {} }, ...programme.entries] },
    });
    const { documents } = comparePacks(packInMemory(first), newer);
    expect(documents).toContainEqual({
      document: "policy.json",
      subject: "policies.standard.thresholds.counting.share",
      before: "0.1",
      after: "0.2",
    });
    expect(documents.filter(({ document }) => document === "programme.json")).toEqual([
      expect.objectContaining({ subject: "entries.0", before: "absent" }),
    ]);
  });

  test("tells each figure that changed, with its verdict, though the run got another id", async () => {
    const figureId = "counting/share/approve";
    const run = changedRun("run-3", (record) => ({
      ...record,
      figures: record.figures.map((figure) =>
        figure.figureId === figureId && figure.outcome.status === "computed"
          ? { ...figure, outcome: { ...figure.outcome, estimate: 0.75 } }
          : figure,
      ),
      verdicts: record.verdicts.map((verdict) => (verdict.figureId === figureId ? verdict : { ...verdict, state: "exception" as const })),
    }));
    const difference = comparePacks(packInMemory(first), await next({ runs: [run, sampleRun("run-2", "exploratory")] }));
    expect(difference.figures).toEqual([
      {
        runId: "run-3",
        analysisId: "counting",
        figureId,
        change: "changed",
        before: "0.6666666666666666 (share); n 30; Share",
        after: "0.75 (share); n 30; Share",
        verdictBefore: "insufficient-evidence",
        verdictAfter: "insufficient-evidence",
      },
      expect.objectContaining({ change: "verdict-changed", verdictBefore: "insufficient-evidence", verdictAfter: "exception" }),
    ]);
    expect(difference.figuresUnchanged).toBe(2);
    expect(difference.documents).toContainEqual({ document: "runs/run-3", subject: "runId", before: "run-1", after: "run-3" });
    expect(difference.files.added).toContain("data/runs/run-3/run.json");
    expect(difference.files.removed).toContain("data/runs/run-1/run.json");
  });

  test("matches a run whose parameters changed where there is nothing to choose, and shows one that is gone", async () => {
    const run = changedRun("run-3", (record) => ({ ...record, parameters: { smallestGroup: 3 } }));
    const difference = comparePacks(packInMemory(first), await next({ runs: [run] }));
    expect(difference.documents).toContainEqual({ document: "runs/run-3", subject: "parameters.smallestGroup", before: "2", after: "3" });
    expect(difference.figures.map(({ runId, change }) => [runId, change])).toEqual([
      ["run-2", "removed"],
      ["run-2", "removed"],
    ]);
  });

  test("says when the newer does not supersede the older, or is of another case or kind", async () => {
    const conclusion = async (change: Partial<PackInput>): Promise<string> =>
      comparePacks(packInMemory(first), await next(change)).conclusion;
    expect(await conclusion({ supersedes: { revision: 1, tagmanifestSha256: "0".repeat(64) } })).toContain("but not this EP-2026-0001-r1");
    expect(await conclusion({ supersedes: null })).toContain("does not say that it supersedes anything");
    expect(await conclusion({ packId: "urn:uuid:00000000-0000-0000-0000-000000000001" })).toContain("two different cases");
    expect(await conclusion({ kind: "shareable" })).toContain("is shareable");
    expect(comparePacks(await next(), packInMemory(first)).conclusion).toContain("is not newer");
  });

  test("of a pack that cannot be read is refused, naming it", async () => {
    const broken = new Map(first);
    broken.delete("data/policy.json");
    expect(() => comparePacks(packInMemory(broken), packInMemory(first))).toThrow(/The older pack cannot be compared/);
    const hostile = new Map(first).set("data/pack.json", new TextEncoder().encode('{"__proto__":1}'));
    expect(() => comparePacks(packInMemory(first), packInMemory(hostile))).toThrow(/The newer pack cannot be compared/);
    const refused = { ...packInMemory(first), problems: [{ step: "limits" as const, message: "too large" }] };
    expect(() => comparePacks(refused, packInMemory(first))).toThrow(/not sound: too large/);
  });
});
