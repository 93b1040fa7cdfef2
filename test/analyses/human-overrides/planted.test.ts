import { describe, expect, test } from "vitest";
import { type Run, runOverrides } from "./override-population.ts";
import { simulateReviews } from "./simulated-reviews.ts";

const exceptions = (run: Run) =>
  run.verdicts.filter(({ state }) => state === "exception").map(({ figureId }) => figureId.replace("human-overrides/", ""));

describe("planted deviations", () => {
  test("a reviewer who accepts everything in seconds is an exception, the others are not", async () => {
    const run = await runOverrides(simulateReviews({ seed: 1, rows: 9000, rubberStamp: "r03" }));
    expect(exceptions(run)).toContain("reviewer-override-rate/r03");
    expect(exceptions(run).every((id) => id.endsWith("/r03"))).toBe(true);
    const times = run.figure("short-review-share/r03").outcome;
    expect(times.status === "computed" ? times.estimate : 0).toBe(1);
    const runLength = run.figure("longest-accept-run/r03").outcome;
    expect(runLength.status === "computed" ? runLength.pValue : 1).toBeLessThan(0.001);
    expect(run.answer).toContain("reviewer r03");
    expect(run.verdicts.find(({ figureId }) => figureId.endsWith("reviewer-override-rate/r05"))?.state).toBe("no-exception");
  });

  test("a reviewer who overrides one group more is named with that group and direction", async () => {
    const run = await runOverrides(simulateReviews({ seed: 2, rows: 9000, biased: { reviewer: "r07", more: 0.3 } }));
    const found = exceptions(run).filter((id) => id.startsWith("reviewer-group-difference"));
    // Of two groups the smaller one is judged; the larger one's figure is the same with the sign turned.
    expect(found).toEqual(["reviewer-group-difference/sex/f/to-unfavourable/r07"]);
    const difference = run.figure("reviewer-group-difference/sex/m/to-unfavourable/r07").outcome;
    expect(difference.status === "computed" ? difference.estimate : 0).toBeGreaterThan(0.2);
  });

  test("people who add disparity together are an exception of the groups, not of a reviewer", async () => {
    const run = await runOverrides(simulateReviews({ seed: 3, rows: 5000, allAgainstF: 0.25 }));
    expect(exceptions(run)).toContain("disparity-change/sex/f");
    expect(exceptions(run).some((id) => id.startsWith("reviewer-excess"))).toBe(false);
    expect(run.charts.map(({ chartId }) => chartId)).toEqual([
      "reviewer-funnel-to-favourable",
      "reviewer-funnel-to-unfavourable",
      "override-rate-by-window",
      "override-by-group-1-to-favourable",
      "override-by-group-1-to-unfavourable",
    ]);
  });

  test("honest reviewers who differ as people do raise nothing, seed after seed", async () => {
    const raised: string[] = [];
    for (let seed = 100; seed < 104; seed += 1) raised.push(...exceptions(await runOverrides(simulateReviews({ seed, rows: 3000 }))));
    expect(raised).toEqual([]);
  });
});

describe("what is told of each reviewer", () => {
  test("the records behind a figure are the cases of its denominator", async () => {
    const { humanOverrides } = await import("../../../src/analyses/human-overrides/index.ts");
    const run = await runOverrides(simulateReviews({ seed: 4, rows: 600 }));
    const input = { parameters: humanOverrides.parameters.parse({}), population: run.population, aggregates: run.aggregates };
    const filters = (id: string) => humanOverrides.recordsBehind?.(input, `human-overrides/${id}`);
    expect(filters("reviewer-excess/to-favourable/r02")).toEqual([
      { column: "favourable", operator: "=", values: [false] },
      { column: "final_favourable", operator: "is-not-null", values: [] },
      { column: "reviewer", operator: "=", values: ["r02"] },
    ]);
    expect(filters("review-coverage-by-group/sex/%28unknown%29")).toEqual([{ column: "attribute_sex", operator: "is-null", values: [] }]);
    expect(filters("override-rate-by-window/2026-w03")?.map(({ values }) => values)).toEqual([
      [],
      ["2026-01-12T00:00:00.000Z"],
      ["2026-01-19T00:00:00.000Z"],
    ]);
    expect(filters("trained-roster-share")).toBeNull();
    expect(humanOverrides.recordsBehind?.(input, "data-drift/psi/x")).toBeNull();
  });

  test("the plan gives the same SQL byte for byte and every figure an address of its own", async () => {
    const rows = simulateReviews({ seed: 4, rows: 600 });
    const [one, other] = [await runOverrides(rows), await runOverrides(rows)];
    expect(JSON.stringify(one.figures)).toBe(JSON.stringify(other.figures));
    expect(new Set(one.figures.map(({ figureId }) => figureId)).size).toBe(one.figures.length);
  });
});
