import { describe, expect, test } from "vitest";
import { humanOverrides } from "../../../src/analyses/human-overrides/index.ts";
import { keyName, keyValue } from "../../../src/analyses/human-overrides/figure-building.ts";
import { seededRandom } from "../../../src/statistics/resampling/random.ts";
import { type DecisionRow, type Run, populationOf, runOverrides } from "./override-population.ts";
import { simulateReviews } from "./simulated-reviews.ts";

const verdict = (run: Run, id: string) => run.verdicts.find(({ figureId }) => figureId === `human-overrides/${id}`);

/** Twelve reviewers of 250 approved cases each; one never overrides, one overrides 30 % of all, the honest 10 to 14 %. */
function twoDeviants(): DecisionRow[] {
  const random = seededRandom(31, "two deviants");
  const deviants = Array.from({ length: 12 }, (_, reviewer) => `r${String(reviewer + 1).padStart(2, "0")}`).flatMap((reviewer, place) => {
    const rate = reviewer === "r11" ? 0 : reviewer === "r12" ? 0.3 : 0.1 + 0.004 * place;
    return Array.from({ length: 250 }, (): DecisionRow => ({
      decision: "approve",
      final: random.nextUniform() < rate ? "reject" : "approve",
      reviewer,
      score: 0.5 + random.nextUniform() / 2,
    }));
  });
  // The model must know both words.
  return [...deviants, { decision: "reject", final: null, reviewer: null }];
}

describe("reviewers beside outliers", () => {
  test("a rubber stamp does not hide a partial reviewer, and interval and p agree", async () => {
    const run = await runOverrides(twoDeviants());
    const excess = run.figure("reviewer-excess/to-unfavourable/r12").outcome;
    if (excess.status !== "computed") throw new Error(excess.reason);
    expect(excess.detail?.["outliersLeftOut"]).toBe("r11");
    expect(excess.pValue).toBeLessThan(0.001);
    expect(excess.interval?.lower).toBeGreaterThan(0);
    const judged = verdict(run, "reviewer-excess/to-unfavourable/r12");
    expect(judged?.state).toBe("exception");
    expect(judged?.reason).toContain("the other reviewers but r11");
    const accused = run.verdicts.filter(({ state }) => state === "exception").map(({ figureId }) => figureId.slice(-3));
    expect(new Set(accused)).toEqual(new Set(["r11", "r12"]));
  });
});

describe("questions by group", () => {
  const rows = simulateReviews({ seed: 12, rows: 3000 });

  test("two groups make one question: the larger group's figures are shown, not judged", async () => {
    const run = await runOverrides(rows);
    const reviewed = (sex: string) => rows.filter((row) => row.sex === sex && row.reviewer).length;
    const [smaller, larger] = reviewed("f") < reviewed("m") ? ["f", "m"] : ["m", "f"];
    for (const id of ["disparity-change/sex/GROUP", "reviewer-group-difference/sex/GROUP/to-favourable/r01"]) {
      const [judged, mirror] = [id.replace("GROUP", smaller), id.replace("GROUP", larger)];
      expect(verdict(run, judged), judged).toBeDefined();
      expect(verdict(run, mirror), mirror).toBeUndefined();
      const [one, other] = [run.figure(judged), run.figure(mirror)];
      expect(one.dimensions["rest"]).toBe(larger);
      expect(other.dimensions["mirrorOf"]).toBe(smaller);
      if (one.outcome.status !== "computed" || other.outcome.status !== "computed") throw new Error("Not computable.");
      expect(other.outcome.estimate).toBeCloseTo(-one.outcome.estimate, 12);
    }
    expect(verdict(run, `disparity-change/sex/${smaller}`)?.subject).toContain(
      `${smaller} to the rest (${larger}) among reviewed decisions`,
    );
  });

  test("three groups stay three questions", async () => {
    const run = await runOverrides(rows.map((row, index) => (index % 3 === 0 && row.sex !== null ? { ...row, sex: "x" } : row)));
    expect(run.verdicts.filter(({ figureId }) => figureId.includes("/disparity-change/"))).toHaveLength(3);
  });

  test("reviewers whose cases are of unknown group are not acquitted", async () => {
    const run = await runOverrides(
      rows.map((row, index) => (row.reviewer === "r01" && index % 10 < 6 ? { ...row, sex: null } : row)),
      { policy: { minimumCell: 10, thresholds: { "human-overrides.overrideRateDifference": 0.9 } } },
    );
    const states = (reviewer: string) =>
      run.verdicts
        .filter(({ figureId }) => figureId.includes("/reviewer-group-difference/") && figureId.endsWith(reviewer))
        .map(({ state, missing }) => [state, missing]);
    expect(states("r01").length).toBeGreaterThan(0);
    expect(states("r01").every(([state, missing]) => state === "insufficient-evidence" && missing?.includes("known groups"))).toBe(true);
    expect(states("r02").map(([state]) => state)).toContain("no-exception");
  });

  test("comparisons that were not made for want of cases have one verdict", async () => {
    const run = await runOverrides(
      rows.map((row, index) => (row.reviewer === "r03" && row.sex === "f" && index % 20 > 0 ? { ...row, sex: "m" } : row)),
    );
    const notMade = run.verdicts.filter(({ figureId }) => figureId.endsWith("reviewer-groups-too-small"));
    expect(notMade).toHaveLength(1);
    expect(notMade[0]).toMatchObject({ state: "insufficient-evidence", family: "reviewer-groups" });
    expect(notMade[0]?.reason).toMatch(/^2 of 24 comparisons/);
    expect((await runOverrides(rows)).verdicts.some(({ figureId }) => figureId.endsWith("reviewer-groups-too-small"))).toBe(false);
  });

  test("reasons say that rows are assumed independent where a subject can have several", async () => {
    const plain = await runOverrides(rows);
    const repeated = await runOverrides(rows, { population: { roles: [...populationOf(0).roles, "subjectId"] } });
    const judged = repeated.verdicts.filter(({ pValue }) => pValue !== undefined);
    expect(judged.length).toBeGreaterThan(20);
    expect(judged.every(({ reason }) => reason.includes("Rows assumed independent, also of one subject."))).toBe(true);
    expect(plain.verdicts.some(({ reason }) => reason.includes("independent"))).toBe(false);
  });
});

