import { TickmarkError } from "../foundation/errors.ts";
import { type SqlFragment, doubleLiteral, identifier, integerLiteral, join, literal, sql } from "../sql/sql.ts";
import { canonicalColumns } from "./canonical-columns.ts";
import {
  DUPLICATE_RANK,
  SOURCE_ID,
  addedColumns,
  decisionSources,
  derivesDecision,
  relationColumns,
  satelliteSources,
  sourceColumns,
} from "./decision-columns.ts";
import type { PopulationDefinition, SatelliteSource } from "./definition.ts";
import { filterCondition } from "./filter-sql.ts";
import { DECISION_RELATION, type Filter, POPULATION_RELATION } from "./population.ts";
import { DERIVED_COLUMNS, type DerivedColumn, RECORD_NUMBER, ROLE_COLUMNS, type Role } from "./roles.ts";
import { instantLiteral } from "./windows.ts";

/** What the SQL must know about the data besides the definition. */
export interface StagedFacts {
  /** By source id; order of decisions is by digest. */
  readonly staged: ReadonlyMap<string, { readonly table: string; readonly digest: string; readonly rows: number }>;
  /** Rows whose decision id was seen in an earlier row. */
  readonly duplicateIdRows: number;
  /** Satellites in which an id has more than one row. */
  readonly satellitesWithDuplicates: ReadonlySet<string>;
}

export interface DecisionRelation {
  /** A view where rows are staged in their final form already; a table where something is joined or ranked. */
  readonly form: "view" | "table";
  readonly create: SqlFragment;
}

/** The canonical relation: a pure function of the definition and the facts. */
export function decisionRelation(definition: PopulationDefinition, facts: StagedFacts): DecisionRelation {
  const satellites = satelliteSources(definition);
  const form = satellites.length === 0 && facts.duplicateIdRows === 0 ? "view" : "table";
  const columns = sourceColumns(definition);
  const inner = satellites.length === 0 ? columns.map(({ name }) => identifier(name)) : joinedColumns(definition);
  const ruleColumn = derivesDecision(definition, columns)
    ? [sql`${ruleDecision(definition)} as ${identifier(ROLE_COLUMNS.decision.column)}`]
    : [];
  const rank = facts.duplicateIdRows === 0 ? [] : [sql`coalesce(ranked.${identifier(DUPLICATE_RANK)}, 1) as ${identifier(DUPLICATE_RANK)}`];
  const derived = DERIVED_COLUMNS.map((name) => sql`${derivedColumn(name, definition)} as ${identifier(name)}`);
  const joins = satellites.map((satellite, index) => {
    const key = identifier(ROLE_COLUMNS[satellite.joinOn].column);
    return sql`left join ${identifier(`satellite_${index}`)} on base.${key} = ${identifier(`satellite_${index}`)}.${key}`;
  });
  const rankJoin =
    facts.duplicateIdRows === 0 ? [] : [sql`left join ranked on base.${identifier(RECORD_NUMBER)} = ranked.${identifier(RECORD_NUMBER)}`];
  const select = sql`
    with base as not materialized (
      ${baseRows(definition, facts)}
    ),
    ${join([...satellites.map((satellite, index) => satelliteRows(satellite, index, definition, facts)), ...(rank.length === 0 ? [] : [rankedRows]), joinedRows([...inner, ...rank], [...joins, ...rankJoin], ruleColumn)], ",\n  ")}
    select *, ${join(derived, ",\n  ")}
    from joined`;
  const name = identifier(DECISION_RELATION);
  return { form, create: form === "view" ? sql`create view ${name} as\n${select}` : sql`create table ${name} as\n${select}` };
}

/** The filtered view that analyses read. */
export function populationView(definition: PopulationDefinition, filters: readonly Filter[], withDuplicateRank: boolean): SqlFragment {
  const types = relationColumns(definition, withDuplicateRank);
  const conditions = filters.map((filter) => filterCondition(filter, types));
  const where = conditions.length === 0 ? sql`` : sql`\nwhere ${join(conditions, " and ")}`;
  return sql`create view ${identifier(POPULATION_RELATION)} as select * from ${identifier(DECISION_RELATION)}${where}`;
}

