import type { Figure } from "../../foundation/figure.ts";
import { notComputable } from "../../foundation/outcome.ts";
import type { FiguresInput } from "../analysis.ts";
import { comparisonFigures } from "./comparison-figures.ts";
import { readGroupTables } from "./group-tables.ts";
import { labelGate } from "./label-gate.ts";
import { WHOLE, subgroupFigure, tablePlace } from "./names.ts";
import type { SubgroupParameters } from "./parameters.ts";
import { GROUPS_QUERY } from "./plan.ts";
import { rateFigures } from "./rate-figures.ts";
import { requestedAttributes, selectTables } from "./selection.ts";
import { stratifiedFigures } from "./stratified-figures.ts";
import { trendFigures } from "./trend-figures.ts";

/** Name of the figure that says why an attribute or an intersection was not compared. */
export const NOT_COMPARED = "notCompared";

export function subgroupFigures(input: FiguresInput<SubgroupParameters>): readonly Figure[] {
  const { parameters, population, aggregates } = input;
  const requested = requestedAttributes(parameters, population);
  if (requested.found.length === 0 && requested.refused.length === 0)
    return [subgroupFigure(NOT_COMPARED, WHOLE, "none", notComputable("missing-role", "The population has no attributes to compare."))];
  const selection = selectTables(parameters, population, aggregates);
  const refused = selection.refused.map(({ attributes, outcome }) => subgroupFigure(NOT_COMPARED, tablePlace(attributes), "none", outcome));
  if (!aggregates.has(GROUPS_QUERY)) return refused;
  const tables = readGroupTables(selection, aggregates, population.rows);
  const context = { input, gate: labelGate(population) };
  // Without a known group nothing would be compared, and silence would look like a pass.
  const empty = tables.tables
    .filter((table) => table.groups.length === 0)
    .map((table) =>
      subgroupFigure(
        NOT_COMPARED,
        tablePlace(table.attributes.map(({ name }) => name)),
        "none",
        notComputable("no-rows", "No decision has a known group here."),
      ),
    );
  return [
    ...refused,
    ...empty,
    ...rateFigures(tables, context),
    ...comparisonFigures(tables, context),
    ...stratifiedFigures(selection, tables, context),
    ...trendFigures(selection, tables, context),
  ];
}
