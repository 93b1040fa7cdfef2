import { beforeAll, describe, expect, test } from "vitest";
import { dataDrift } from "../../../src/analyses/data-drift/index.ts";
import { evaluate, nextQueries } from "../../../src/analyses/evaluate.ts";
import { canonicalJson } from "../../../src/foundation/canonical-json.ts";
import { decodeTypedCsv, encodeTypedCsv } from "../../../src/foundation/typed-csv.ts";
import { type DriftRun, POLICY, driftPopulation, runDrift } from "./drift-case.ts";

/**
 * 26 weeks of 400 rows without randomness: `even` takes each of 400 values once a week; `creeping` moves up by .1 of its range from week 6
 * to the end; `jumping` is replaced by its upper half in week 20; `gappy` loses 30 % from week 15; `region` gains a new value in week 22.
 */
const ROWS = [
  `create table population as
  with numbered as (
    select i as record_number, i // 400 as week, (i % 400) * 149 % 400 as place, i % 7 as turn
    from range(26 * 400) t(i)
  )
  select
    record_number::bigint as record_number,
    timestamp '2026-01-05 00:00:00' + to_microseconds((week * 604800000000 + (record_number % 400) * 1500000000)::bigint) as decided_at,
    (place + 0.5) / 400 as feature_even,
    (place + 0.5) / 400 + case when week >= 6 then 0.3 * (week - 6) / 19 else 0 end as feature_creeping,
    case when week = 20 then 0.5 + (place + 0.5) / 800 else (place + 0.5) / 400 end as feature_jumping,
    case when week >= 15 and place < 120 then null else (place + 0.5) / 400 end as feature_gappy,
    case when week = 22 and place < 60 then 'new' when place < 200 then 'north' when place < 396 then 'south' else 'rare ' || place end as feature_region
  from numbered
  where week <> 10`,
];

const FEATURES = [
  { name: "even", column: "feature_even", kind: "numeric" as const },
  { name: "creeping", column: "feature_creeping", kind: "numeric" as const },
  { name: "jumping", column: "feature_jumping", kind: "numeric" as const },
  { name: "gappy", column: "feature_gappy", kind: "numeric" as const },
  { name: "region", column: "feature_region", kind: "categorical" as const },
];

const POPULATION = driftPopulation({ features: FEATURES, rows: 25 * 400 }, 26, 6);
const STRICTER = { ...POLICY, minimumCell: 50 };