/** The definition's filters, and before them the one that leaves out repeated ids where there are any. */
export function effectiveFilters(definition: PopulationDefinition, duplicateIdRows: number): readonly Filter[] {
  const keepFirst = definition.duplicateIds === "keep-first" && duplicateIdRows > 0;
  return keepFirst ? [{ column: DUPLICATE_RANK, operator: "=", values: [1] }, ...definition.filters] : definition.filters;
}

/** All rows of all sources of decisions in record order: by source digest, then row. */
export function baseRows(definition: PopulationDefinition, facts: Pick<StagedFacts, "staged">): SqlFragment {
  const sources = decisionSources(definition).map((source) => ({ source, staged: stagedSource(facts, source.sourceId) }));
  const ordered = sources.toSorted((left, right) =>
    left.staged.digest < right.staged.digest ? -1 : left.staged.digest > right.staged.digest ? 1 : 0,
  );
  const all = sources.flatMap(({ source }) => canonicalColumns(source.mapping).map(({ canonical }) => canonical));
  const columns = [...new Map(all.map((column) => [column.name, column])).values()];
  let offset = 0;
  const selects = ordered.map(({ source, staged }) => {
    const own = new Set(canonicalColumns(source.mapping).map(({ canonical }) => canonical.name));
    const values = columns.map(({ name, type }) =>
      own.has(name)
        ? identifier(name)
        : sql`cast(null as ${{ VARCHAR: sql`varchar`, DOUBLE: sql`double`, TIMESTAMP: sql`timestamp` }[type]}) as ${identifier(name)}`,
    );
    const select = sql`select ${integerLiteral(offset)} + rowid as ${identifier(RECORD_NUMBER)}, ${literal(source.sourceId)} as ${identifier(SOURCE_ID)}, ${join(values, ", ")} from ${identifier(staged.table)}`;
    offset += staged.rows;
    return select;
  });
  return join(selects, "\nunion all\n");
}

function joinedRows(columns: readonly SqlFragment[], joins: readonly SqlFragment[], extra: readonly SqlFragment[]): SqlFragment {
  const selected = [
    sql`base.${identifier(RECORD_NUMBER)}`,
    sql`base.${identifier(SOURCE_ID)}`,
    ...columns.map((column) => column),
    ...extra,
  ];
  return sql`joined as (
      select ${join(selected, ", ")}
      from base
      ${join(joins, "\n")}
    )`;
}

/** Columns qualified by where they come from. */
function joinedColumns(definition: PopulationDefinition): SqlFragment[] {
  const base = new Set(
    decisionSources(definition).flatMap((source) => canonicalColumns(source.mapping).map(({ canonical }) => canonical.name)),
  );
  const fromSatellites = satelliteSources(definition).flatMap((satellite, index) =>
    addedColumns(satellite).map(({ name }) => sql`${identifier(`satellite_${index}`)}.${identifier(name)}`),
  );
  return [...[...base].map((name) => sql`base.${identifier(name)}`), ...fromSatellites];
}

const rankedRows = sql`ranked as (
      select ${identifier(RECORD_NUMBER)}, row_number() over (partition by decision_id order by ${identifier(RECORD_NUMBER)}) as ${identifier(DUPLICATE_RANK)}
      from base
      where decision_id in (select decision_id from base where decision_id is not null group by decision_id having count(*) > 1)
    )`;

/** One row an id, by the named reduction; where no id repeats there is nothing to reduce. */
function satelliteRows(satellite: SatelliteSource, index: number, definition: PopulationDefinition, facts: StagedFacts): SqlFragment {
  const key = identifier(ROLE_COLUMNS[satellite.joinOn].column);
  const staged = stagedSource(facts, satellite.sourceId);
  const reduce = facts.satellitesWithDuplicates.has(satellite.sourceId)
    ? sql`\n      qualify row_number() over (partition by ${key} order by ${reductionOrder(satellite)}) = 1`
    : sql``;
  return sql`${identifier(`satellite_${index}`)} as (
      select *
      from ${identifier(staged.table)}
      where ${satelliteCondition(satellite, definition)}${reduce}
    )`;
}