describe("values spelled like the words for what is missing", () => {
  test("keep figures and records of their own", async () => {
    const rows = simulateReviews({ seed: 13, rows: 400 }).map((row, index) => ({
      ...row,
      sex: ["(unknown)", '"(unknown)"', null, "f"][index % 4] ?? null,
      version: index % 2 === 0 ? "(no version)" : null,
    }));
    const run = await runOverrides(rows);
    const ids = run.figures
      .filter(({ name }) => name === "reviewCoverageByGroup" || name === "reviewCoverageByVersion")
      .map(({ figureId }) => figureId);
    expect(ids).toHaveLength(6);
    const counts = run.figures
      .filter(({ figureId }) => ids.includes(figureId))
      .map(({ outcome }) => (outcome.status === "computed" ? outcome.n : 0));
    expect(counts.toSorted((a, b) => a - b)).toEqual([100, 100, 100, 100, 200, 200]);
    const input = { parameters: humanOverrides.parameters.parse({}), population: run.population, aggregates: run.aggregates };
    const filters = ids
      .flatMap((id) => humanOverrides.recordsBehind?.(input, id) ?? [])
      .map(({ column, operator, values }) => [column, operator, ...values].join(" "));
    expect(filters.toSorted()).toEqual([
      'attribute_sex = "(unknown)"',
      "attribute_sex = (unknown)",
      "attribute_sex = f",
      "attribute_sex is-null",
      "model_version = (no version)",
      "model_version is-null",
    ]);
  });

  test.each([null, "", "f", "(unknown)", '"(unknown)"', '"(unknown)', '""(no score)""', "(no version)"])("%s reads back", (value) => {
    expect(keyValue(keyName(value, "(unknown)"), "(unknown)")).toBe(value);
  });
});

describe("score bands", () => {
  test("edges are type-1 quantiles in whole numbers", async () => {
    // In each but the last some n * step / (2 * bands) is whole and a level of type DOUBLE goes one rank too far.
    for (const [n, bands] of [
      [100, 10],
      [42, 7],
      [77, 11],
      [5, 3],
    ] as const) {
      const rows = Array.from({ length: n }, (_, index): DecisionRow => ({
        decision: "approve",
        final: "approve",
        reviewer: "ann",
        score: (index + 1) / 1024,
      }));
      const run = await runOverrides(rows, { parameters: { scoreBands: bands }, population: { decisionRule: null } });
      const edges = (run.aggregates.get("score-band-edges")?.rows ?? []).map(({ step, distance }) => [step, distance]);
      const expected = Array.from({ length: 2 * bands - 1 }, (_, index) => [
        index + 1,
        Math.floor((n * (index + 1) + 2 * bands - 1) / (2 * bands)) / 1024,
      ]);
      expect(edges).toEqual(expected);
    }
  });
});
