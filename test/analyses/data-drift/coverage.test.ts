import { describe, expect, test } from "vitest";
import { dataDrift } from "../../../src/analyses/data-drift/index.ts";
import { MONDAY, POLICY, WEEK_MS, driftPopulation, runDrift } from "./drift-case.ts";

const STRICTER = { ...POLICY, minimumCell: 50 };
const CATEGORY = [{ name: "region", column: "feature_region", kind: "categorical" as const }];
const NUMBER = [{ name: "x", column: "feature_x", kind: "numeric" as const }];

describe("chunks of a filtered population", () => {
  // Records 0..11999 in falling time; the filter keeps the odd ones from 2000 on: 5000 rows whose record numbers go up to 11999.
  const setup = [
    `create table decision as select i::bigint as record_number, timestamp '2026-02-01' - to_minutes(i) as decided_at,
      (i * 37 % 101)::double as feature_x, case when i >= 10000 then 'reference' end as partition_name from range(12000) t(i)`,
    "create view population as select * from decision where record_number >= 2000 and record_number % 2 = 1",
  ];
  const population = driftPopulation({
    roles: ["decisionId", "decidedAt", "partition"],
    baseline: { kind: "partition", value: "reference" },
    features: NUMBER,
    rows: 5000,
  });
  const window = { kind: "count", size: 1000 };

  test("every row of the population is in a chunk, and chunks follow time", async () => {
    const run = await runDrift(setup, population, { window }, STRICTER);
    expect(run.aggregates.get("rows")?.rows).toEqual([
      { window_index: 0, in_baseline: true, row_count: 1000 },
      ...[1, 2, 3, 4].map((index) => ({ window_index: index, in_baseline: false, row_count: 1000 })),
    ]);
    expect(run.outcome("data-drift/rows-without-window")).toMatchObject({ estimate: 0 });
    expect(run.outcome("data-drift/psi/x/chunk-5")).toMatchObject({ status: "computed", n: 1000 });
  });

  test("undated rows come last and have a chunk", async () => {
    const undated = [
      ...setup,
      "create or replace view population as select * replace (case when record_number < 3000 then null else decided_at end as decided_at) from decision where record_number >= 2000 and record_number % 2 = 1",
    ];
    const run = await runDrift(undated, population, { window }, STRICTER);
    expect(run.aggregates.get("rows")?.rows.map((row) => row["row_count"])).toEqual([1000, 1000, 1000, 1000, 1000]);
  });

  test("records behind a chunk are told by position in the population, not by record number", () => {
    const input = { parameters: dataDrift.parameters.parse({ window }), population, aggregates: new Map() };
    expect(dataDrift.recordsBehind?.(input, "data-drift/psi/x/chunk-2")).toEqual([
      { column: "population_number", operator: ">=", values: [1000] },
      { column: "population_number", operator: "<", values: [2000] },
    ]);
  });

  test("a description that does not account for all rows is refused, not judged in part", async () => {
    await expect(runDrift(setup, { ...population, rows: 4000 }, { window }, STRICTER)).rejects.toThrow(
      "5000 rows, its windows 4000, the described population 4000",
    );
  });
});

describe("what is not compared gets a verdict", () => {
  test("rows outside every window are insufficient evidence, and the answer counts them", async () => {
    const setup = [
      `create table population as select i::bigint as record_number, case when i % 4 = 0 then timestamp '2026-01-05' + to_seconds(i * 150) end as decided_at,
        (i * 37 % 101)::double as feature_x from range(12000) t(i)`,
    ];
    const run = await runDrift(setup, driftPopulation({ features: NUMBER, rows: 12_000 }, 3), {}, STRICTER);
    expect(run.verdict("data-drift/rows-without-window")).toMatchObject({
      state: "insufficient-evidence",
      family: "coverage",
      reason: expect.stringContaining("9000 of 12000 rows"),
    });
    expect(run.answer).toContain("9000 of 12000 rows lie outside every window");
  });

  test("where no window can be judged each feature has a verdict that says so, and the answer does not say that none moved", async () => {
    const setup = [
      `create table population as select i::bigint as record_number, timestamp '2026-01-05' + to_minutes(i) as decided_at, 'r' || (i % 5) as feature_region
      from range(10080) t(i)`,
    ];
    const baseline = { kind: "period" as const, startMs: MONDAY - WEEK_MS, endMs: MONDAY + 3 * 86_400_000 };
    const run = await runDrift(setup, driftPopulation({ features: CATEGORY, rows: 10_080, baseline }, 1), {}, STRICTER);
    expect(run.verdict("data-drift/judged-windows/region")).toMatchObject({
      state: "insufficient-evidence",
      family: "coverage",
      reason: "No window could be judged: 1 overlapping the baseline.",
    });
    expect(run.verdicts.some((verdict) => verdict.state === "no-exception")).toBe(false);
    expect(run.answer).toContain("No window could be judged");
    expect(run.answer).not.toContain("none moved");
  });
});

describe("small windows", () => {
  // Ten cells hold what five hide: in weeks 1 and 2 the values of each odd decile fall into the decile below.
  const setup = [
    `create table population as
    with numbered as (select i, case when i < 4000 then 0 when i < 4400 then 1 when i < 4800 then 2 else 3 end as week from range(4830) t(i))
    select i::bigint as record_number, timestamp '2026-01-05' + to_days((7 * week)::integer) + to_seconds(i) as decided_at,
      case when week in (1, 2) and (i % 400) // 40 % 2 = 1 then (i % 400 - 40) else i % 400 end / 400.0e0 as feature_x
    from numbered`,
  ];

  test("one small week does not coarsen the cells of the others", async () => {
    const population = driftPopulation({ features: NUMBER, rows: 4830 }, 4);
    const run = await runDrift(setup, population, {}, { ...POLICY, minimumCell: 30 });
    expect(run.outcome("data-drift/psi/x/2026-w03")).toMatchObject({ detail: { cells: 10 } });
    expect(run.verdict("data-drift/psi/x/2026-w03")).toMatchObject({ state: "exception" });
    expect(run.outcome("data-drift/psi/x/2026-w05")).toMatchObject({
      n: 30,
      detail: { cells: 5, frozenCells: 10, cellsNote: expect.stringContaining("too few rows for 10 cells") },
    });
    expect(run.verdict("data-drift/psi/x/2026-w05").subject).toContain("on 5 of 10 cells");
  });
});
