import type { Filter } from "../../population/population.ts";
import type { PlanInput } from "../analysis.ts";
import { type Group, readGroupTables } from "./group-tables.ts";
import { WHOLE, groupPlace, subgroupFigure, unknownPlace } from "./names.ts";
import type { SubgroupParameters } from "./parameters.ts";
import { GROUPS_QUERY } from "./plan.ts";
import { selectTables } from "./selection.ts";

/**
 * The decisions of the figure's group, with the outcome or prediction that its denominator asks for. Comparisons list the group's side.
 * Outcome maturity is not part of the filter. Null for figures about a whole table and for unknowns of an intersection.
 */
export function subgroupRecordsBehind(input: PlanInput<SubgroupParameters>, figureId: string): readonly Filter[] | null {
  const { parameters, population, aggregates } = input;
  if (!aggregates.has(GROUPS_QUERY)) return null;
  const [, name = "", ...rest] = figureId.split("/");
  const tail = rest.slice(0, rest[0] === "unknown" ? 2 : 1).join("/");
  const { tables } = readGroupTables(selectTables(parameters, population, aggregates), aggregates, population.rows);
  const denominator = denominatorFilters(name);
  if (tail === tailOf(WHOLE.parts)) return denominator;
  for (const table of tables) {
    const group = table.groups.find((candidate) => tailOf(groupPlace(candidate).parts) === tail);
    if (group !== undefined) return [...groupFilters(group, table.attributes), ...denominator];
    const [attribute] = table.attributes;
    if (tailOf(unknownPlace(table).parts) === tail)
      return table.attributes.length === 1 && attribute !== undefined
        ? [{ column: attribute.column, operator: "is-null", values: [] }, ...denominator]
        : null;
  }
  return null;
}

function tailOf(parts: readonly string[]): string {
  const { figureId } = subgroupFigure("tail", { dimensions: {}, parts }, "none", { status: "not-computable", code: "no-rows", reason: "" });
  return figureId.split("/").slice(2).join("/");
}

function groupFilters(group: Group, attributes: readonly { readonly column: string }[]): Filter[] {
  return group.levels.map(({ level }, index) => ({ column: attributes[index]?.column ?? "", operator: "=", values: [level] }));
}

function denominatorFilters(name: string): Filter[] {
  const equals = (column: string, value: boolean): Filter => ({ column, operator: "=", values: [value] });
  if (/^(falsePositiveRate|trueNegativeRate)/.test(name)) return [equals("outcome_positive", false)];
  if (/^(falseNegativeRate|truePositiveRate)/.test(name)) return [equals("outcome_positive", true)];
  if (/^(precision|falseDiscoveryRate)/.test(name)) return [equals("predicted_positive", true)];
  if (/^(negativePredictiveValue|falseOmissionRate)/.test(name)) return [equals("predicted_positive", false)];
  if (/^(accuracy|baseRate|labelledShare)/.test(name)) return [{ column: "outcome_positive", operator: "is-not-null", values: [] }];
  return [];
}
