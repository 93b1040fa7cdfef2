import { type AggregateRow, aggregateNamed, integerCell, textCell } from "../../foundation/aggregate.ts";
import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, notComputable } from "../../foundation/outcome.ts";
import { breslowDayTarone } from "../../statistics/stratified/breslow-day.ts";
import { cochranMantelHaenszel } from "../../statistics/stratified/cochran-mantel-haenszel.ts";
import type { FourfoldTable } from "../../statistics/proportions/fourfold-table.ts";
import { mantelHaenszelOddsRatio } from "../../statistics/stratified/mantel-haenszel-odds-ratio.ts";
import { oddsRatioWoolf } from "../../statistics/proportions/odds-ratio-woolf.ts";
import { simpsonReversal } from "../../statistics/stratified/simpson-reversal.ts";
import { standardisedRate } from "../../statistics/stratified/standardised-rate.ts";
import { type Reference, referenceOf } from "./comparison-figures.ts";
import { type Group, type GroupTable, type GroupTables, groupingBits, rowsByLevels } from "./group-tables.ts";
import { WHOLE, groupPlace, subgroupFigure } from "./names.ts";
import { STRATA_QUERY } from "./plan.ts";
import type { RateContext } from "./rate-figures.ts";
import { STRATUM_KEY, type Selection, levelsOf, requestedStratum, tooManyLevels } from "./selection.ts";

/**
 * Disparity of favourable decisions within strata: each group of one attribute against its reference. A missing stratum value is a
 * stratum of its own. Described, not judged.
 */
export function stratifiedFigures(selection: Selection, tables: GroupTables, context: RateContext): Figure[] {
  const { parameters } = context.input;
  if (parameters.stratifyBy === null) return [];
  const obstacle = stratumObstacle(context);
  if (obstacle !== null) return [subgroupFigure("conditionalOddsRatio", WHOLE, "ratio", obstacle, { stratifiedBy: parameters.stratifyBy })];
  const rows = aggregateNamed(context.input.aggregates, STRATA_QUERY).rows;
  return tables.tables
    .filter((table) => table.attributes.length === 1)
    .flatMap((table, position) => {
      const bits = groupingBits(selection.compared.length, [position]);
      return tableFigures(
        table,
        rows.filter((row) => row["grouping_bits"] === bits),
        context,
      );
    });
}

function stratumObstacle({ input }: RateContext): Outcome | null {
  const { parameters, population, aggregates } = input;
  const stratum = requestedStratum(parameters, population);
  if (stratum === "unknown" || stratum === null)
    return notComputable("missing-role", `The population has no "${parameters.stratifyBy}" to stratify by.`);
  if (population.favourableDecision === null) return notComputable("missing-role", "Which decision is favourable is not stated.");
  const levels = levelsOf(aggregates, STRATUM_KEY);
  return levels > parameters.maximumLevels ? tooManyLevels(stratum.title, levels, parameters.maximumLevels) : null;
}

/** Favourable and unfavourable decisions by stratum; null is the stratum of rows without value. */
type StratumCounts = ReadonlyMap<string | null, { readonly favourable: number; readonly unfavourable: number }>;

function tableFigures(table: GroupTable, rows: readonly AggregateRow[], context: RateContext): Figure[] {
  const reference = referenceOf(table, context);
  if (reference === null) return [];
  const parts = rowsByLevels(table.attributes, rows);
  const countsOf = (group: Group | null): StratumCounts =>
    byStratum(parts.find((part) => part.levels?.[0] === group?.levels[0]?.level && group !== null)?.rows ?? []);
  const whole = byStratum(rows);
  const base = countsOf(reference.group);
  return table.groups.flatMap((group) => {
    const own = countsOf(group);
    const figures = group === reference.group ? [] : groupFigures(group, reference, own, base, context);
    const strata = [...whole].map(([stratum, { favourable, unfavourable }]) => {
      const counts = own.get(stratum) ?? { favourable: 0, unfavourable: 0 };
      return { count: counts.favourable, rows: counts.favourable + counts.unfavourable, weight: favourable + unfavourable };
    });
    const extra = { stratifiedBy: context.input.parameters.stratifyBy ?? "" };
    figures.push(
      subgroupFigure("selectionRateStandardised", groupPlace(group), "share", standardisedRate(strata, context.input.policy.level), extra),
    );
    return figures;
  });
}

function byStratum(rows: readonly AggregateRow[]): StratumCounts {
  const counts = new Map<string | null, { favourable: number; unfavourable: number }>();
  for (const row of rows) {
    const stratum = textCell(row, "stratum");
    const entry = counts.get(stratum) ?? { favourable: 0, unfavourable: 0 };
    entry[row["favourable"] === true ? "favourable" : "unfavourable"] += integerCell(row, "n");
    counts.set(stratum, entry);
  }
  return counts;
}

function groupFigures(group: Group, reference: Reference, own: StratumCounts, base: StratumCounts, { input }: RateContext): Figure[] {
  const place = groupPlace(group);
  const extra = { stratifiedBy: input.parameters.stratifyBy ?? "", reference: reference.title };
  if (reference.group === null)
    return [
      subgroupFigure(
        "conditionalOddsRatio",
        place,
        "ratio",
        notComputable("no-rows", `The named reference group "${reference.title}" has no rows.`),
        extra,
      ),
    ];
  const strata: FourfoldTable[] = [...new Set([...own.keys(), ...base.keys()])].map((stratum) => {
    const first = own.get(stratum) ?? { favourable: 0, unfavourable: 0 };
    const second = base.get(stratum) ?? { favourable: 0, unfavourable: 0 };
    return { a: first.favourable, b: first.unfavourable, c: second.favourable, d: second.unfavourable };
  });
  const pooled = strata.reduce((sum, { a, b, c, d }) => ({ a: sum.a + a, b: sum.b + b, c: sum.c + c, d: sum.d + d }), {
    a: 0,
    b: 0,
    c: 0,
    d: 0,
  });
  const crude = oddsRatioWoolf(pooled, input.policy.level);
  const common = mantelHaenszelOddsRatio(strata, input.policy.level);
  return [
    subgroupFigure("crudeOddsRatio", place, "ratio", crude, extra),
    subgroupFigure("conditionalOddsRatio", place, "ratio", common, extra),
    subgroupFigure("conditionalAssociation", place, "statistic", cochranMantelHaenszel(strata, { continuityCorrection: true }), extra),
    subgroupFigure(
      "conditionalAssociationUncorrected",
      place,
      "statistic",
      cochranMantelHaenszel(strata, { continuityCorrection: false }),
      extra,
    ),
    subgroupFigure("oddsRatioHeterogeneity", place, "statistic", breslowDayTarone(strata), extra),
    subgroupFigure("simpsonReversal", place, "none", simpsonReversal(strata, input.policy.level), extra),
  ];
}
