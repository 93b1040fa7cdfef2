import { DEFAULT_CLAIMS } from "../../src/contract/pack-schemas.ts";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ColumnMapping } from "../../src/contract/source-schemas.ts";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { readFileSync } from "node:fs";
import { createKey, unlockKey } from "../../src/workbench/key-service.ts";
import { draftRequest } from "../../src/workbench/population-draft.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { createServices } from "../../src/workbench/workbench.ts";

const SAMPLE = join(import.meta.dirname, "../../../shared/data/samples/nannyml-employment");
const folder = mkdtempSync(join(tmpdir(), "tickmark-employment-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CATEGORICAL = ["SCHL", "MAR", "RELP", "DIS", "ESP", "CIT", "MIG", "MIL", "ANC", "NATIVITY", "DEAR", "DEYE", "DREM"];
const DECISIONS: ColumnMapping[] = [
  { column: "id", use: "decisionId", type: "text" },
  { column: "year", use: "decidedAt", type: "timestamp", formats: ["%Y"], timeZone: "UTC" },
  { column: "prediction", use: "decision", type: "text" },
  { column: "predicted_probability", use: "score", type: "double" },
  { column: "AGEP", use: "feature", type: "double", featureKind: "numeric" },
  ...CATEGORICAL.map((column): ColumnMapping => ({ column, use: "feature", type: "text", featureKind: "categorical" })),
  { column: "SEX", use: "attribute", type: "text" },
  { column: "RAC1P", use: "attribute", type: "text" },
];
const OUTCOMES: ColumnMapping[] = [
  { column: "id", use: "decisionId", type: "text" },
  { column: "employed", use: "outcome", type: "text" },
];
const NO_PROVENANCE = {
  system: "",
  query: "",
  extractedBy: "",
  extractedAt: "",
  receivedFrom: "",
  receivedAt: "",
  completenessEvidence: "",
};

describe("208,892 census predictions with labels in a second file", () => {
  test("import, join, run as far as the roles allow, and pack", { timeout: 240_000 }, async ({ skip }) => {
    if (!existsSync(SAMPLE)) skip("the census sample is not in this clone");
    process.env["TICKMARK_HOME"] = join(folder, "home");
    const { cases, sources, population, programme, runs, packs, close } = createServices();
    await cases.create({
      directory: join(folder, "employment"),
      title: "Employment",
      organisation: "",
      auditor: "a@example.org",
      tier: "high",
      domain: "employment",
      objective: "",
    });
    const { session } = cases;
    const job = quietJob();
    const take = async (name: string, kind: "decisions" | "outcomes", columns: ColumnMapping[]) => {
      const { planId } = await sources.preview([join(SAMPLE, name)]);
      return await sources.import(
        session,
        {
          planId,
          kind,
          title: name,
          columns,
          answers: {},
          controlTotals: [{ measure: "rows", given: "208892" }],
          provenance: NO_PROVENANCE,
        },
        job,
      );
    };
    const decisions = await take("employment_MA_analysis.pq", "decisions", DECISIONS);
    const outcomes = await take("employment_MA_analysis_target.pq", "outcomes", OUTCOMES);
    for (const source of [decisions, outcomes]) {
      expect(source).toMatchObject({ rowsRead: 208_892, rowsImported: 208_892, rowsRejected: 0 });
      expect(source.controlTotals).toMatchObject([{ measure: "rows", agrees: true }]);
    }
    const view = await population.build(
      session,
      {
        ...draftRequest(session, sources),
        taskType: "binary",
        timeZone: "UTC",
        favourableDecision: "1",
        positiveDecision: "1",
        positiveOutcome: "1",
        labelAvailability: "all",
        baseline: { kind: "period", startMs: Date.parse("2016-01-01T00:00:00Z"), endMs: Date.parse("2017-01-01T00:00:00Z") },
      },
      job,
    );
    expect(view).toMatchObject({ rows: 208_892, duplicateDecisionIds: 0 });
    expect(view.joins).toMatchObject([{ kind: "outcomes", matched: 208_892, decisionsWithout: 0, unmatched: 0, duplicates: 0 }]);

    const window = { kind: "calendar", unit: "year" } as const;
    programme.save(
      session,
      {
        title: "Yearly",
        entries: [
          { entryId: "drift", analysisId: "data-drift", parameters: { window } },
          ...["subgroup-disaggregation", "human-overrides"].map((id) => ({ entryId: id, analysisId: id, parameters: {} })),
        ],
      },
      session.policy.policyId,
    );
    const heads = await runs.runProgramme(session, null, job);
    const [drift, groups, overrides] = heads.map((head) => runs.load(session, head.runId).record);

    const windows = new Set(drift?.figures.map((figure) => figure.dimensions["window"]).filter((label) => label !== undefined));
    expect([...windows].toSorted()).toEqual(expect.arrayContaining(["2017", "2018"]));
    expect(drift?.verdicts.some((verdict) => verdict.state !== "insufficient-evidence")).toBe(true);

    // Selection rates counted by hand: SEX=1 0.538, SEX=2 0.533.
    const rate = (group: string): number => {
      const figure = groups?.figures.find((candidate) => candidate.name === "selectionRate" && candidate.figureId.endsWith(`SEX=${group}`));
      return figure?.outcome.status === "computed" ? figure.outcome.estimate : Number.NaN;
    };
    expect(rate("1")).toBeCloseTo(0.538, 3);
    expect(rate("2")).toBeCloseTo(0.533, 3);

    expect(overrides?.verdicts).toHaveLength(1);
    expect(overrides?.verdicts[0]).toMatchObject({
      state: "insufficient-evidence",
      missing: expect.arrayContaining(["reviewer"]) as string[],
    });
    expect(overrides?.answer).toMatch(/reviewer/i);

    const key = createKey("a@example.org", "correct horse battery", new Date().toISOString());
    const results: unknown[] = [];
    for (const kind of ["restricted", "shareable"] as const) {
      const signer = unlockKey(key.keyId, "correct horse battery");
      const built = await packs.build(session, { ...DEFAULT_CLAIMS, kind }, signer, job);
      const report = await verifyPackFile(built.zipPath, readFileSync(built.allowedSignersPath, "utf8"), {
        verifyTime: new Date().toISOString(),
        analyses: programme.analyses,
      });
      results.push(report.result);
    }
    expect(results).toEqual(["success", "withheld"]);
    await close();
  });
});
