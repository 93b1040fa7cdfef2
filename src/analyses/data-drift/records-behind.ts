import { formatInstant } from "../../foundation/calendar.ts";
import { figureIdSegment } from "../../foundation/figure.ts";
import type { Filter } from "../../population/population.ts";
import { POPULATION_NUMBER } from "../../population/roles.ts";
import type { PlanInput } from "../analysis.ts";
import { driftSetup, isRefusal } from "./drift-setup.ts";
import { ANALYSIS_ID } from "./figure-ids.ts";
import type { DataDriftParameters } from "./parameters.ts";

/**
 * The decisions of a figure's window. For a missing-share figure only those without the feature; rows that belong to a baseline
 * partition are not told apart from the others of the window.
 */
export function recordsBehindDrift(input: PlanInput<DataDriftParameters>, figureId: string): readonly Filter[] | null {
  const setup = driftSetup(input.population, input.parameters);
  if (isRefusal(setup)) return null;
  const [analysis, name, ...rest] = figureId.split("/");
  const windowPart = rest.at(-1);
  const window = setup.windows.find((candidate) => figureIdSegment(candidate.label) === windowPart);
  if (analysis !== ANALYSIS_ID || window === undefined) return null;
  const spec = input.parameters.window;
  const filters: Filter[] =
    window.period !== null
      ? [
          { column: "decided_at", operator: ">=", values: [formatInstant(window.period.startMs)] },
          { column: "decided_at", operator: "<", values: [formatInstant(window.period.endMs)] },
        ]
      : spec.kind === "count"
        ? [
            { column: POPULATION_NUMBER, operator: ">=", values: [window.index * spec.size] },
            { column: POPULATION_NUMBER, operator: "<", values: [(window.index + 1) * spec.size] },
          ]
        : [];
  const feature = rest.length === 2 ? setup.features.find((candidate) => figureIdSegment(candidate.name) === rest[0]) : undefined;
  if (rest.length === 2 && feature === undefined) return null;
  return name === "missing-share-difference" && feature !== undefined
    ? [...filters, { column: feature.column, operator: "is-missing", values: [] }]
    : filters;
}
