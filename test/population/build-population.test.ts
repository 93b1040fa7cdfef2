import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import {
  buildPopulation,
  describePopulation,
  draftMapping,
  importSource,
  listJoinProblems,
  planImport,
  recordPage,
} from "../../src/ingest/index.ts";
import type { PopulationDefinition } from "../../src/population/definition.ts";
import { funnelOf } from "../../src/population/funnel.ts";
import { populationSchema } from "../../src/population/population.ts";
import { ImportFixture, attribute, csv, feature, instant, role } from "../ingest/import-fixture.ts";

const fixture = new ImportFixture();
const shared = resolve(import.meta.dirname, "../../../shared/data");

const stated: Omit<PopulationDefinition, "sources"> = {
  formatVersion: 1,
  populationId: "loans",
  title: "Loans",
  taskType: "binary",
  timeZone: "UTC",
  positiveOutcome: "yes",
  favourableDecision: "approve",
  positiveDecision: "approve",
  labelAvailability: "all",
  labelCausedByDecision: false,
  outcomeHorizonDays: null,
  cutOffMs: Date.UTC(2026, 1, 1),
  baseline: null,
  filters: [],
  sampledCapture: false,
  duplicateIds: "keep-first",
  decisionRule: null,
  declaredPeriod: null,
};

const decisionColumns = [role("decisionId", "id"), role("decidedAt", "at", instant("UTC")), role("decision", "decision"), feature("age")];
const decisions = {
  use: "decisions",
  sourceId: "log",
  format: csv(["id", "at", "decision", "age"]),
  mapping: { columns: decisionColumns, nullTokens: [] },
} as const;
const outcomes = {
  use: "satellite",
  sourceId: "outcomes",
  format: csv(["id", "label", "known"]),
  mapping: { columns: [role("decisionId", "id"), role("outcome", "label"), role("outcomeAt", "known", instant("UTC"))], nullTokens: [] },
  joinOn: "decisionId",
  reduction: "latest-outcome-as-of-cut-off",
} as const;
const groups = {
  use: "satellite",
  sourceId: "groups",
  format: csv(["id", "sex"]),
  mapping: { columns: [role("decisionId", "id"), attribute("sex")], nullTokens: [] },
  joinOn: "decisionId",
  reduction: "first-row",
} as const;

async function importAll(log: string, labels?: string, sexes?: string): Promise<void> {
  const parts = [
    { source: decisions, text: log },
    { source: outcomes, text: labels },
    { source: groups, text: sexes },
  ];
  for (const { source, text } of parts) {
    if (text === undefined) continue;
    const file = await fixture.file(`${source.sourceId}.csv`, text);
    await importSource({
      engine: fixture.engine,
      sourceId: source.sourceId,
      files: [file],
      format: source.format,
      mapping: source.mapping as never,
      controls: [],
    });
  }
}

const LOG = "id,at,decision,age\na,2026-01-01,approve,30\nb,2026-01-02,deny,40\nc,2026-01-03,,50\n";

