import { type Figure, type Unit, figureId } from "../../foundation/figure.ts";
import type { Outcome } from "../../foundation/outcome.ts";
import { confusionRateTitle } from "../../statistics/error-rates/confusion-rates.ts";
import type { Group, GroupTable } from "./group-tables.ts";
import { ANALYSIS_ID, type SubgroupMetric } from "./parameters.ts";

/** Where a figure belongs: its dimensions and the tail of its figureId. */
export interface Place {
  readonly dimensions: Readonly<Record<string, string>>;
  readonly parts: readonly string[];
}

/** The whole population; no group part can be spelled like it, for those hold an equals sign. */
export const WHOLE: Place = { dimensions: { attribute: "(all)", group: "(population)" }, parts: ["population"] };

export function groupPlace(group: Group): Place {
  return {
    dimensions: { attribute: group.levels.map(({ attribute }) => attribute).join(" × "), group: groupTitle(group) },
    parts: [group.levels.map(({ attribute, level }) => `${escapeName(attribute)}=${escapeLevel(level)}`).join(",")],
  };
}

export function unknownPlace(table: GroupTable): Place {
  return {
    dimensions: { attribute: tableTitle(table), group: "(unknown)" },
    parts: ["unknown", table.attributes.map(({ name }) => escapeName(name)).join(",")],
  };
}

export function tablePlace(attributes: readonly string[]): Place {
  return { dimensions: { attribute: attributes.join(" × ") }, parts: [attributes.map(escapeName).join(",")] };
}

export function groupTitle(group: Group): string {
  return group.levels.map(({ level }) => (level === "" ? "(empty)" : level)).join(" × ");
}

export function tableTitle(table: GroupTable): string {
  return table.attributes.map(({ name }) => name).join(" × ");
}

export function metricTitle(metric: SubgroupMetric): string {
  return metric === "selectionRate" ? "Selection rate" : confusionRateTitle(metric);
}

export function subgroupFigure(
  name: string,
  place: Place,
  unit: Unit,
  outcome: Outcome,
  extra: Readonly<Record<string, string>> = {},
): Figure {
  return {
    figureId: figureId(ANALYSIS_ID, name, ...place.parts, ...Object.values(extra).map((value) => `~${value}`)),
    name,
    dimensions: { ...place.dimensions, ...extra },
    unit,
    outcome,
  };
}

/** No raw equals sign or comma is left in a name, no comma in a level: `name=level,name=level` reads back in one way only. */
function escapeName(name: string): string {
  return escapeLevel(name).replaceAll("=", "%3D");
}

function escapeLevel(level: string): string {
  return level.replaceAll("%", "%25").replaceAll(",", "%2C");
}