describe("data drift over 26 weeks on real DuckDB", () => {
  let run: DriftRun;
  beforeAll(async () => {
    run = await runDrift(ROWS, POPULATION, { exactKs: ["jumping"] }, STRICTER);
  });

  test("an unchanged feature is no exception in any judged week, and its trend is none either", () => {
    const even = run.verdicts.filter((verdict) => verdict.figureId.includes("/even"));
    expect(even.length).toBe(19 * 3 + 1);
    expect(new Set(even.map((verdict) => verdict.state))).toEqual(new Set(["no-exception"]));
  });

  test("a jump is an exception in its own week only, with the primary effect and the chi-squared p", () => {
    const exceptions = run.verdicts.filter(
      (verdict) => verdict.state === "exception" && verdict.figureId.startsWith("data-drift/psi/jumping"),
    );
    expect(exceptions.map((verdict) => verdict.figureId)).toEqual(["data-drift/psi/jumping/2026-w22"]);
    expect(run.outcome("data-drift/psi/jumping/2026-w22")).toMatchObject({ detail: { df: 9, independence: "rows assumed independent" } });
  });

  test("the exact distance lies between the bounds from the fine cells, and equals the count by hand", () => {
    const estimate = (name: string): number => {
      const outcome = run.outcome(`data-drift/${name}/jumping/2026-w22`);
      if (outcome.status !== "computed") throw new Error(outcome.reason);
      return outcome.estimate;
    };
    // Half of the baseline lies below .5, none of the week does.
    expect(estimate("ks")).toBeCloseTo(0.5, 12);
    expect(estimate("ks-lower")).toBeLessThanOrEqual(0.5 + 1e-12);
    expect(estimate("ks-upper")).toBeGreaterThanOrEqual(0.5 - 1e-12);
    expect(estimate("ks-upper") - estimate("ks-lower")).toBeLessThan(0.01);
    // Uniform on [.5, 1] against [0, 1]: W1 = .25, sigma = sqrt(1/12); mean ridit .75.
    expect(estimate("wasserstein")).toBeCloseTo(0.25 * Math.sqrt(12), 2);
    expect(estimate("mean-ridit")).toBeCloseTo(0.25, 2);
  });

  test("a gradual shift is an exception of the trend family, with the season caveat in its subject", () => {
    const verdict = run.verdict("data-drift/mean-ridit-change/creeping");
    expect(verdict).toMatchObject({ state: "exception", family: "trend", subject: expect.stringContaining("not separable from season") });
    expect(verdict.effect ?? 0).toBeGreaterThan(0.2);
    expect(run.outcome("data-drift/cusum/creeping")).toMatchObject({
      pValue: expect.closeTo(1 / 2000, 10),
      detail: { seed: 1, replicates: 1999 },
    });
    expect(run.outcome("data-drift/mann-kendall/even")).toMatchObject({ status: expect.any(String) });
  });

  test("missing, out-of-range and unseen values are hypotheses of their own", () => {
    expect(run.verdict("data-drift/missing-share-difference/gappy/2026-w20")).toMatchObject({
      state: "exception",
      effect: expect.closeTo(0.3, 12),
    });
    expect(run.verdict("data-drift/out-of-range-share/creeping/2026-w27")).toMatchObject({ state: "exception" });
    expect(run.outcome("data-drift/out-of-range-share/creeping/2026-w27")).toMatchObject({ detail: { outside: 120 } });
    expect(run.verdict("data-drift/unseen-share/region/2026-w24")).toMatchObject({ state: "exception" });
    expect(run.verdict("data-drift/unseen-share/region/2026-w23")).toMatchObject({ state: "no-exception" });
  });

  test("rare baseline categories are merged for all weeks alike, and an unseen one never enters the index", () => {
    expect(run.outcome("data-drift/chi-squared/region/2026-w23")).toMatchObject({ detail: { df: 1 } });
    expect(run.outcome("data-drift/psi/region/2026-w24")).toMatchObject({ n: 340 });
  });

  test("the empty week is a finding, the baseline weeks are listed without a verdict", () => {
    expect(run.verdicts.filter((verdict) => verdict.family === "coverage")).toMatchObject([
      { figureId: "data-drift/rows/2026-w12", state: "exception" },
    ]);
    expect(run.outcome("data-drift/psi/even/2026-w05")).toMatchObject({ code: "partial-window" });
  });

  test("rows in no cell are those without the feature", () => {
    const cells = [...(run.aggregates.get("numeric-cells")?.rows ?? []), ...(run.aggregates.get("numeric-fine-cells")?.rows ?? [])];
    expect(cells.some((row) => row["feature"] === "gappy" && row["window_index"] === 19)).toBe(true);
    for (const row of cells) {
      const counts = String(row["cells"]).split(" ").map(Number);
      const gap = row["feature"] === "gappy" && Number(row["window_index"]) >= 15 ? 120 : 0;
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(Number(row["row_count"]) - gap);
    }
  });

  test("charts and answer name what moved; every chart cell cites a figure", () => {
    expect(run.charts.map((chart) => chart.kind)).toEqual(["heatmap", "distribution", "timeline", "timeline", "timeline", "timeline"]);
    const known = new Set(run.figures.map((figure) => figure.figureId));
    const [heatmap] = run.charts;
    expect(heatmap?.kind === "heatmap" && heatmap.cells.every((cell) => known.has(cell.figureId ?? ""))).toBe(true);
    expect(run.answer).toMatch(/^Of 5 features in 19 judged windows, 4 moved beyond the policy: creeping/);
  });

  test("records behind a figure are its week, and for missing values those without the feature", () => {
    const input = { parameters: dataDrift.parameters.parse({}), population: POPULATION, aggregates: new Map() };
    expect(dataDrift.recordsBehind?.(input, "data-drift/missing-share-difference/gappy/2026-w20")).toEqual([
      { column: "decided_at", operator: ">=", values: ["2026-05-11T00:00:00.000000Z"] },
      { column: "decided_at", operator: "<", values: ["2026-05-18T00:00:00.000000Z"] },
      { column: "feature_gappy", operator: "is-missing", values: [] },
    ]);
    expect(dataDrift.recordsBehind?.(input, "data-drift/baseline-rows")).toBeNull();
  });

  test("figures and verdicts recomputed from the canonical CSV alone are the same", () => {
    const read = new Map(
      [...run.aggregates].map(([name, { columns, rows }]) => [
        name,
        decodeTypedCsv(encodeTypedCsv({ name, columns, rows }), name, columns),
      ]),
    );
    const parameters = dataDrift.parameters.parse({ exactKs: ["jumping"] });
    const again = evaluate(dataDrift, { parameters, population: POPULATION, policy: STRICTER, aggregates: read, origin: "planned" });
    expect(again.figures).toEqual(run.figures);
    expect(again.verdicts).toEqual(run.verdicts);
    expect(canonicalJson(again)).toBe(
      canonicalJson({ figures: run.figures, verdicts: run.verdicts, charts: run.charts, answer: run.answer }),
    );
    expect(nextQueries(dataDrift, { parameters, population: POPULATION, aggregates: read })).toBeNull();
  });

  test("an exploratory run gets figures and an answer without a verdict", () => {
    const input = { parameters: dataDrift.parameters.parse({}), population: POPULATION, policy: STRICTER, aggregates: run.aggregates };
    const exploratory = evaluate(dataDrift, { ...input, origin: "exploratory" });
    expect(exploratory.verdicts).toEqual([]);
    expect(exploratory.answer).toContain("without a verdict");
  });

  test("the same input plans the same SQL, byte for byte, and a second run gives the same figures", async () => {
    const again = await runDrift(ROWS, POPULATION, { exactKs: ["jumping"] }, STRICTER);
    expect(again.stages.flat().map((query) => query.sql.text)).toEqual(run.stages.flat().map((query) => query.sql.text));
    expect(again.figures).toEqual(run.figures);
  });
});

