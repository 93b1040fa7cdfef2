import { DateTime } from "luxon";
import type { PopulationRequest } from "../contract/source-schemas.ts";
import { isTimeZone } from "../foundation/calendar.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { DefinedSource, PopulationDefinition, Reduction, SatelliteSource } from "../population/definition.ts";
import type { SourceDocument } from "./source-service.ts";

type KnownSource = { readonly sourceId: string } & SourceDocument;

const REDUCTIONS: Record<"outcomes" | "reviews" | "attributes", Reduction> = {
  outcomes: "latest-outcome-as-of-cut-off",
  reviews: "last-review",
  attributes: "first-row",
};

/** The full definition from what the auditor stated and the sources of the case. */
export function definitionOf(request: PopulationRequest, sources: readonly KnownSource[]): PopulationDefinition {
  if (request.decisions.length === 0) throw new TickmarkError("bad-input", "A population needs at least one source of decisions.");
  if (!isTimeZone(request.timeZone))
    throw new TickmarkError("bad-input", `"${request.timeZone}" is no time zone.`, { expected: "an IANA name such as Europe/Berlin" });
  const known = (sourceId: string): KnownSource => {
    const source = sources.find((entry) => entry.sourceId === sourceId);
    if (source === undefined) throw new TickmarkError("not-found", `The case has no source ${sourceId}.`);
    return source;
  };
  const satellite = (sourceId: string, kind: keyof typeof REDUCTIONS): SatelliteSource => {
    const { format, mapping, title } = known(sourceId);
    const roles = new Set(mapping.columns.flatMap(({ target }) => (target.kind === "role" ? [target.role] : [])));
    const joinOn = roles.has("decisionId") ? "decisionId" : roles.has("subjectId") ? "subjectId" : null;
    if (joinOn === null)
      throw new TickmarkError("bad-input", `${title} has neither a decision id nor a subject id, so it cannot be joined.`, {
        remedy: "Map its id column to the role that the decisions have too.",
      });
    return { use: "satellite", sourceId, format, mapping, joinOn, reduction: REDUCTIONS[kind] };
  };
  const definedSources: DefinedSource[] = [
    ...request.decisions.map((sourceId): DefinedSource => ({
      use: "decisions",
      sourceId,
      format: known(sourceId).format,
      mapping: known(sourceId).mapping,
    })),
    ...(request.outcomes === null ? [] : [satellite(request.outcomes, "outcomes")]),
    ...(request.reviews === null ? [] : [satellite(request.reviews, "reviews")]),
    ...request.attributes.map((sourceId) => satellite(sourceId, "attributes")),
  ];
  return {
    formatVersion: 1,
    populationId: "main",
    title: request.title,
    taskType: request.taskType,
    timeZone: request.timeZone,
    positiveOutcome: request.positiveOutcome,
    favourableDecision: request.favourableDecision,
    positiveDecision: request.positiveDecision,
    labelAvailability: request.labelAvailability,
    labelCausedByDecision: request.labelCausedByDecision,
    outcomeHorizonDays: request.outcomeHorizonDays,
    cutOffMs: request.cutOff === null ? null : instantOf(request.cutOff, request.timeZone),
    baseline: request.baseline,
    filters: request.filters,
    sampledCapture: request.sampledCapture,
    sources: definedSources,
    duplicateIds: request.duplicates,
    decisionRule: checkedRule(request, definedSources),
    declaredPeriod: null,
  };
}

/** A rule that is to make decisions must be able to, and must be the only one that does. */
function checkedRule(
  { decisionRule, positiveDecision }: PopulationRequest,
  sources: readonly DefinedSource[],
): PopulationDefinition["decisionRule"] {
  if (decisionRule === null || decisionRule.otherDecision === null) return decisionRule;
  const roles = new Set(
    sources.flatMap(({ mapping }) => mapping.columns.flatMap(({ target }) => (target.kind === "role" ? [target.role] : []))),
  );
  const problem = roles.has("decision")
    ? "A source has decisions of its own, so the rule cannot make them."
    : !roles.has("score")
      ? "The rule needs a score, and no source has one."
      : positiveDecision === null
        ? "The rule makes decisions, and the decision that it makes when it is met is not stated."
        : positiveDecision === decisionRule.otherDecision
          ? "The rule makes the same decision whether it is met or not."
          : null;
  if (problem !== null)
    throw new TickmarkError("bad-input", problem, {
      remedy: "State the positive decision and the other one, or leave the other open to document the rule only.",
    });
  return decisionRule;
}

/** A time as the auditor writes it, in the population's zone; a plain date is the end of that day. */
export function instantOf(text: string, timeZone: string): number {
  const parsed = DateTime.fromISO(text, { zone: timeZone });
  if (parsed.isValid && /^\d{4}-\d{2}-\d{2}$/.test(text)) return parsed.endOf("day").toMillis();
  if (parsed.isValid && text.includes("T")) return parsed.toMillis();
  throw new TickmarkError("bad-input", `"${text}" is no date.`, { expected: "2026-01-31, which includes that day, or 2026-01-31T18:00" });
}
