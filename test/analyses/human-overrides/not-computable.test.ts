import { describe, expect, test } from "vitest";
import { type DecisionRow, type Run, populationOf, runOverrides } from "./override-population.ts";
import { simulateReviews } from "./simulated-reviews.ts";

const code = (run: Run, id: string) => {
  const { outcome } = run.figure(id);
  return outcome.status === "computed" ? outcome.estimate : outcome.code;
};

/** Model right/wrong by final right/wrong: 6 both right, 3 mended, 1 spoiled, 2 errors accepted. */
const LABELLED: DecisionRow[] = [
  ...Array.from({ length: 6 }, (): DecisionRow => ({ decision: "approve", final: "approve", outcome: "repaid", before: "reject" })),
  ...Array.from({ length: 3 }, (): DecisionRow => ({ decision: "reject", final: "approve", outcome: "repaid", before: "approve" })),
  { decision: "approve", final: "reject", outcome: "repaid", before: "reject" },
  { decision: "approve", final: "approve", outcome: "default", before: "reject" },
  { decision: "reject", final: "reject", outcome: "repaid", before: "reject" },
  { decision: "approve", final: "approve", outcome: null, before: null },
].map(
  (row): DecisionRow => ({ ...row, reviewer: "ann", decidedAt: "2026-01-10 00:00:00", outcomeAt: "2026-01-20 00:00:00" }) as DecisionRow,
);

describe("who was right", () => {
  test("is counted where an outcome exists whatever was decided", async () => {
    const run = await runOverrides([...LABELLED, { decision: "approve", final: "reject", outcome: "repaid" }]);
    expect(code(run, "override-precision")).toBe(3 / 4);
    expect(code(run, "harmful-override")).toBe(1 / 7);
    expect(code(run, "error-acceptance")).toBe(2 / 5);
    expect(code(run, "net-accuracy")).toBeCloseTo(2 / 12, 14);
    expect(run.figure("net-accuracy").outcome).toMatchObject({ n: 12, pValue: expect.closeTo(0.625, 12) });
    // A wrong first decision met right advice 7 times (6 followed); a right one met wrong advice 4 times (3 withstood).
    expect(code(run, "relative-ai-reliance")).toBe(6 / 7);
    expect(code(run, "relative-self-reliance")).toBe(3 / 4);
  });

  test.each([
    ["selective-labels", { labelAvailability: "final-favourable-only" }],
    ["selective-labels", { labelAvailability: "not-stated" }],
    ["not-identifiable", { labelCausedByDecision: true }],
    ["missing-role", { positiveOutcome: null }],
    ["unsupported-task", { taskType: "rule" }],
  ] as const)("is refused: %s", async (expected, population) => {
    const run = await runOverrides(LABELLED, { population });
    for (const id of ["override-precision", "harmful-override", "error-acceptance", "net-accuracy", "relative-ai-reliance"])
      expect(code(run, id)).toBe(expected);
    expect(run.aggregates.has("review-outcomes")).toBe(false);
  });

  test("waits until outcomes are mature and ignores late ones", async () => {
    const cutOffMs = Date.UTC(2026, 0, 15);
    const immature = await runOverrides(LABELLED, { population: { outcomeHorizonDays: 30, cutOffMs } });
    expect(code(immature, "net-accuracy")).toBe("immature-labels");
    const late = await runOverrides(LABELLED, { population: { outcomeHorizonDays: 5, cutOffMs: Date.UTC(2026, 5, 1) } });
    expect(code(late, "net-accuracy")).toBe("immature-labels");
    const mature = await runOverrides(LABELLED, { population: { outcomeHorizonDays: 10, cutOffMs: Date.UTC(2026, 5, 1) } });
    expect(code(mature, "net-accuracy")).toBeCloseTo(2 / 12, 14);
  });

  test("is refused where a horizon is stated and nothing tells which outcomes are mature", async () => {
    const withoutCutOff = await runOverrides(LABELLED, { population: { outcomeHorizonDays: 10, cutOffMs: null } });
    expect(withoutCutOff.figure("net-accuracy").outcome).toMatchObject({
      code: "missing-role",
      reason: expect.stringContaining("cut-off"),
    });
    const roles = populationOf(0).roles.filter((role) => role !== "decidedAt");
    const undated = await runOverrides(LABELLED, {
      population: { roles, covered: null, outcomeHorizonDays: 10, cutOffMs: Date.UTC(2026, 5, 1) },
    });
    expect(undated.figure("error-acceptance").outcome).toMatchObject({
      code: "missing-role",
      reason: expect.stringContaining("decision time"),
    });
    expect(withoutCutOff.aggregates.has("review-outcomes") || undated.aggregates.has("review-outcomes")).toBe(false);
  });

  test("reliance is not identifiable without the decision before advice", async () => {
    const roles = populationOf(0).roles.filter((role) => role !== "humanBefore");
    const run = await runOverrides(LABELLED, { population: { roles } });
    expect(code(run, "relative-ai-reliance")).toBe("not-identifiable");
    expect(code(run, "override-precision")).toBe(3 / 4);
  });
});