/** Rows of a satellite that count: with an id, and known by the cut-off. */
export function satelliteCondition(satellite: SatelliteSource, definition: PopulationDefinition): SqlFragment {
  const key = identifier(ROLE_COLUMNS[satellite.joinOn].column);
  const asOf = satellite.reduction.endsWith("as-of-cut-off") && definition.cutOffMs !== null && hasRole(satellite, "outcomeAt");
  return asOf && definition.cutOffMs !== null
    ? sql`${key} is not null and (outcome_at is null or outcome_at <= ${instantLiteral(definition.cutOffMs)})`
    : sql`${key} is not null`;
}

function reductionOrder(satellite: SatelliteSource): SqlFragment {
  const byTime = (roles: readonly Role[], descending: boolean): SqlFragment => {
    const times = roles.filter((role) => hasRole(satellite, role)).map((role) => identifier(ROLE_COLUMNS[role].column));
    const direction = descending ? sql`desc` : sql`asc`;
    return join([...times.map((time) => sql`${time} ${direction} nulls last`), sql`rowid ${direction}`], ", ");
  };
  switch (satellite.reduction) {
    case "latest-outcome-as-of-cut-off":
      return byTime(["outcomeAt"], true);
    case "first-outcome-as-of-cut-off":
      return byTime(["outcomeAt"], false);
    case "last-review":
      return byTime(["reviewedAt", "reviewStartedAt"], true);
    case "first-review":
      return byTime(["reviewedAt", "reviewStartedAt"], false);
    case "first-row":
      return byTime([], false);
    case "last-row":
      return byTime([], true);
  }
}

function hasRole(source: SatelliteSource, role: Role): boolean {
  return source.mapping.columns.some(({ target }) => target.kind === "role" && target.role === role);
}

/** Three-valued: null where the source is null, and where no value was stated. */
function derivedColumn(name: DerivedColumn, definition: PopulationDefinition): SqlFragment {
  const shape = new Set(relationColumns(definition, false).keys());
  const equals = (role: Role, stated: string | null): SqlFragment => {
    const { column } = ROLE_COLUMNS[role];
    return stated === null || !shape.has(column) ? sql`cast(null as boolean)` : sql`${identifier(column)} = ${literal(stated)}`;
  };
  switch (name) {
    case "favourable":
      return equals("decision", definition.favourableDecision);
    case "final_favourable":
      return equals("finalDecision", definition.favourableDecision);
    case "before_favourable":
      return equals("humanBefore", definition.favourableDecision);
    case "predicted_positive":
      return equals("decision", definition.positiveDecision);
    case "final_positive":
      return equals("finalDecision", definition.positiveDecision);
    case "outcome_positive":
      return equals("outcome", definition.positiveOutcome);
  }
}

function ruleDecision(definition: PopulationDefinition): SqlFragment {
  const { decisionRule: rule, positiveDecision } = definition;
  if (rule === null || positiveDecision === null || rule.otherDecision === null) return sql`cast(null as varchar)`;
  const operator = { ">=": sql`>=`, ">": sql`>`, "<=": sql`<=`, "<": sql`<` }[rule.operator];
  return sql`case when score is not null then case when score ${operator} ${doubleLiteral(rule.threshold)} then ${literal(positiveDecision)} else ${literal(rule.otherDecision)} end end`;
}

function stagedSource(facts: Pick<StagedFacts, "staged">, sourceId: string): { table: string; digest: string; rows: number } {
  const staged = facts.staged.get(sourceId);
  if (staged === undefined) throw new TickmarkError("not-found", `The source ${sourceId} is not imported.`, { remedy: "Import it first." });
  return staged;
}
