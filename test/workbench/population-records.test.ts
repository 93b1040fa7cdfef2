import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ColumnMapping } from "../../src/contract/source-schemas.ts";
import { type DuckDbEngine, openEngine } from "../../src/engine/open-engine.ts";
import { canonicalJson } from "../../src/foundation/canonical-json.ts";
import { commitPopulation } from "../../src/packs/population-commitment.ts";
import type { PopulationRecord } from "../../src/packs/record-text.ts";
import { type SqlFragment, sql } from "../../src/sql/sql.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { populationRecords, recordPositions } from "../../src/workbench/population-records.ts";
import { SmallCase } from "./small-case.ts";

async function all(engine: DuckDbEngine, relation: SqlFragment): Promise<PopulationRecord[]> {
  const records: PopulationRecord[] = [];
  for await (const batch of populationRecords(engine, relation)) records.push(...batch);
  return records;
}

describe("records read from the engine", () => {
  let folder: string;
  let engine: DuckDbEngine;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tickmark-records-"));
    engine = await openEngine({ file: join(folder, "population.duckdb"), tempDirectory: folder });
  });
  afterEach(async () => {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("stand in record order, whatever order the table has, across many chunks", async () => {
    await engine.run(sql`create table population as select 9999 - i as record_number, 'D' || i as decision_id from range(10000) t(i)`);
    const records = await all(engine, sql`population`);
    expect(records).toHaveLength(10_000);
    expect(records.every((record, index) => record["record_number"] === String(index))).toBe(true);
    expect(records[3]).toEqual({ decision_id: "D9996", record_number: "3" });
  });

  test("hold each type as the format says, with the columns in canonical order", async () => {
    await engine.run(sql`create table population as select
      1::bigint as record_number, true as a_bool, 7::tinyint as a_tiny, -5::integer as an_int, 4000000000::uinteger as an_uint,
      9007199254740993::bigint as big, 170141183460469231731687303715884105727::hugeint as huge, 1.50::decimal(9, 2) as money,
      0.1::double as score, 'NaN'::double as nan, 'Infinity'::double as high, '-Infinity'::float as low, null::double as missing,
      timestamp '2026-01-31 10:00:00.000001' as at_time, timestamp '1969-12-31 23:59:59.5' as before, date '2026-02-28' as a_day,
      timestamptz '2026-01-31 10:00:00+02' as zoned, 'infinity'::timestamp as never, 'Größe "1"' as text, null::varchar as nothing,
      'b'::enum('a', 'b') as level, null::bigint as no_number, null::timestamp as no_time, null as untyped`);
    const [record = {}] = await all(engine, sql`population`);
    expect(record).toEqual({
      record_number: "1",
      a_bool: true,
      a_tiny: 7,
      an_int: -5,
      an_uint: 4_000_000_000,
      big: "9007199254740993",
      huge: "170141183460469231731687303715884105727",
      money: "1.50",
      score: 0.1,
      nan: "NaN",
      high: "Infinity",
      low: "-Infinity",
      missing: null,
      at_time: "2026-01-31T10:00:00.000001Z",
      before: "1969-12-31T23:59:59.500000Z",
      a_day: "2026-02-28",
      zoned: "2026-01-31T08:00:00.000000Z",
      never: "infinity",
      text: 'Größe "1"',
      nothing: null,
      level: "b",
      no_number: null,
      no_time: null,
      untyped: null,
    });
    expect(canonicalJson(record)).toBe(JSON.stringify(record));
  });

  test("of a type that JSON would bend are refused by the column's name", async () => {
    for (const type of ["blob", "integer[]", "time", "interval", "timestamp_ns"]) {
      await engine.run({
        text: `create or replace table population as select 1::bigint as record_number, null::${type} as odd`,
        values: [],
      });
      await expect(all(engine, sql`population`)).rejects.toMatchObject({ code: "unsupported", detail: { column: "odd" } });
    }
  });

  test("can come from a select with bound values; what goes wrong does not show its text, which may hold a key", async () => {
    await engine.run(sql`create table population as select i as record_number, 'D' || i as decision_id from range(5) t(i)`);
    const records = await all(engine, sql`(select record_number, ${"secret-key"} || decision_id as decision_id from population)`);
    expect(records[4]).toEqual({ record_number: "4", decision_id: "secret-keyD4" });
    for (const relation of [
      sql`(select record_number, 'secret-key' || missing as decision_id from population)`,
      sql`(select record_number, error('secret' || '-' || 'key') as decision_id from population where 'secret-key' <> '')`,
    ]) {
      const error = await all(engine, relation).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "query-failed" });
      expect((error as { detail: { sql?: string } }).detail.sql).toBeUndefined();
    }
  });

  test("fail as a whole when the engine fails on the way", async () => {
    await engine.run(
      sql`create table population as select i as record_number, case when i = 90000 then 'x' else '1' end as text from range(100000) t(i)`,
    );
    await expect(all(engine, sql`(select record_number, text::integer as number from population)`)).rejects.toMatchObject({
      code: "query-failed",
    });
    expect(await all(engine, sql`(select * from population where record_number < 90000)`)).toHaveLength(90_000);
  });

  test("leave the connection free when the reader stops early, and stop when they are cancelled", async () => {
    await engine.run(sql`create table population as select i as record_number from range(100000) t(i)`);
    for (let round = 0; round < 20; round += 1)
      for await (const batch of populationRecords(engine, sql`population`)) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
    expect(await all(engine, sql`population`)).toHaveLength(100_000);
    const controller = new AbortController();
    const read = async (): Promise<number> => {
      let rows = 0;
      for await (const batch of populationRecords(engine, sql`population`, { signal: controller.signal })) {
        rows += batch.length;
        if (rows > 3000) controller.abort();
      }
      return rows;
    };
    await expect(read()).rejects.toMatchObject({ code: "cancelled" });
    await expect(read()).rejects.toMatchObject({ code: "cancelled" });
    expect(await all(engine, sql`(select * from population limit 10)`)).toHaveLength(10);
  });
});

