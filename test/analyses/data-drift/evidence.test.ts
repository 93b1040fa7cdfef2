import { describe, expect, test } from "vitest";
import { missingShareDifference } from "../../../src/analyses/data-drift/apart-figures.ts";
import { evidenceOf } from "../../../src/analyses/data-drift/drift-evidence.ts";
import type { SegmentCounts } from "../../../src/analyses/data-drift/feature-sample.ts";
import { type Computed, isComputed } from "../../../src/foundation/outcome.ts";
import { biasCorrectedStabilityIndex } from "../../../src/statistics/divergences/population-stability-index.ts";
import { outOfRangeShare } from "../../../src/statistics/two-samples/out-of-range.ts";
import { clopperPearsonInterval } from "../../../src/statistics/proportions/clopper-pearson.ts";
import { twoSampleChiSquared } from "../../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { newcombeDifference } from "../../../src/statistics/proportions/newcombe-difference.ts";
import { POLICY, driftPopulation, runDrift } from "./drift-case.ts";

function outsideEvidence(outside: number, m: number, threshold: number): ReturnType<typeof evidenceOf> {
  return evidenceOf("out-of-range-share", known(outOfRangeShare({ outside, m, n: 100_000, level: 0.95 })), threshold, 0.05);
}

function known<Value extends { status: string }>(outcome: Value): Computed {
  if (!isComputed(outcome as never)) throw new Error("not computed");
  return outcome as unknown as Computed;
}

function segment(rows: number, missing: number): SegmentCounts {
  return { rows, missing, cells: [rows - missing], fine: null, unseen: 0 };
}

describe("rows that would decide", () => {
  test("out of range: there are more than now, and with nothing observed as many as ln q / ln(1 - threshold)", () => {
    // Upper limit of 1 in 438 is .0108.
    const { rowsToDecide = 0 } = outsideEvidence(1, 438, 0.01);
    expect(rowsToDecide).toBeGreaterThan(438);
    const upper = (rows: number): number => clopperPearsonInterval(Math.round((rows / 438) * 1), rows, 0.9).upper;
    expect(upper(rowsToDecide * 2)).toBeLessThan(0.01);
    expect(outsideEvidence(0, 100, 0.01).rowsToDecide).toBeGreaterThanOrEqual(298);
    expect(outsideEvidence(0, 100, 0.01).rowsToDecide).toBeLessThanOrEqual(300);
  });

  test("no hint where the question is settled or the effect is at the threshold", () => {
    expect(outsideEvidence(1, 438, 0.02).rowsToDecide).toBeUndefined();
    expect(outsideEvidence(20, 438, 0.02).rowsToDecide).toBeUndefined();
  });

  test("missing share: Newcombe at the hinted rows lies inside, at a tenth fewer it does not", () => {
    const outcome = known(missingShareDifference(segment(5000, 500), segment(200, 22), 0.95));
    const rows = evidenceOf("missing-share-difference", outcome, 0.03, 0.05).rowsToDecide ?? 0;
    expect(rows).toBeGreaterThan(200);
    const inside = (m: number): boolean => {
      const limits = newcombeDifference(Math.round(0.11 * m), m, 500, 5000, 0.9);
      return limits.status === "computed" && (limits.interval?.upper ?? 1) < 0.03 && (limits.interval?.lower ?? -1) > -0.03;
    };
    expect(inside(Math.ceil(rows * 1.05))).toBe(true);
    expect(inside(Math.floor(rows * 0.9))).toBe(false);
  });

  test("index: never fewer rows than there are", () => {
    for (const shift of [0, 5, 10, 20, 40, 60]) {
      const baseline = [1000, 1000, 1000, 1000];
      const window = [100 + shift, 100, 100, 100 - shift];
      const effect = known(biasCorrectedStabilityIndex(baseline, window));
      const chiSquared = known(twoSampleChiSquared(baseline, window));
      const outcome: Computed = {
        ...effect,
        pValue: chiSquared.pValue ?? 1,
        detail: { ...effect.detail, df: 3, chiSquared: chiSquared.estimate },
      };
      for (const threshold of [0.01, 0.02, 0.05, 0.1]) {
        const { rowsToDecide } = evidenceOf("psi", outcome, threshold, 0.05);
        if (rowsToDecide !== undefined) expect(rowsToDecide).toBeGreaterThan(400);
      }
    }
  });
});