describe("population without joins", () => {
  const definition = { ...stated, sources: [decisions] } as unknown as PopulationDefinition;

  test("is a view over the staged rows with three-valued derived columns", async () => {
    await importAll(LOG);
    const built = await buildPopulation(fixture.engine, definition);
    expect(built).toMatchObject({ form: "view", rows: 3, duplicateIdRows: 0, joins: [] });
    const { page } = await recordPage(fixture.engine, {
      filters: [],
      columns: ["record_number", "source_id", "decision_id", "favourable", "outcome_positive"],
      offset: 0,
      limit: 10,
    });
    expect(page.rows).toEqual([
      [0, "log", "a", true, null],
      [1, "log", "b", false, null],
      [2, "log", "c", null, null],
    ]);
    expect(populationSchema.parse(built.population)).toEqual(await describePopulation(fixture.engine, definition));
    expect(built.population).toMatchObject({
      rows: 3,
      roles: ["decisionId", "decidedAt", "decision"],
      covered: { startMs: Date.UTC(2026, 0, 1), endMs: Date.UTC(2026, 0, 3) },
    });
  });

  test("filters make the population view, and the funnel accounts for every row", async () => {
    await importAll(LOG);
    const filtered: PopulationDefinition = { ...definition, filters: [{ column: "feature_age", operator: ">=", values: [40] }] };
    const { population } = await buildPopulation(fixture.engine, filtered);
    expect(population.rows).toBe(2);
    const funnel = await fixture.engine.aggregate(funnelOf(population));
    expect(funnel.rows.map((row) => [row["step"], row["rows"], row["lost"]])).toEqual([
      ["records of the sources", 3, 0],
      ["filter: feature_age >= 40", 2, 1],
      ["with decision id", 2, 0],
      ["with decided at", 2, 0],
      ["with decision", 1, 1],
    ]);
  });

  test("a filter on an unknown column or a value of another type is refused", async () => {
    await importAll(LOG);
    for (const filter of [
      { column: "nope", operator: "=" as const, values: ["1"] },
      { column: "feature_age", operator: "=" as const, values: ["40"] },
    ])
      await expect(buildPopulation(fixture.engine, { ...definition, filters: [filter] })).rejects.toMatchObject({ code: "bad-input" });
  });

  test("rebuilt from the same files it has the same fingerprint and checksum; a changed byte changes both", async () => {
    await importAll(LOG);
    const first = await buildPopulation(fixture.engine, definition);
    await importAll(LOG);
    const again = await buildPopulation(fixture.engine, definition);
    expect([again.population.fingerprint, again.checksum]).toEqual([first.population.fingerprint, first.checksum]);
    await importAll(LOG.replace("40", "41"));
    const changed = await buildPopulation(fixture.engine, definition);
    expect(changed.population.fingerprint).not.toBe(first.population.fingerprint);
    expect(changed.checksum).not.toBe(first.checksum);
  });

  test("a definition with another mapping than was imported is refused", async () => {
    await importAll(LOG);
    const other = {
      ...definition,
      sources: [{ ...decisions, mapping: { columns: decisionColumns.slice(0, 3), nullTokens: [] } }],
    } as PopulationDefinition;
    await expect(buildPopulation(fixture.engine, other)).rejects.toMatchObject({ code: "bad-input" });
  });

  test("importing again takes away the population that was built from the older rows", async () => {
    await importAll(LOG);
    await buildPopulation(fixture.engine, definition);
    await importAll(LOG);
    expect(await fixture.single("select count(*) from information_schema.tables where table_name in ('decision', 'population')")).toBe("0");
  });

  test("repeated ids are ranked in record order and left out by a filter of their own", async () => {
    await importAll(`${LOG}a,2026-01-04,deny,60\n,2026-01-05,deny,1\n,2026-01-05,deny,2\n`);
    const built = await buildPopulation(fixture.engine, definition);
    expect(built).toMatchObject({ form: "table", rows: 6, duplicateIdRows: 1 });
    expect(built.population.rows).toBe(5);
    expect(built.population.filters).toEqual([{ column: "duplicate_rank", operator: "=", values: [1] }]);
    const all = await buildPopulation(fixture.engine, { ...definition, duplicateIds: "keep-all" });
    expect(all.population.rows).toBe(6);
  });
});

describe("population with satellites", () => {
  const definition = { ...stated, sources: [decisions, outcomes, groups] } as unknown as PopulationDefinition;
  const LABELS = "id,label,known\na,no,2026-01-10\na,yes,2026-01-20\na,no,2026-03-01\nb,no,\nx,yes,2026-01-05\n,yes,2026-01-05\n";

  test("joins by id, reduces by the named rule as of the cut-off, and counts both sides", async () => {
    await importAll(LOG, LABELS, "id,sex\na,f\na,m\nc,m\n");
    const built = await buildPopulation(fixture.engine, definition);
    expect(built.form).toBe("table");
    expect(built.joins).toEqual([
      {
        sourceId: "outcomes",
        joinOn: "decisionId",
        reduction: "latest-outcome-as-of-cut-off",
        decisionsMatched: 2,
        decisionsUnmatched: 1,
        satelliteIds: 3,
        satelliteIdsUnmatched: 1,
        satelliteIdsDuplicated: 1,
        satelliteRowsReducedAway: 1,
        satelliteRowsWithoutId: 1,
        satelliteRowsAfterCutOff: 1,
      },
      expect.objectContaining({ sourceId: "groups", decisionsMatched: 2, decisionsUnmatched: 1, satelliteIdsDuplicated: 1 }),
    ]);
    const { page } = await recordPage(fixture.engine, {
      filters: [],
      columns: ["decision_id", "outcome", "outcome_positive", "attribute_sex"],
      offset: 0,
      limit: 10,
    });
    expect(page.rows).toEqual([
      ["a", "yes", true, "f"],
      ["b", "no", false, null],
      ["c", null, null, "m"],
    ]);
  });

  test("lists the ids that did not meet", async () => {
    await importAll(LOG, LABELS, "id,sex\na,f\n");
    await buildPopulation(fixture.engine, definition);
    const list = (kind: "decision-without-row" | "row-without-decision" | "duplicate-id"): Promise<unknown> =>
      listJoinProblems(fixture.engine, definition, { sourceId: "outcomes", kind, offset: 0, limit: 10 });
    expect(await list("decision-without-row")).toEqual({ total: 1, ids: ["c"] });
    expect(await list("row-without-decision")).toEqual({ total: 1, ids: ["x"] });
    expect(await list("duplicate-id")).toEqual({ total: 1, ids: ["a"] });
  });

  test("a column that two sources give is refused", async () => {
    await importAll(LOG, LABELS);
    const twice = { ...definition, sources: [decisions, outcomes, { ...outcomes, sourceId: "more" }] } as unknown as PopulationDefinition;
    await expect(buildPopulation(fixture.engine, twice)).rejects.toMatchObject({ code: "bad-input", detail: { column: "outcome" } });
  });
});

