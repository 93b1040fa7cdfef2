import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countedCells, groupCells, requireCutTotals, sumCounts } from "../../../src/analyses/human-overrides/counts.ts";
import { type DecisionRow, type Run, runOverrides } from "./override-population.ts";
import { simulateReviews } from "./simulated-reviews.ts";

const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: null });
const decisionRow: fc.Arbitrary<DecisionRow> = fc.record({
  decision: maybe(["approve", "reject"] as const),
  final: maybe(["approve", "reject"] as const),
  reviewer: maybe(["ann", "bob/1", "%"]),
  score: maybe([0.1, 0.3, 0.5, 0.5, 0.9]),
  sex: maybe(["f", "m", "(unknown)"]),
  version: maybe(["1", "2"]),
  reason: maybe(["x", ""]),
  decidedAt: maybe(["2026-01-06 00:00:00", "2026-01-20 12:00:00"]),
  startedAt: maybe(["2026-02-01 00:00:00"]),
  reviewedAt: maybe(["2026-02-01 00:00:05", "2026-02-01 00:01:00", "2026-02-01 00:00:05.500"]),
});

const counted = (run: Run, id: string) => {
  const { outcome } = run.figure(id);
  return outcome.status === "computed" ? [outcome.detail?.["count"] ?? outcome.estimate, outcome.n] : null;
};
const share = (rows: readonly DecisionRow[], hit: (row: DecisionRow) => boolean) =>
  rows.length === 0 ? null : [rows.filter(hit).length, rows.length];

describe("SQL counts what a plain loop counts", () => {
  test("coverage, directional overrides, reasons, runs and bulk, on any small population", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(decisionRow, { minLength: 1, maxLength: 25 }), async (drawn) => {
        // Both words occur on the model's side, so that the vocabulary check has nothing to say.
        const bothWords: DecisionRow[] = [{ decision: "approve" }, { decision: "reject" }];
        const rows = [...drawn, ...bothWords].filter(({ sex }) => sex !== "(unknown)");
        const run = await runOverrides(rows);
        const reviewed = rows.filter(({ reviewer }) => typeof reviewer === "string");
        const complete = reviewed.filter(({ decision, final }) => typeof decision === "string" && typeof final === "string");
        expect(counted(run, "review-coverage")).toEqual(share(rows, ({ reviewer }) => typeof reviewer === "string"));
        expect(counted(run, "override-rate")).toEqual(share(complete, ({ decision, final }) => decision !== final));
        const rejected = complete.filter(({ decision }) => decision === "reject");
        expect(counted(run, "directional-override/to-favourable")).toEqual(share(rejected, ({ final }) => final === "approve"));
        const overridden = complete.filter(({ decision, final }) => decision !== final);
        expect(counted(run, "reasons-given")).toEqual(share(overridden, ({ reason }) => reason === "x"));
        for (const row of run.aggregates.get("review-order")?.rows ?? [])
          expect(row["longest"]).toBe(longestRun(rows, String(row["reviewer"])));
        for (const row of run.aggregates.get("review-order")?.rows ?? [])
          expect(row["bulk_reviews"]).toBe(bulkReviews(rows, String(row["reviewer"])));
      }),
      { numRuns: 25 },
    );
  });

  test("each cut adds up to all decisions", async () => {
    const run = await runOverrides(simulateReviews({ seed: 6, rows: 700 }));
    for (const cut of ["all", "group", "window", "version"] as const)
      expect(sumCounts(countedCells(run.aggregates, cut)).decisions, cut).toBe(700);
  });

  test("attributes beyond three are counted in a second batch, and each must be there and add up", async () => {
    const attributes = [
      { name: "d", column: "attribute_sex" },
      { name: "a", column: "model_version" },
      { name: "c", column: "reviewer" },
      { name: "b", column: "decision" },
    ];
    const run = await runOverrides(simulateReviews({ seed: 6, rows: 300 }), { population: { attributes } });
    const byAttribute = groupCells(countedCells(run.aggregates, "group"), ({ attribute }) => attribute);
    expect([...byAttribute].map(([attribute, cells]) => [attribute, sumCounts(cells).decisions])).toEqual([
      ["a", 300],
      ["b", 300],
      ["c", 300],
      ["d", 300],
    ]);
    expect(sumCounts(countedCells(run.aggregates, "all")).decisions).toBe(300);
    expect(() => requireCutTotals(run.population, run.aggregates)).not.toThrow();
    const withoutSecond = new Map([...run.aggregates].filter(([name]) => name !== "review-counts-2"));
    expect(() => requireCutTotals(run.population, withoutSecond)).toThrow("Groups of d add up to 0 decisions, not 300.");
  });
});

describe("words", () => {
  test("reviewers who write decisions in other words than the model are not counted as overriding", async () => {
    const rows = simulateReviews({ seed: 7, rows: 400 }).map(
      (row) => ({ ...row, final: row.final === "approve" ? ("APPROVED" as "approve") : "reject" }) as DecisionRow,
    );
    const run = await runOverrides(rows);
    expect(run.figure("override-rate").outcome).toMatchObject({ status: "not-computable", code: "assumption-failed" });
    expect(run.figure("final-decisions-in-other-words").outcome).toMatchObject({ status: "computed", detail: { words: "APPROVED" } });
    expect(run.verdicts).toHaveLength(4);
    expect(new Set(run.verdicts.map(({ state }) => state))).toEqual(new Set(["insufficient-evidence"]));
    expect(run.figure("review-coverage").outcome.status).toBe("computed");
  });
});

function reviewsInOrder(rows: readonly DecisionRow[], reviewer: string): DecisionRow[] {
  return rows.filter((row) => row.reviewer === reviewer && row.reviewedAt).toSorted((left, right) => stamp(left) - stamp(right));
}

function stamp(row: DecisionRow): number {
  return Date.parse(`${row.reviewedAt?.replace(" ", "T") ?? ""}Z`);
}

function longestRun(rows: readonly DecisionRow[], reviewer: string): number {
  let current = 0;
  let longest = 0;
  for (const { decision, final } of reviewsInOrder(rows, reviewer)) {
    if (!decision || !final) continue;
    current = decision === final ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

function bulkReviews(rows: readonly DecisionRow[], reviewer: string): number {
  const seconds = reviewsInOrder(rows, reviewer).map((row) => Math.floor(stamp(row) / 1000));
  return seconds.filter((second) => seconds.filter((other) => other === second).length > 1).length;
}