describe("what a figure rests on", () => {
  test("the missing share has the window's rows as n, as all figures of a window do", () => {
    expect(missingShareDifference(segment(5000, 500), segment(200, 22), 0.95)).toMatchObject({ n: 200 });
  });

  test("a baseline whose range is beyond the largest double has no sigma, and the run goes on", async () => {
    const setup = [
      `create table population as select i::bigint as record_number, timestamp '2026-01-05' + to_seconds(i * 3024) as decided_at,
        case i % 200 when 0 then 1.7e308 when 1 then -1.7e308 else i % 200 end::double as feature_income from range(400) t(i)`,
    ];
    const features = [{ name: "income", column: "feature_income", kind: "numeric" as const }];
    const run = await runDrift(setup, driftPopulation({ features, rows: 400 }, 2), {}, { ...POLICY, minimumCell: 50 });
    expect(run.outcome("data-drift/wasserstein/income/2026-w03")).toMatchObject({ status: "not-computable" });
    expect(run.outcome("data-drift/psi/income/2026-w03")).toMatchObject({ status: "computed" });
  });

  test("a distance that the cells cannot tell is refused; with fine cells it is within the error it states", async () => {
    // Exponential values with one far in the tail: the open top decile is wider than all others together.
    const setup = [
      `create table population as select i::bigint as record_number, timestamp '2026-01-05' + to_microseconds(i * 302400000) as decided_at,
        -ln(1 - ((i * 149 % 2000) + 0.5) / 2000) as feature_income from range(4000) t(i)`,
    ];
    const features = [{ name: "income", column: "feature_income", kind: "numeric" as const }];
    const population = driftPopulation({ features, rows: 4000 }, 2);
    const coarse = await runDrift(setup, population, {}, { ...POLICY, minimumCell: 50 });
    expect(coarse.outcome("data-drift/wasserstein/income/2026-w03")).toMatchObject({
      code: "numerical",
      reason: expect.stringContaining("too wide"),
    });
    const fine = await runDrift(setup, population, { fineCells: "all" }, { ...POLICY, minimumCell: 50 });
    // The same values in both weeks: the exact distance is 0.
    expect(fine.outcome("data-drift/wasserstein/income/2026-w03")).toMatchObject({ status: "computed", detail: { atLeast: 0 } });
  });

  test("where subjects are recorded every p and the answer say that rows were taken as independent", async () => {
    const setup = [
      `create table population as select i::bigint as record_number, timestamp '2026-01-05' + to_seconds(i * 302) as decided_at, 's' || (i % 100) as subject_id,
        (i * 37 % 101)::double as feature_income, 'r' || (i % 3) as feature_region from range(4000) t(i)`,
    ];
    const run = await runDrift(
      setup,
      driftPopulation({ rows: 4000, roles: ["decisionId", "decidedAt", "subjectId"] }, 2),
      {},
      { ...POLICY, minimumCell: 50 },
    );
    const tested = run.figures.filter((figure) => figure.outcome.status === "computed" && figure.outcome.pValue !== undefined);
    expect(tested.length).toBeGreaterThan(5);
    for (const { outcome } of tested)
      expect(isComputed(outcome) && outcome.detail?.["independence"]).toContain("although subjects are recorded");
    expect(run.answer).toContain("rows are assumed independent although subjects may have several");
  });
});

describe("gradual departure of a feature without order", () => {
  const features = [{ name: "region", column: "feature_region", kind: "categorical" as const }];
  const weeks = (share: string): string[] => [
    `create table population as with numbered as (select i, i // 400 as week, (i % 400) * 149 % 400 as place from range(8000) t(i))
    select i::bigint as record_number, timestamp '2026-01-05' + to_seconds(i * 1512) as decided_at,
      case when place < 400 * (${share}) then 'north' when place < 400 * (${share} + .3) then 'east' else 'west' end as feature_region from numbered`,
  ];

  test("is judged in the trend family against the policy's index", async () => {
    const population = driftPopulation({ features, rows: 8000 }, 20, 4);
    const creeping = await runDrift(
      weeks("case when week < 4 then .2 else .2 + .02 * (week - 3) end"),
      population,
      {},
      { ...POLICY, minimumCell: 50 },
    );
    expect(creeping.verdict("data-drift/psi-change/region")).toMatchObject({
      state: "exception",
      family: "trend",
      subject: expect.stringContaining("Gradual departure of region"),
    });
    const steady = await runDrift(weeks(".2"), population, {}, { ...POLICY, minimumCell: 50 });
    expect(steady.verdict("data-drift/psi-change/region")).toMatchObject({ state: "no-exception", pValue: 1 });
  });

  test("too few windows are insufficient evidence, not silence", async () => {
    const run = await runDrift(
      weeks(".2"),
      driftPopulation({ features, rows: 8000, covered: { startMs: Date.UTC(2026, 0, 5), endMs: Date.UTC(2026, 4, 25) - 1 } }, 20, 14),
      {},
      {
        ...POLICY,
        minimumCell: 50,
      },
    );
    expect(run.verdict("data-drift/psi-change/region")).toMatchObject({
      state: "insufficient-evidence",
      reason: expect.stringContaining("needs 8 windows"),
    });
  });
});
