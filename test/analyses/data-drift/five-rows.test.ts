import { describe, expect, test } from "vitest";
import { driftPopulation, runDrift } from "./drift-case.ts";

/** Baseline: week 2 (three rows); week 3: two rows; week 4 empty; week 5: one row without time precision problems. */
const FIVE_ROWS = [
  `create table population as
  select * from (values
    (0::bigint, timestamp '2026-01-05 08:00:00', 10.0::double, 'north'),
    (1, timestamp '2026-01-06 08:00:00', 20.0, 'south'),
    (2, timestamp '2026-01-07 08:00:00', 20.0, 'north'),
    (3, timestamp '2026-01-12 08:00:00', 20.0, 'west'),
    (4, timestamp '2026-01-13 08:00:00', 'nan'::double, null)
  ) t(record_number, decided_at, feature_income, feature_region)`,
];

describe("data drift on five rows counted by hand", () => {
  const population = driftPopulation({ rows: 5 }, 3);

  test("counts rows, missing, unseen and cells as a person would", async () => {
    const run = await runDrift(FIVE_ROWS, population);
    expect(run.aggregates.get("rows")?.rows).toEqual([
      { window_index: 0, in_baseline: true, row_count: 3 },
      { window_index: 1, in_baseline: false, row_count: 2 },
    ]);
    // Two distinct values: income is read as ordered categories.
    expect(run.aggregates.get("categories-1-income")?.rows).toEqual([
      { window_index: -1, kind: "kept", category: "10.0", row_count: 1 },
      { window_index: -1, kind: "kept", category: "20.0", row_count: 2 },
      { window_index: 1, kind: "kept", category: "20.0", row_count: 1 },
      { window_index: 1, kind: "missing", category: null, row_count: 1 },
    ]);
    expect(run.aggregates.get("categories-2-region")?.rows).toEqual([
      { window_index: -1, kind: "kept", category: "north", row_count: 2 },
      { window_index: -1, kind: "kept", category: "south", row_count: 1 },
      { window_index: 1, kind: "missing", category: null, row_count: 1 },
      { window_index: 1, kind: "unseen", category: null, row_count: 1 },
    ]);
    expect(run.outcome("data-drift/rows/2026-w03")).toMatchObject({ estimate: 2, detail: { state: "judged" } });
    expect(run.outcome("data-drift/missing-share-difference/income/2026-w03")).toMatchObject({ estimate: 0.5 });
    expect(run.outcome("data-drift/unseen-share/region/2026-w03")).toMatchObject({ detail: { unseen: 1, share: 1, seenOnce: 1 } });
  });

  test("an expected week without rows is an exception of its own, the baseline week is listed and not judged", async () => {
    const run = await runDrift(FIVE_ROWS, population);
    expect(run.verdict("data-drift/rows/2026-w04")).toMatchObject({ state: "exception", family: "coverage" });
    expect(run.outcome("data-drift/psi/income/2026-w02")).toMatchObject({ code: "partial-window" });
    expect(run.verdicts.some((verdict) => verdict.figureId.endsWith("2026-w02"))).toBe(false);
    expect(run.answer).toContain("1 expected window has no rows");
  });

  test("in a sampled log an empty week shows nothing", async () => {
    const run = await runDrift(FIVE_ROWS, { ...population, sampledCapture: true });
    expect(run.verdict("data-drift/rows/2026-w04")).toMatchObject({ state: "insufficient-evidence" });
  });

  test("too few values to compare are insufficient evidence, with the reason", async () => {
    const run = await runDrift(FIVE_ROWS, population);
    expect(run.verdict("data-drift/psi/income/2026-w03")).toMatchObject({
      state: "insufficient-evidence",
      reason: expect.stringContaining("1 values"),
    });
  });
});

describe("what the run needs", () => {
  const noBaseline = { ...driftPopulation(), baseline: null };
  const noTime = { ...driftPopulation(), roles: ["decisionId" as const] };

  test("no baseline is one verdict that names it", async () => {
    const run = await runDrift(FIVE_ROWS, noBaseline);
    expect(run.verdicts).toMatchObject([{ state: "insufficient-evidence", missing: ["baseline"] }]);
    expect(run.stages).toEqual([]);
    expect(run.answer).toContain("No baseline");
  });

  test("no decidedAt is one verdict that names the role", async () => {
    const run = await runDrift(FIVE_ROWS, noTime);
    expect(run.verdicts).toMatchObject([{ state: "insufficient-evidence", missing: ["decidedAt"] }]);
  });

  test("a baseline period without rows is insufficient evidence, not silence", async () => {
    const run = await runDrift(FIVE_ROWS, driftPopulation({ baseline: { kind: "period", startMs: 0, endMs: 1000 } }));
    expect(run.verdicts).toMatchObject([{ state: "insufficient-evidence", reason: expect.stringContaining("No row") }]);
  });

  test("a feature that the population lacks is named", async () => {
    const run = await runDrift(FIVE_ROWS, driftPopulation(), { features: ["age"] });
    expect(run.verdicts).toMatchObject([{ missing: ["age"] }]);
  });
});
