import { type Figure, figureId } from "../../foundation/figure.ts";
import { confusionRateTitle } from "../../statistics/confusion-rates.ts";
import type { Outcome } from "../../foundation/outcome.ts";
import type { Unit } from "../../foundation/figure.ts";
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
    parts: group.levels.map(({ attribute, level }) => `${escapeName(attribute)}=${level}`),
  };
}

export function unknownPlace(table: GroupTable): Place {
  return { dimensions: { attribute: tableTitle(table), group: "(unknown)" }, parts: ["unknown", ...table.attributes.map(({ name }) => escapeName(name))] };
}

export function tablePlace(attributes: readonly string[]): Place {
  return { dimensions: { attribute: attributes.join(" × ") }, parts: attributes.map(escapeName) };
}

export function groupTitle(group: Group): string {
  return group.levels.map(({ level }) => (level === "" ? "(empty)" : level)).join(" × ");
}

/** `sex = F and race = B` */
export function groupPhrase(group: Group): string {
  return group.levels.map(({ attribute, level }) => `${attribute} = ${level === "" ? "(empty)" : level}`).join(" and ");
}

export function tableTitle(table: GroupTable): string {
  return table.attributes.map(({ name }) => name).join(" × ");
}

export function metricTitle(metric: SubgroupMetric): string {
  return metric === "selectionRate" ? "Selection rate" : confusionRateTitle(metric);
}

export function subgroupFigure(name: string, place: Place, unit: Unit, outcome: Outcome, extra: Readonly<Record<string, string>> = {}): Figure {
  return {
    figureId: figureId(ANALYSIS_ID, name, ...place.parts, ...Object.values(extra).map((value) => `~${value}`)),
    name,
    dimensions: { ...place.dimensions, ...extra },
    unit,
    outcome,
  };
}

/** No raw equals sign is left in a name, so that `name=level` reads back in one way only. */
function escapeName(name: string): string {
  return name.replaceAll("%", "%25").replaceAll("=", "%3D");
}