describe("missing roles and statements", () => {
  const rows = simulateReviews({ seed: 8, rows: 800 });

  test("without reviewers there is one verdict, and it names the role", async () => {
    const run = await runOverrides(rows, { population: { roles: ["decision", "finalDecision"] } });
    expect(run.verdicts).toHaveLength(1);
    expect(run.verdicts[0]).toMatchObject({ state: "insufficient-evidence", missing: ["reviewer"] });
  });

  test("decision, reviewer and final decision alone give rates, and say what else is missing", async () => {
    const run = await runOverrides(rows, {
      population: {
        roles: ["decision", "finalDecision", "reviewer"],
        attributes: [],
        decisionRule: null,
        covered: null,
        favourableDecision: null,
      },
    });
    expect(typeof code(run, "override-rate")).toBe("number");
    for (const id of [
      "directional-override/to-favourable",
      "reviewer-excess",
      "reviewer-group-difference",
      "disparity-change",
      "override-rate-by-window",
      "review-coverage-by-band",
      "reasons-given",
      "cohen-kappa",
      "review-seconds/r01",
      "bulk-review-share/r01",
      "longest-accept-run/r01",
      "override-slope/r01",
    ])
      expect(code(run, id), id).toBe("missing-role");
    expect(
      run.verdicts
        .filter(({ figureId }) => !figureId.includes("reviewer-override-rate"))
        .every(({ state }) => state === "insufficient-evidence"),
    ).toBe(true);
  });

  test("a population in which nobody reviewed says so", async () => {
    const run = await runOverrides(rows.map((row) => ({ ...row, reviewer: null })));
    expect(code(run, "review-coverage")).toBe(0);
    expect(code(run, "override-rate")).toBe("no-rows");
    expect(new Set(run.verdicts.map(({ state }) => state))).toEqual(new Set(["insufficient-evidence"]));
  });

  test("a policy without thresholds judges nothing", async () => {
    const run = await runOverrides(rows, { policy: { thresholds: {} } });
    expect(run.verdicts.length).toBeGreaterThan(10);
    expect(new Set(run.verdicts.map(({ state }) => state))).toEqual(new Set(["insufficient-evidence"]));
    expect(run.verdicts.some(({ reason }) => reason.includes("human-overrides.minimumOverrideRate"))).toBe(true);
  });

  test("three reviewers are too few for a funnel, yet a rubber stamp still shows by its times", async () => {
    const run = await runOverrides(simulateReviews({ seed: 9, rows: 3000, reviewers: 3, rubberStamp: "r02" }));
    expect(code(run, "reviewer-excess/to-favourable/r01")).toBe("too-few");
    expect(run.verdicts.find(({ figureId }) => figureId.endsWith("reviewer-override-rate/r02"))?.state).toBe("exception");
  });

  test("times on whole minutes cannot show bulk reviews", async () => {
    const coarse = rows.map((row) => ({
      ...row,
      reviewedAt: row.reviewedAt === undefined || row.reviewedAt === null ? null : `${row.reviewedAt.slice(0, 16)}:00`,
    }));
    const run = await runOverrides(coarse);
    expect(code(run, "bulk-review-share/r01")).toBe("assumption-failed");
  });

  test("groups unknown for more than a tenth are not judged", async () => {
    const run = await runOverrides(rows.map((row, index) => (index % 5 === 0 ? { ...row, sex: null } : row)));
    const verdict = run.verdicts.find(({ figureId }) => figureId.includes("disparity-change/sex/"));
    expect(verdict).toMatchObject({ state: "insufficient-evidence", missing: ["known groups"] });
  });
});
