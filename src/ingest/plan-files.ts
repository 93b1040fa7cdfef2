import type { DuckDBConnection } from "@duckdb/node-api";
import { type DuckDbEngine, execute } from "../engine/duckdb-engine.ts";
import { rowPage } from "../engine/row-page.ts";
import type { AdapterId } from "../population/source-format.ts";
import { identifier, integerLiteral, join, sql } from "../sql/sql.ts";
import type { OpenedSource, RawRelation } from "./adapter.ts";
import { adapterOf } from "./adapters.ts";
import { profileColumn } from "./column-profile.ts";
import type { Answers, ImportPlan, PlannedFile, SampleRow } from "./import-plan.ts";
import { readValue } from "./reading-sql.ts";
import { suggestMapping } from "./suggest-mapping.ts";

/** Rows that suggestions look at, and rows a person is shown. */
const PROFILE_ROWS = 5000;
const SHOWN_ROWS = 50;
const SCRATCH = "plan";

/** One plan for files of one format. */
export async function planFiles(
  engine: DuckDbEngine,
  adapterId: AdapterId,
  files: readonly PlannedFile[],
  answers: Answers,
): Promise<ImportPlan> {
  const adapter = adapterOf(adapterId);
  return engine.withConnection(async (connection) => {
    const described = await adapter.describe(connection, files, answers);
    const names = described.columns.map(({ name }) => name);
    const opened = await adapter.open({
      connection,
      // The first file and the last: a change over time shows at the ends.
      files: [...new Set([files[0], files.at(-1)].flatMap((file) => (file === undefined ? [] : [file.path])))],
      format: described.format,
      wanted: new Map(names.map((name) => [name, "text"])),
      nullTokens: [],
      scratch: SCRATCH,
      withPath: false,
      signal: undefined,
      previewRows: PROFILE_ROWS,
    });
    try {
      const raw = await rawSample(connection, opened, names);
      const profiled = names.map((name, index) =>
        profileColumn(
          name,
          raw.map((row) => row[index] ?? null),
        ),
      );
      const inputs = described.columns.map(({ name, types }, index) => ({
        name,
        types,
        profiled: profiled[index] ?? profileColumn(name, []),
        typedFormat: adapterId === "parquet" || adapterId === "arrow",
      }));
      const { suggestions, questions } = suggestMapping(inputs);
      const columns = described.columns.map((column, index) => ({
        ...column,
        profile: inputs[index]?.profiled.profile ?? profileColumn(column.name, []).profile,
        suggestion: suggestions[index] ?? null,
      }));
      return {
        title: adapter.title,
        reason: described.reason,
        format: described.format,
        files,
        columns,
        changes: described.changes,
        sample: { columns: names, raw: raw.slice(0, SHOWN_ROWS), typed: await typedSample(connection, opened.relation, columns) },
        questions: [...described.questions, ...questions],
        limits: adapter.limits(described.format),
        ignoredFiles: [],
      };
    } finally {
      await opened.dispose(connection);
    }
  });
}

async function rawSample(connection: DuckDBConnection, opened: OpenedSource, names: readonly string[]): Promise<SampleRow[]> {
  const values = names.map((name, index) => {
    const raw = opened.relation.columns.get(name);
    const text = raw === undefined ? sql`cast(null as varchar)` : sql`cast(${raw.sql} as varchar)`;
    return sql`${text} as ${identifier(`v${index}`)}`;
  });
  const select = sql`select ${join(values, ", ")} from ${opened.relation.from} limit ${integerLiteral(PROFILE_ROWS)}`;
  return textRows(connection, select);
}

async function typedSample(connection: DuckDBConnection, relation: RawRelation, columns: ImportPlan["columns"]): Promise<SampleRow[]> {
  const values = columns.map(({ name, suggestion }, index) => {
    const raw = relation.columns.get(name);
    if (raw === undefined) return sql`cast(null as varchar) as ${identifier(`v${index}`)}`;
    const reading = suggestion?.mapping.reading ?? ({ as: "text" } as const);
    const { value } = readValue(raw, reading, [], name);
    const text = reading.as === "instant" ? sql`strftime(${value}, '%Y-%m-%dT%H:%M:%S.%fZ')` : sql`cast(${value} as varchar)`;
    return sql`${text} as ${identifier(`v${index}`)}`;
  });
  return textRows(connection, sql`select ${join(values, ", ")} from ${relation.from} limit ${integerLiteral(SHOWN_ROWS)}`);
}

async function textRows(connection: DuckDBConnection, select: ReturnType<typeof sql>): Promise<SampleRow[]> {
  const { rows } = await rowPage(await execute(connection, select));
  return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
}
