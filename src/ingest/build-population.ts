import type { DuckDBConnection } from "@duckdb/node-api";
import { type DuckDbEngine, execute } from "../engine/duckdb-engine.ts";
import type { QueryOptions } from "../engine/query-run.ts";
import { rowPage } from "../engine/row-page.ts";
import { relationShape, sourceColumns } from "../population/decision-columns.ts";
import { type StagedFacts, baseRows, decisionRelation, effectiveFilters, populationView } from "../population/decision-sql.ts";
import { type PopulationDefinition, populationDefinitionSchema, populationFingerprint } from "../population/definition.ts";
import { DECISION_RELATION, POPULATION_RELATION, type Population, populationSchema } from "../population/population.ts";
import { ROLE_COLUMNS } from "../population/roles.ts";
import { type SqlFragment, identifier, sql } from "../sql/sql.ts";
import { dropPopulation, inTransaction } from "./import-tables.ts";
import { type JoinReport, joinReports } from "./join-report.ts";
import { matchingSources } from "./matching-sources.ts";

export interface BuiltPopulation {
  readonly population: Population;
  readonly form: "view" | "table";
  /** Rows with a decision id that an earlier row had. */
  readonly duplicateIdRows: number;
  readonly joins: readonly JoinReport[];
  /** Rows of `decision` and an order-free checksum over all their values: equal after a rebuild with the same engine version. */
  readonly rows: number;
  readonly checksum: string;
}

/** Makes the relations `decision` and `population` out of staged sources. */
export async function buildPopulation(
  engine: DuckDbEngine,
  definition: PopulationDefinition,
  options: QueryOptions = {},
): Promise<BuiltPopulation> {
  const parsed = populationDefinitionSchema.parse(definition);
  const staged = await matchingSources(engine, parsed);
  return engine.withConnection(async (connection) => {
    const duplicateIdRows = await countDuplicateIds(connection, parsed, staged);
    const joins = await joinReports(connection, parsed, staged);
    const facts: StagedFacts = {
      staged,
      duplicateIdRows,
      satellitesWithDuplicates: new Set(joins.filter((join) => join.satelliteIdsDuplicated > 0).map((join) => join.sourceId)),
    };
    const relation = decisionRelation(parsed, facts);
    await inTransaction(connection, async () => {
      await dropPopulation(connection);
      await execute(connection, relation.create);
      await execute(connection, populationView(parsed, effectiveFilters(parsed, duplicateIdRows), duplicateIdRows > 0));
    });
    const [rows, checksum] = await firstRow(
      connection,
      sql`select count(*), cast(coalesce(bit_xor(hash(record)), 0) as varchar) from ${identifier(DECISION_RELATION)} as record`,
    );
    return {
      population: await describe(connection, parsed, staged, duplicateIdRows),
      form: relation.form,
      duplicateIdRows,
      joins,
      rows: Number(rows),
      checksum: String(checksum),
    };
  }, options);
}

/** Describes a population that was built from this definition. */
export async function describePopulation(
  engine: DuckDbEngine,
  definition: PopulationDefinition,
  options: QueryOptions = {},
): Promise<Population> {
  const parsed = populationDefinitionSchema.parse(definition);
  const staged = await matchingSources(engine, parsed);
  return engine.withConnection(
    async (connection) => describe(connection, parsed, staged, await countDuplicateIds(connection, parsed, staged)),
    options,
  );
}

async function describe(
  connection: DuckDBConnection,
  definition: PopulationDefinition,
  staged: StagedFacts["staged"],
  duplicateIdRows: number,
): Promise<Population> {
  const shape = relationShape(definition);
  const times = shape.roles.includes("decidedAt") ? sql`epoch_ms(min(decided_at)), epoch_ms(max(decided_at))` : sql`null, null`;
  const [rows, startMs, endMs] = await firstRow(connection, sql`select count(*), ${times} from ${identifier(POPULATION_RELATION)}`);
  const observed = typeof startMs === "number" && typeof endMs === "number" ? { startMs, endMs } : null;
  const rule = definition.decisionRule;
  return populationSchema.parse({
    populationId: definition.populationId,
    title: definition.title,
    fingerprint: populationFingerprint(
      definition,
      definition.sources.map((source) => staged.get(source.sourceId)?.digest ?? ""),
    ),
    taskType: definition.taskType,
    timeZone: definition.timeZone,
    positiveOutcome: definition.positiveOutcome,
    favourableDecision: definition.favourableDecision,
    positiveDecision: definition.positiveDecision,
    labelAvailability: definition.labelAvailability,
    labelCausedByDecision: definition.labelCausedByDecision,
    outcomeHorizonDays: definition.outcomeHorizonDays,
    cutOffMs: definition.cutOffMs,
    ...shape,
    covered: observed === null ? null : (definition.declaredPeriod ?? observed),
    baseline: definition.baseline,
    decisionRule: rule === null ? null : { operator: rule.operator, threshold: rule.threshold, origin: rule.origin },
    filters: [...effectiveFilters(definition, duplicateIdRows)],
    rows: Number(rows),
    sampledCapture: definition.sampledCapture,
  } satisfies Population);
}

async function countDuplicateIds(
  connection: DuckDBConnection,
  definition: PopulationDefinition,
  staged: StagedFacts["staged"],
): Promise<number> {
  const key = ROLE_COLUMNS.decisionId.column;
  if (!sourceColumns(definition).some(({ name }) => name === key)) return 0;
  const [count] = await firstRow(
    connection,
    sql`select count(${identifier(key)}) - count(distinct ${identifier(key)}) from (${baseRows(definition, { staged })})`,
  );
  return Number(count);
}

async function firstRow(connection: DuckDBConnection, statement: SqlFragment): Promise<readonly unknown[]> {
  return (await rowPage(await execute(connection, statement))).rows[0] ?? [];
}
