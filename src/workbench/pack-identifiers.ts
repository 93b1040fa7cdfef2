import { IDENTIFIER_ROLES, isIdentifier } from "../evidence/run-journal.ts";
import type { FunnelLine, RunRecord } from "../evidence/run-record.ts";
import { figureIdSegment } from "../foundation/figure.ts";
import { funnelStep } from "../population/funnel.ts";
import type { Filter, Population } from "../population/population.ts";
import { ROLE_COLUMNS } from "../population/roles.ts";
import type { PackFinding } from "../evidence/sign-off.ts";

export { IDENTIFIER_ROLES, isIdentifier } from "../evidence/run-journal.ts";

/** Replaces an id of a canonical column. */
export type Pseudonymise = (field: string, id: string) => string;

/** Canonical columns of the population that go under pseudonyms. */
export function identifierColumns({ roles }: Pick<Population, "roles">): string[] {
  return IDENTIFIER_ROLES.filter((role) => roles.includes(role)).map((role) => ROLE_COLUMNS[role].column);
}

/** Filters with the ids that they name under pseudonyms. */
export function filtersInPack(filters: readonly Filter[], pseudonymise: Pseudonymise): Filter[] {
  return filters.map((filter) =>
    isIdentifier(filter.column)
      ? { ...filter, values: filter.values.map((value) => (typeof value === "string" ? pseudonymise(filter.column, value) : value)) }
      : filter,
  );
}

/** Lines of a funnel, whose filters are told in words. */
export function funnelInPack(funnel: readonly FunnelLine[], filters: readonly Filter[], pseudonymise: Pseudonymise): FunnelLine[] {
  const shown = filtersInPack(filters, pseudonymise);
  const steps = new Map(filters.map((filter, index) => [funnelStep(filter), funnelStep(shown[index] ?? filter)]));
  return funnel.map((line) => ({ ...line, step: steps.get(line.step) ?? line.step }));
}

/** The figure's dimensions as every pack shows them. */
export function dimensionsInPack(dimensions: Readonly<Record<string, string>>, pseudonymise: Pseudonymise): Record<string, string> {
  return Object.fromEntries(
    Object.entries(dimensions).map(([name, value]) => [name, isIdentifier(name) ? pseudonymise(name, value) : value]),
  );
}

/** A figure id of the case as every pack shows it; unchanged where the figure names nobody, or is no figure of the run. */
export function findingFigureInPack(record: RunRecord, figureId: string, pseudonymise: Pseudonymise): string {
  const dimensions = record.figures.find((figure) => figure.figureId === figureId)?.dimensions ?? {};
  const [analysis = "", name = "", ...parts] = figureId.split("/");
  const replaced = Object.entries(dimensions).reduce((segments, [dimension, value]) => {
    if (!isIdentifier(dimension)) return segments;
    const position = segments.lastIndexOf(figureIdSegment(value));
    return position < 0 ? segments : segments.with(position, figureIdSegment(pseudonymise(dimension, value)));
  }, parts);
  return [analysis, name, ...replaced].join("/");
}

/** A finding with the figure ids that a pack has. */
export function findingInPack<Finding extends Pick<PackFinding, "figures">>(
  finding: Finding,
  records: ReadonlyMap<string, RunRecord>,
  pseudonymise: Pseudonymise,
): Finding {
  const figures = finding.figures.map(({ runId, figureId }) => {
    const record = records.get(runId);
    return { runId, figureId: record === undefined ? figureId : findingFigureInPack(record, figureId, pseudonymise) };
  });
  return { ...finding, figures };
}