const COLUMNS: ColumnMapping[] = [
  { column: "id", use: "decisionId", type: "text" },
  { column: "when", use: "decidedAt", type: "timestamp", formats: ["iso"] },
  { column: "score", use: "score", type: "double" },
];

describe("the population of a case", () => {
  let small: SmallCase;
  beforeEach(async () => {
    small = await new SmallCase().open();
  });
  afterEach(() => small.remove());

  async function commit(): Promise<{ root: string; size: number; rows: number }> {
    const { population } = small.workbench;
    return await population.read(
      small.session,
      async (engine, document) => {
        const { checkpoint, size } = await commitPopulation({
          packId: "urn:uuid:24e51ca2-5067-4598-935a-dac4e327d05a",
          revision: 1,
          fingerprint: document.population.fingerprint,
          records: populationRecords(engine, sql`population`),
          saltKey: new Uint8Array(32).fill(1),
          signer: null,
          disclose: new Set(),
        });
        return { root: checkpoint, size, rows: document.population.rows };
      },
      quietJob(),
    );
  }

  test("has one root, also after it was built again; positions are those within the filtered population", async () => {
    const rows = Array.from(
      { length: 50 },
      (_, number) => `${number},2026-01-${String((number % 28) + 1).padStart(2, "0")}T08:00:00Z,${number / 50}`,
    );
    await small.import({ kind: "decisions", text: `id,when,score\n${rows.join("\n")}\n`, columns: COLUMNS });
    await small.import({
      kind: "decisions",
      text: "id,when,score\n7,2026-02-01T08:00:00Z,0.9\nx,2026-02-02T08:00:00Z,\n",
      columns: COLUMNS,
    });
    const request = small.request({ filters: [{ column: "decision_id", operator: "!=", values: ["0"] }] });
    await small.workbench.population.build(small.session, request, quietJob());
    const before = await commit();
    expect(before.size).toBe(before.rows);
    await small.workbench.population.build(small.session, request, quietJob());
    expect(await commit()).toEqual(before);
    await small.session.engines.read(async (engine) => {
      const records = await all(engine, sql`population`);
      const found = await recordPositions(engine, ["7", "x", "0", "no such id", "7"]);
      expect(found.unknown.toSorted()).toEqual(["0", "no such id"]);
      const wanted = new Set<unknown>(["7", "x"]);
      expect(new Set<unknown>([...found.positions].map((position) => records[position]?.["decision_id"]))).toEqual(wanted);
      expect(found.positions.size).toBe(records.filter((record) => wanted.has(record["decision_id"])).length);
      expect(await recordPositions(engine, [])).toEqual({ positions: new Set(), unknown: [] });
    });
  });
});