describe("other shapes of population", () => {
  test("a partition baseline is compared with the windows of the other rows", async () => {
    const setup = [
      ...ROWS.map((text) => text.replace("create table population", "create table everything")),
      "create view population as select *, case when decided_at < timestamp '2026-02-16' then 'reference' else 'analysis' end as partition_name from everything",
    ];
    const population = {
      ...POPULATION,
      roles: ["decisionId" as const, "decidedAt" as const, "partition" as const],
      baseline: { kind: "partition" as const, value: "reference" },
    };
    const run = await runDrift(setup, population, { features: ["jumping"] }, STRICTER);
    expect(run.outcome("data-drift/rows/2026-w03")).toMatchObject({
      estimate: 400,
      detail: { state: "overlaps-baseline", baselineRows: 400 },
    });
    expect(run.verdicts.filter((verdict) => verdict.state === "exception").map((verdict) => verdict.figureId)).toEqual([
      "data-drift/rows/2026-w12",
      "data-drift/psi/jumping/2026-w22",
    ]);
  });

  test("chunks need no time: those that hold baseline rows or are cut short are not judged", async () => {
    const setup = [
      "create table population as select i::bigint as record_number, (i * 37 % 101)::double as feature_x, case when i < 500 then 'reference' end as partition_name from range(1050) t(i)",
    ];
    const population = driftPopulation({
      roles: ["decisionId", "partition"],
      covered: null,
      baseline: { kind: "partition", value: "reference" },
      features: [{ name: "x", column: "feature_x", kind: "numeric" }],
      rows: 1050,
    });
    const run = await runDrift(setup, population, { window: { kind: "count", size: 200 } }, STRICTER);
    const states = run.figures
      .filter((figure) => figure.name === "rows")
      .map((figure) => figure.outcome.status === "computed" && figure.outcome.detail?.["state"]);
    expect(states).toEqual(["overlaps-baseline", "overlaps-baseline", "overlaps-baseline", "judged", "judged", "partial"]);
    expect(run.outcome("data-drift/mean-ridit-change/x")).toMatchObject({ code: "too-few" });
    expect(run.verdict("data-drift/mean-ridit-change/x")).toMatchObject({ state: "insufficient-evidence" });
  });

  test("infinite, NaN and empty values: NaN is missing, infinity is a value, an all-null feature cannot be compared but its missing share can", async () => {
    const setup = [
      `create table population as select i::bigint as record_number, timestamp '2026-01-05' + to_microseconds((i * 604800000000 // 200)::bigint) as decided_at,
        case when i >= 200 and i % 20 = 0 then 'nan'::double when i >= 200 and i % 20 = 1 then 'infinity'::double when i >= 200 and i % 20 = 2 then '-infinity'::double else sin(i) end as feature_wild,
        null::double as feature_void
      from range(400) t(i)`,
    ];
    const population = driftPopulation(
      {
        features: [
          { name: "wild", column: "feature_wild", kind: "numeric" },
          { name: "void", column: "feature_void", kind: "numeric" },
        ],
        rows: 400,
      },
      2,
    );
    const run = await runDrift(setup, population, {}, STRICTER);
    expect(run.outcome("data-drift/missing-share-difference/wild/2026-w03")).toMatchObject({ estimate: expect.closeTo(0.05, 12) });
    const outside = run.outcome("data-drift/out-of-range-share/wild/2026-w03");
    expect(outside.status === "computed" && Number(outside.detail?.["outside"])).toBeGreaterThanOrEqual(20);
    expect(run.verdict("data-drift/psi/void/2026-w03")).toMatchObject({ state: "insufficient-evidence" });
    expect(run.verdict("data-drift/missing-share-difference/void/2026-w03")).toMatchObject({ effect: 0 });
  });

  test("without a threshold in the policy nothing passes", async () => {
    const run = await runDrift(ROWS, POPULATION, { features: ["even"] }, { ...STRICTER, thresholds: {} });
    expect(new Set(run.verdicts.filter((verdict) => verdict.family !== "coverage").map((verdict) => verdict.state))).toEqual(
      new Set(["insufficient-evidence"]),
    );
  });
});
