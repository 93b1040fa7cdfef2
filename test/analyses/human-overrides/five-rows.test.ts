import { beforeAll, describe, expect, test } from "vitest";
import { type DecisionRow, type Run, runOverrides } from "./override-population.ts";

/** Counted by hand: 4 of 5 reviewed, 3 of them complete, 2 overridden; one silent change, one review without result. */
const FIVE_ROWS: DecisionRow[] = [
  {
    decision: "approve",
    final: "approve",
    reviewer: "ann",
    score: 0.8,
    sex: "f",
    version: "1",
    decidedAt: "2026-01-05 09:00:00",
    startedAt: "2026-01-05 10:00:00",
    reviewedAt: "2026-01-05 10:00:04",
  },
  {
    decision: "reject",
    final: "approve",
    reviewer: "ann",
    score: 0.4,
    sex: "m",
    version: "1",
    decidedAt: "2026-01-05 09:10:00",
    startedAt: "2026-01-05 10:00:00.900",
    reviewedAt: "2026-01-05 10:02:00",
    reason: "income",
  },
  {
    decision: "approve",
    final: "reject",
    reviewer: "bob",
    score: 0.6,
    sex: "f",
    version: "2",
    decidedAt: "2026-01-13 09:00:00",
    startedAt: "2026-01-13 10:00:05",
    reviewedAt: "2026-01-13 10:00:00",
    reason: " ",
  },
  { decision: "reject", final: "approve", reviewer: null, score: 0.45, sex: "m", version: "2", decidedAt: "2026-01-13 09:30:00" },
  {
    decision: "reject",
    final: null,
    reviewer: "bob",
    score: null,
    sex: null,
    version: null,
    decidedAt: null,
    reviewedAt: "2026-01-13 10:00:00.500",
  },
];

describe("five decisions", () => {
  let run: Run;
  beforeAll(async () => {
    run = await runOverrides(FIVE_ROWS);
  });
  const estimate = (id: string) => {
    const { outcome } = run.figure(id);
    return outcome.status === "computed" ? [outcome.estimate, outcome.n] : outcome.code;
  };

  test("a missing review is not agreement", () => {
    expect(estimate("review-coverage")).toEqual([4 / 5, 5]);
    expect(estimate("reviews-without-final-decision")).toEqual([1, 4]);
    expect(estimate("changes-without-reviewer")).toEqual([1, 1]);
    expect(estimate("override-rate")).toEqual([2 / 3, 3]);
  });

  test("each direction counts only what could be overridden so", () => {
    expect(estimate("directional-override/to-favourable")).toEqual([1, 1]);
    expect(estimate("directional-override/to-unfavourable")).toEqual([1 / 2, 2]);
    expect(estimate("directional-override-by-reviewer/to-favourable/ann")).toEqual([1, 1]);
    expect(estimate("directional-override-by-reviewer/to-favourable/bob")).toBe("no-rows");
  });

  test("coverage by group has a row for unknown, by version for none", () => {
    expect(estimate("review-coverage-by-group/sex/f")).toEqual([1, 2]);
    expect(estimate("review-coverage-by-group/sex/m")).toEqual([1 / 2, 2]);
    expect(estimate("review-coverage-by-group/sex/%28unknown%29")).toEqual([1, 1]);
    expect(estimate("review-coverage-by-version/%28no%20version%29")).toEqual([1, 1]);
  });

  test("windows keep their place when empty, and rows outside every window have a row", () => {
    expect(estimate("override-rate-by-window/2026-w02")).toEqual([1 / 2, 2]);
    expect(estimate("override-rate-by-window/2026-w03")).toEqual([1, 1]);
    expect(estimate("override-rate-by-window/2026-w04")).toBe("no-rows");
    expect(estimate("review-coverage-by-window/%28no%20window%29")).toEqual([1, 1]);
  });

  test("a decision outside the declared period is not dropped from the course of time", async () => {
    const narrow = await runOverrides(FIVE_ROWS, {
      population: { covered: { startMs: Date.UTC(2026, 0, 12), endMs: Date.UTC(2026, 0, 26) } },
    });
    const rows = narrow.figures
      .filter(({ name }) => name === "reviewCoverageByWindow")
      .map(({ outcome }) => (outcome.status === "computed" ? outcome.n : 0));
    expect(rows.reduce((total, n) => total + n, 0)).toBe(5);
    expect(narrow.figure("review-coverage-by-window/%28no%20window%29").outcome).toMatchObject({ n: 3 });
  });

  test("review times: whole seconds, short ones counted, a review that ends before it starts kept apart", () => {
    expect(run.aggregates.get("review-times")?.rows).toEqual([
      { reviewer: "ann", timed: 2, negative: 0, short: 1, seconds_05: 4, seconds_25: 4, seconds_50: 4, seconds_75: 119, seconds_95: 119 },
      {
        reviewer: "bob",
        timed: 0,
        negative: 1,
        short: 0,
        seconds_05: null,
        seconds_25: null,
        seconds_50: null,
        seconds_75: null,
        seconds_95: null,
      },
    ]);
    expect(estimate("short-review-share/ann")).toEqual([1 / 2, 2]);
    expect(estimate("review-seconds/bob")).toBe("no-rows");
  });

  test("bulk: two reviews of one reviewer in one second", () => {
    expect(estimate("bulk-review-share/bob")).toEqual([1, 2]);
    expect(estimate("bulk-review-share/ann")).toEqual([0, 2]);
  });

  test("runs, reasons and score bands", () => {
    expect(run.aggregates.get("review-order")?.rows).toEqual([
      {
        reviewer: "ann",
        reviews: 2,
        on_whole_minutes: 1,
        bulk_seconds: 0,
        bulk_reviews: 0,
        largest: 1,
        completed: 2,
        overrides: 1,
        longest: 1,
      },
      {
        reviewer: "bob",
        reviews: 2,
        on_whole_minutes: 2,
        bulk_seconds: 1,
        bulk_reviews: 2,
        largest: 2,
        completed: 1,
        overrides: 1,
        longest: 0,
      },
    ]);
    expect(estimate("reasons-given")).toEqual([1 / 2, 2]);
    const coverage = run.figures.filter(({ name }) => name === "reviewCoverageByBand");
    expect(coverage.reduce((total, { outcome }) => total + (outcome.status === "computed" ? outcome.n : 0), 0)).toBe(5);
    expect(estimate("review-coverage-by-band/%28no%20score%29")).toEqual([1, 1]);
  });

  test("nothing is judged on so few cases, and nothing passes", () => {
    expect(run.verdicts.length).toBeGreaterThan(0);
    expect(new Set(run.verdicts.map(({ state }) => state))).toEqual(new Set(["insufficient-evidence"]));
    expect(run.figure("trained-roster-share").outcome).toMatchObject({ status: "not-computable", code: "missing-role" });
  });
});