const employment = join(shared, "samples/nannyml-employment");
if (!existsSync(employment)) console.warn("Skipped: ../shared/data is not there, so the published samples are not imported.");

describe.skipIf(!existsSync(employment))("published samples", () => {
  test("all 208,892 decisions of the employment log meet their outcome in the second file", async () => {
    const [log, target] = await planImport([
      join(employment, "employment_MA_analysis.pq"),
      join(employment, "employment_MA_analysis_target.pq"),
    ]);
    if (log === undefined || target === undefined) throw new Error("Two plans were expected.");
    const mappings = [draftMapping(log, { "time-zone:year": "America/New_York" }).mapping, draftMapping(target, {}).mapping];
    for (const [index, plan] of [log, target].entries())
      await importSource({
        engine: fixture.engine,
        sourceId: index === 0 ? "log" : "target",
        files: plan.files.map((file) => file.path),
        format: plan.format,
        mapping: mappings[index] ?? { columns: [], nullTokens: [] },
        controls: [],
      });
    const sources = [
      { use: "decisions", sourceId: "log", format: log.format, mapping: mappings[0] },
      { use: "satellite", sourceId: "target", format: target.format, mapping: mappings[1], joinOn: "decisionId", reduction: "last-row" },
    ];
    const built = await buildPopulation(fixture.engine, {
      ...stated,
      positiveOutcome: "1",
      favourableDecision: "1",
      positiveDecision: "1",
      sources,
    } as unknown as PopulationDefinition);
    expect(built.joins[0]).toMatchObject({ decisionsMatched: 208_892, decisionsUnmatched: 0, satelliteIdsUnmatched: 0 });
    expect(built.population).toMatchObject({
      rows: 208_892,
      timePrecision: "year",
      roles: ["decisionId", "decidedAt", "score", "decision", "outcome"],
    });
    // Selection rates stated in research/formats.md, A11.
    const rate = (sex: string): Promise<unknown> =>
      fixture.single(`select round(avg(favourable::int), 3) from population where attribute_SEX = '${sex}'`);
    expect([await rate("1"), await rate("2")]).toEqual([0.538, 0.533]);
  });

  test("two files of the car loan example make one population with a partition each", async () => {
    const folder = join(shared, "reference/car-loan");
    const plans = await planImport([
      join(folder, "reference_synthetic_car_loan.parquet"),
      join(folder, "monitoring_synthetic_car_loan.parquet"),
    ]);
    const sources = [];
    for (const [index, plan] of plans.entries()) {
      const sourceId = index === 0 ? "reference" : "monitoring";
      const draft = draftMapping(plan, { "time-zone:timestamp": "UTC" }).mapping;
      const partition = {
        target: { kind: "role", role: "partition" },
        origin: { kind: "constant", value: sourceId },
        reading: { as: "text" },
      } as const;
      const mapping = { ...draft, columns: [...draft.columns, partition] };
      const imported = await importSource({
        engine: fixture.engine,
        sourceId,
        files: plan.files.map((file) => file.path),
        format: plan.format,
        mapping,
        controls: [{ kind: "rows", expected: "50000" }],
      });
      expect(imported).toMatchObject({ rowsRejected: 0, controlTotals: [{ state: "agree" }] });
      sources.push({ use: "decisions", sourceId, format: plan.format, mapping });
    }
    const baseline = { kind: "partition", value: "reference" } as const;
    const built = await buildPopulation(fixture.engine, {
      ...stated,
      positiveOutcome: "1",
      positiveDecision: "1",
      baseline,
      sources,
    } as unknown as PopulationDefinition);
    expect(built).toMatchObject({ form: "view", rows: 100_000 });
    expect(await fixture.single("select count(distinct record_number) from population where record_number between 0 and 99999")).toBe(
      "100000",
    );
    expect(
      await fixture.single("select count(*) from population where partition_name = 'reference' and outcome_positive is not null"),
    ).toBe("50000");
  });
});
