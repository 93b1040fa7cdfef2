import { planWindows } from "../../population/windows.ts";
import type { Filter } from "../../population/population.ts";
import type { PlanInput } from "../analysis.ts";
import { DIRECTIONS, eligibleFavourable } from "./directions.ts";
import { ANALYSIS_ID, NO_VERSION, UNKNOWN_GROUP, keyValue } from "./figure-building.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

type Input = PlanInput<HumanOverridesParameters>;

/** What each figure's segments mean, by the segment after the analysis id; `reviewed` keeps reviewed decisions only. */
const FORMS: Readonly<Record<string, { readonly segments: readonly string[]; readonly reviewed: boolean }>> = {
  "override-rate": { segments: [], reviewed: true },
  "changes-without-reviewer": { segments: [], reviewed: false },
  "directional-override": { segments: ["direction"], reviewed: true },
  "directional-override-by-reviewer": { segments: ["direction", "reviewer"], reviewed: true },
  "directional-override-by-group": { segments: ["attribute", "group", "direction"], reviewed: true },
  "directional-override-by-version": { segments: ["version", "direction"], reviewed: true },
  "directional-override-by-window": { segments: ["window", "direction"], reviewed: true },
  "override-rate-by-window": { segments: ["window"], reviewed: true },
  "review-coverage-by-window": { segments: ["window"], reviewed: false },
  "review-coverage-by-group": { segments: ["attribute", "group"], reviewed: false },
  "review-coverage-by-version": { segments: ["version"], reviewed: false },
  "reviewer-excess": { segments: ["direction", "reviewer"], reviewed: true },
  "reviewer-override-rate": { segments: ["reviewer"], reviewed: true },
  "override-rate-upper-limit": { segments: ["reviewer"], reviewed: true },
  "review-seconds": { segments: ["reviewer"], reviewed: true },
  "short-review-share": { segments: ["reviewer"], reviewed: true },
  "bulk-review-share": { segments: ["reviewer"], reviewed: true },
  "longest-accept-run": { segments: ["reviewer"], reviewed: true },
  "override-slope": { segments: ["reviewer"], reviewed: true },
  "reasons-given-by-reviewer": { segments: ["reviewer"], reviewed: true },
  "reviewer-group-difference": { segments: ["attribute", "group", "direction", "reviewer"], reviewed: true },
  "group-override-difference": { segments: ["attribute", "group", "direction"], reviewed: true },
  "disparity-change": { segments: ["attribute", "group"], reviewed: true },
  "disparity-change-within-bands": { segments: ["attribute", "group"], reviewed: true },
};

/** The decisions that a figure counts (its denominator); null where it is not about a set of records. */
export function recordsBehind(input: Input, figureId: string): readonly Filter[] | null {
  const [analysis, name, ...encoded] = figureId.split("/");
  const form = FORMS[name ?? ""];
  if (analysis !== ANALYSIS_ID || form === undefined || form.segments.length !== encoded.length) return null;
  const values = Object.fromEntries(form.segments.map((segment, index) => [segment, decode(encoded[index] ?? "")]));
  const filters: Filter[] = [];
  if (name === "changes-without-reviewer") filters.push({ column: "reviewer", operator: "is-null", values: [] }, present("final_decision"));
  if (form.reviewed && values["reviewer"] === undefined) filters.push(present("reviewer"));
  for (const [segment, value] of Object.entries(values)) {
    const filter = filtersOf(input, segment, value, values);
    if (filter === null) return null;
    filters.push(...filter);
  }
  return filters;
}

function filtersOf(input: Input, segment: string, value: string, values: Readonly<Record<string, string>>): Filter[] | null {
  switch (segment) {
    case "reviewer":
      return [equal("reviewer", value)];
    case "direction": {
      const direction = DIRECTIONS.find((candidate) => candidate === value);
      return direction === undefined ? null : [equal("favourable", eligibleFavourable(direction)), present("final_favourable")];
    }
    case "version":
      return [equalOrMissing("model_version", keyValue(value, NO_VERSION))];
    case "group": {
      const column = input.population.attributes.find(({ name }) => name === values["attribute"])?.column;
      if (column === undefined) return null;
      return [equalOrMissing(column, keyValue(value, UNKNOWN_GROUP))];
    }
    case "window": {
      const period = planWindows(input.population, input.parameters.windows)?.windows.find(({ label }) => label === value)?.period;
      if (period === undefined || period === null) return null;
      return [
        { column: "decided_at", operator: ">=", values: [new Date(period.startMs).toISOString()] },
        { column: "decided_at", operator: "<", values: [new Date(period.endMs).toISOString()] },
      ];
    }
    default:
      return [];
  }
}

function equal(column: string, value: string | boolean): Filter {
  return { column, operator: "=", values: [value] };
}

function equalOrMissing(column: string, value: string | null): Filter {
  return value === null ? { column, operator: "is-null", values: [] } : equal(column, value);
}

function present(column: string): Filter {
  return { column, operator: "is-not-null", values: [] };
}

function decode(segment: string): string {
  return segment === "~" ? "" : decodeURIComponent(segment);
}
