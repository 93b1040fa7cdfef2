import type { DuckDBConnection } from "@duckdb/node-api";
import { type DuckDbEngine, execute } from "../engine/duckdb-engine.ts";
import type { QueryOptions } from "../engine/query-run.ts";
import { rowPage } from "../engine/row-page.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { satelliteSources } from "../population/decision-columns.ts";
import { type StagedFacts, baseRows, satelliteCondition } from "../population/decision-sql.ts";
import type { PopulationDefinition, Reduction, SatelliteSource } from "../population/definition.ts";
import { ROLE_COLUMNS } from "../population/roles.ts";
import { type SqlFragment, identifier, integerLiteral, sql } from "../sql/sql.ts";
import { matchingSources } from "./matching-sources.ts";

/** How a satellite met the decisions, from both sides. Rows after the cut-off are not among the satellite's. */
export interface JoinReport {
  readonly sourceId: string;
  readonly joinOn: "decisionId" | "subjectId";
  readonly reduction: Reduction;
  readonly decisionsMatched: number;
  /** Decisions without a row in the satellite; those without an id included. */
  readonly decisionsUnmatched: number;
  readonly satelliteIds: number;
  /** Ids of the satellite that no decision has. */
  readonly satelliteIdsUnmatched: number;
  /** Ids with more than one row. */
  readonly satelliteIdsDuplicated: number;
  /** Rows that the reduction left out. */
  readonly satelliteRowsReducedAway: number;
  /** Rows without an id, and rows after the cut-off. */
  readonly satelliteRowsWithoutId: number;
  readonly satelliteRowsAfterCutOff: number;
}

export const JOIN_PROBLEMS = ["decision-without-row", "row-without-decision", "duplicate-id"] as const;
export type JoinProblem = (typeof JOIN_PROBLEMS)[number];

export async function joinReports(
  connection: DuckDBConnection,
  definition: PopulationDefinition,
  staged: StagedFacts["staged"],
): Promise<JoinReport[]> {
  const reports: JoinReport[] = [];
  for (const satellite of satelliteSources(definition)) reports.push(await joinReport(connection, satellite, definition, staged));
  return reports;
}

/** One page of the ids that did not meet, or met more than once. */
export async function listJoinProblems(
  engine: DuckDbEngine,
  definition: PopulationDefinition,
  request: { readonly sourceId: string; readonly kind: JoinProblem; readonly offset: number; readonly limit: number },
  options: QueryOptions = {},
): Promise<{ total: number; ids: string[] }> {
  const satellite = satelliteSources(definition).find((source) => source.sourceId === request.sourceId);
  if (satellite === undefined) throw new TickmarkError("not-found", `${request.sourceId} is not joined to the population.`);
  const { decisions, rows } = sides(satellite, definition, await matchingSources(engine, definition));
  const ids = problemIds(request.kind, decisions, rows);
  return engine.withConnection(async (connection) => {
    const total = await rowPage(await execute(connection, sql`select count(*) from (${ids})`));
    const page = await rowPage(
      await execute(
        connection,
        sql`select id from (${ids}) order by id limit ${integerLiteral(request.limit)} offset ${integerLiteral(request.offset)}`,
      ),
    );
    return { total: Number(total.rows[0]?.[0] ?? 0), ids: page.rows.map(([id]) => String(id)) };
  }, options);
}

/** The two sides of a join as relations with one column `id`. */
function sides(
  satellite: SatelliteSource,
  definition: PopulationDefinition,
  staged: StagedFacts["staged"],
): { decisions: SqlFragment; rows: SqlFragment } {
  const key = identifier(ROLE_COLUMNS[satellite.joinOn].column);
  const table = identifier(staged.get(satellite.sourceId)?.table ?? "");
  return {
    decisions: sql`select ${key} as id from (${baseRows(definition, { staged })})`,
    rows: sql`select ${key} as id from ${table} where ${satelliteCondition(satellite, definition)}`,
  };
}

function problemIds(kind: JoinProblem, decisions: SqlFragment, rows: SqlFragment): SqlFragment {
  switch (kind) {
    case "decision-without-row":
      return sql`select distinct id from (${decisions}) as decisions where id is not null and not exists (select 1 from (${rows}) as matched where matched.id = decisions.id)`;
    case "row-without-decision":
      return sql`select distinct id from (${rows}) as joined where not exists (select 1 from (${decisions}) as matched where matched.id = joined.id)`;
    case "duplicate-id":
      return sql`select id from (${rows}) group by id having count(*) > 1`;
  }
}

async function joinReport(
  connection: DuckDBConnection,
  satellite: SatelliteSource,
  definition: PopulationDefinition,
  staged: StagedFacts["staged"],
): Promise<JoinReport> {
  const { decisions, rows } = sides(satellite, definition, staged);
  const source = staged.get(satellite.sourceId);
  const key = identifier(ROLE_COLUMNS[satellite.joinOn].column);
  const result = await execute(
    connection,
    sql`
      with satellite_ids as (
        select id, count(*) as row_count from (${rows}) group by id
      ),
      decision_ids as (
        select id, count(*) as row_count from (${decisions}) group by id
      ),
      met as (
        select satellite_ids.id as satellite_id, decision_ids.id as decision_id,
          coalesce(satellite_ids.row_count, 0) as satellite_rows, coalesce(decision_ids.row_count, 0) as decision_rows
        from satellite_ids full join decision_ids on satellite_ids.id = decision_ids.id
      )
      select
        coalesce(sum(decision_rows) filter (satellite_id is not null), 0),
        coalesce(sum(decision_rows) filter (satellite_id is null), 0),
        count(*) filter (satellite_id is not null),
        count(*) filter (satellite_id is not null and decision_id is null),
        count(*) filter (satellite_rows > 1),
        coalesce(sum(satellite_rows - 1) filter (satellite_rows > 1), 0),
        (select count(*) from ${identifier(source?.table ?? "")} where ${key} is null),
        coalesce(sum(satellite_rows), 0)
      from met`,
  );
  const cells = ((await rowPage(result)).rows[0] ?? []).map(Number);
  const [matched = 0, unmatched = 0, ids = 0, idsUnmatched = 0, duplicated = 0, reducedAway = 0, withoutId = 0, counted = 0] = cells;
  return {
    sourceId: satellite.sourceId,
    joinOn: satellite.joinOn,
    reduction: satellite.reduction,
    decisionsMatched: matched,
    decisionsUnmatched: unmatched,
    satelliteIds: ids,
    satelliteIdsUnmatched: idsUnmatched,
    satelliteIdsDuplicated: duplicated,
    satelliteRowsReducedAway: reducedAway,
    satelliteRowsWithoutId: withoutId,
    satelliteRowsAfterCutOff: (source?.rows ?? 0) - withoutId - counted,
  };
}
