import { TickmarkError } from "../foundation/errors.ts";
import { type CanonicalColumn, canonicalColumns } from "./canonical-columns.ts";
import type { DefinedSource, PopulationDefinition, SatelliteSource } from "./definition.ts";
import type { FilterColumnType } from "./filter-sql.ts";
import { TIME_PRECISIONS, type Attribute, type Feature, type Population } from "./population.ts";
import { DERIVED_COLUMNS, RECORD_NUMBER, ROLES, ROLE_COLUMNS, type Role } from "./roles.ts";

/** Position among the rows with the same decision id, from 1; present only where ids repeat. */
export const DUPLICATE_RANK = "duplicate_rank";
export const SOURCE_ID = "source_id";

/** Sources of decisions in the order given. */
export function decisionSources(definition: PopulationDefinition): readonly DefinedSource[] {
  return definition.sources.filter((source) => source.use === "decisions");
}

export function satelliteSources(definition: PopulationDefinition): readonly SatelliteSource[] {
  return definition.sources.filter((source) => source.use === "satellite");
}

/** Columns a satellite adds: all of its own but the join key. */
export function addedColumns(satellite: SatelliteSource): readonly CanonicalColumn[] {
  const key = ROLE_COLUMNS[satellite.joinOn].column;
  return canonicalColumns(satellite.mapping)
    .map(({ canonical }) => canonical)
    .filter(({ name }) => name !== key);
}

/** The typed columns of all sources together; refuses definitions that would give a column two meanings. */
export function sourceColumns(definition: PopulationDefinition): readonly CanonicalColumn[] {
  if (decisionSources(definition).length === 0) throw new TickmarkError("bad-input", "The population has no source of decisions.");
  const ids = definition.sources.map((source) => source.sourceId);
  if (new Set(ids).size < ids.length) throw new TickmarkError("bad-input", "A source is used twice in the population.");
  const columns = new Map<string, CanonicalColumn>();
  for (const source of decisionSources(definition)) {
    for (const { canonical } of canonicalColumns(source.mapping)) {
      const known = columns.get(canonical.name.toLowerCase());
      if (known !== undefined && (known.name !== canonical.name || known.type !== canonical.type))
        throw new TickmarkError(
          "bad-input",
          `${canonical.name} is ${canonical.type} in ${source.sourceId} and ${known.name} is ${known.type} elsewhere.`,
          {
            column: canonical.name,
            remedy: "Give the column the same name and kind in each source of decisions.",
          },
        );
      columns.set(canonical.name.toLowerCase(), canonical);
    }
  }
  for (const satellite of satelliteSources(definition)) {
    const key = ROLE_COLUMNS[satellite.joinOn].column;
    const own = canonicalColumns(satellite.mapping).map(({ canonical }) => canonical.name);
    if (!own.includes(key) || !columns.has(key))
      throw new TickmarkError(
        "bad-input",
        `${satellite.sourceId} cannot be joined: ${ROLE_COLUMNS[satellite.joinOn].title} is not mapped on both sides.`,
        { column: key },
      );
    for (const column of addedColumns(satellite)) {
      if (columns.has(column.name.toLowerCase()))
        throw new TickmarkError("bad-input", `${column.name} comes from ${satellite.sourceId} and from another source.`, {
          column: column.name,
          remedy: "Leave the column out of one of the mappings.",
        });
      columns.set(column.name.toLowerCase(), column);
    }
  }
  return [...columns.values()];
}

/** True where the decision is made by the stated score rule, because no source has one. */
export function derivesDecision(definition: PopulationDefinition, columns: readonly CanonicalColumn[]): boolean {
  const has = (role: Role): boolean => columns.some(({ name }) => name === ROLE_COLUMNS[role].column);
  return (
    !has("decision") && has("score") && definition.positiveDecision !== null && typeof definition.decisionRule?.otherDecision === "string"
  );
}

/** Every column of the relation, with the type a filter compares. */
export function relationColumns(definition: PopulationDefinition, withDuplicateRank: boolean): ReadonlyMap<string, FilterColumnType> {
  const columns = sourceColumns(definition);
  return new Map<string, FilterColumnType>([
    [RECORD_NUMBER, "BIGINT"],
    [SOURCE_ID, "VARCHAR"],
    ...columns.map(({ name, type }): [string, FilterColumnType] => [name, type]),
    ...(derivesDecision(definition, columns) ? [[ROLE_COLUMNS.decision.column, "VARCHAR"] as [string, FilterColumnType]] : []),
    ...DERIVED_COLUMNS.map((name): [string, FilterColumnType] => [name, "BOOLEAN"]),
    ...(withDuplicateRank ? [[DUPLICATE_RANK, "BIGINT"] as [string, FilterColumnType]] : []),
  ]);
}

/** Roles, features and attributes of the relation, and how finely its times are known. */
export function relationShape(definition: PopulationDefinition): Pick<Population, "roles" | "features" | "attributes" | "timePrecision"> {
  const columns = sourceColumns(definition);
  const mapped = definition.sources.flatMap((source) => canonicalColumns(source.mapping));
  const names = new Set(columns.map(({ name }) => name));
  const features = new Map<string, Feature>();
  const attributes = new Map<string, Attribute>();
  for (const { target, canonical } of mapped) {
    if (target.kind === "feature") features.set(canonical.name, { name: target.name, column: canonical.name, kind: target.type });
    if (target.kind === "attribute") attributes.set(canonical.name, { name: target.name, column: canonical.name });
  }
  const precisions = mapped.flatMap(({ target, reading }) =>
    target.kind === "role" && target.role === "decidedAt" && reading.as === "instant" ? [TIME_PRECISIONS.indexOf(reading.precision)] : [],
  );
  return {
    roles: ROLES.filter((role) => names.has(ROLE_COLUMNS[role].column) || (role === "decision" && derivesDecision(definition, columns))),
    features: [...features.values()],
    attributes: [...attributes.values()],
    timePrecision: TIME_PRECISIONS[Math.max(0, ...precisions)] ?? "instant",
  };
}
