import { type AggregateSet, integerCell } from "../../foundation/aggregate.ts";
import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import type { Attribute, Population } from "../../population/population.ts";
import { ROLE_COLUMNS } from "../../population/roles.ts";
import type { SubgroupParameters } from "./parameters.ts";

export const LEVELS_QUERY = "attribute-levels";
/** Key of the stratum in the levels table; no attribute can have it. */
export const STRATUM_KEY = "stratum";

export interface RefusedTable {
  /** Attribute names. */
  readonly attributes: readonly string[];
  readonly outcome: NotComputable;
}

/** What will be compared, and what will not with the reason. */
export interface Selection {
  readonly compared: readonly Attribute[];
  /** Intersections, each as positions in `compared`. */
  readonly intersections: readonly (readonly number[])[];
  readonly refused: readonly RefusedTable[];
}

/** Attributes asked for that exist, and those that do not. */
export function requestedAttributes(
  parameters: SubgroupParameters,
  population: Population,
): { found: Attribute[]; refused: RefusedTable[] } {
  const asked = parameters.attributes ?? [];
  const names = asked.length > 0 ? asked : population.attributes.map((attribute) => attribute.name);
  const found: Attribute[] = [];
  const refused: RefusedTable[] = [];
  for (const name of new Set(names)) {
    const attribute = population.attributes.find((candidate) => candidate.name === name);
    if (attribute === undefined)
      refused.push({ attributes: [name], outcome: notComputable("missing-role", `The population has no attribute "${name}".`) });
    else found.push(attribute);
  }
  return { found, refused };
}

/** Needs the levels table of the first stage. */
export function selectTables(parameters: SubgroupParameters, population: Population, aggregates: AggregateSet): Selection {
  const { found, refused } = requestedAttributes(parameters, population);
  const compared: Attribute[] = [];
  for (const attribute of found) {
    const levels = levelsOf(aggregates, `attribute:${attribute.name}`);
    if (levels <= parameters.maximumLevels) compared.push(attribute);
    else refused.push({ attributes: [attribute.name], outcome: tooManyLevels(attribute.name, levels, parameters.maximumLevels) });
  }
  const intersections: number[][] = [];
  for (let depth = 2; depth <= parameters.intersectionDepth; depth += 1)
    for (const positions of combinations(compared.length, depth)) {
      const attributes = positions.map((position) => compared[position]).filter((attribute) => attribute !== undefined);
      const cells = attributes.reduce((product, attribute) => product * levelsOf(aggregates, `attribute:${attribute.name}`), 1);
      if (cells <= parameters.maximumIntersectionCells) intersections.push(positions);
      else
        refused.push({
          attributes: attributes.map((attribute) => attribute.name),
          outcome: notComputable(
            "assumption-failed",
            `This intersection could have ${cells} cells; at most ${parameters.maximumIntersectionCells} are compared.`,
          ),
        });
    }
  return { compared, intersections, refused };
}

export function levelsOf(aggregates: AggregateSet, key: string): number {
  const row = aggregates.get(LEVELS_QUERY)?.rows.find((candidate) => candidate["dimension"] === key);
  return row === undefined ? 0 : integerCell(row, "levels");
}

export function tooManyLevels(name: string, levels: number, most: number): NotComputable {
  return notComputable("assumption-failed", `"${name}" has ${levels} levels; at most ${most} are compared.`);
}

export interface Stratum {
  readonly title: string;
  readonly column: string;
}

/** The column to stratify by; null when none was asked for or when the population has no such thing. */
export function requestedStratum(parameters: SubgroupParameters, population: Population): Stratum | "unknown" | null {
  const name = parameters.stratifyBy;
  if (name === null) return null;
  if (name === "modelVersion" && population.roles.includes("modelVersion"))
    return { title: "model version", column: ROLE_COLUMNS.modelVersion.column };
  const attribute = population.attributes.find((candidate) => name === candidate.name || name === `attribute:${candidate.name}`);
  const feature = population.features.find((candidate) => name === candidate.name || name === `feature:${candidate.name}`);
  const found = name.startsWith("attribute:") ? attribute : (feature ?? attribute);
  return found === undefined ? "unknown" : { title: found.name, column: found.column };
}

/** Ascending positions, in lexicographic order. */
function combinations(size: number, depth: number): number[][] {
  if (depth === 0) return [[]];
  const result: number[][] = [];
  for (let last = depth - 1; last < size; last += 1) for (const head of combinations(last, depth - 1)) result.push([...head, last]);
  return result.toSorted((left, right) => compareLists(left, right));
}

function compareLists(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((value, position) => value !== right[position]);
  return index === -1 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
