import { isComputed } from "../../foundation/outcome.ts";
import { type IdentifiedRegion, manskiBounds } from "../../statistics/error-rates/manski-bounds.ts";
import { newcombeDifference } from "../../statistics/proportions/newcombe-difference.ts";
import { type GroupCounts, labelCoverage, metricCounts } from "./group-counts.ts";
import type { GroupTable } from "./group-tables.ts";
import { type JudgedMetric, UNKNOWN_SHARE_FORCING_BOUNDS } from "./parameters.ts";

export type Detail = Readonly<Record<string, number | string>>;

/** Fewer outcomes than this force the worst case. */
export function outcomesForceBounds(counts: GroupCounts): boolean {
  return labelCoverage(counts) < 1 - UNKNOWN_SHARE_FORCING_BOUNDS;
}

/**
 * Difference to the rest if people of unknown group and missing outcomes are what they must be for it to be smallest and largest.
 * Empty unless a tenth of the table is unknown or, for error rates, a tenth of the outcomes of one kind of decision is missing.
 *
 * Each limit is Newcombe's one-sided limit (error q) around the worst-case table, so that it holds whatever the truth within the bounds:
 * a little wider than Imbens-Manski. Source: statistical review B13 and C7.
 */
export function worstCaseDifference(metric: JudgedMetric, table: GroupTable, group: GroupCounts, rest: GroupCounts, q: number): Detail {
  const { known, unknown } = table;
  const byGroup = unknown.rows > UNKNOWN_SHARE_FORCING_BOUNDS * (known.rows + unknown.rows);
  const byOutcome = metric !== "selectionRate" && [group, rest, ...(byGroup ? [unknown] : [])].some(outcomesForceBounds);
  if (!byGroup && !byOutcome) return {};
  const [own, other] = [region(metric, group, byOutcome), region(metric, rest, byOutcome)];
  const others = byGroup ? region(metric, unknown, byOutcome) : NOBODY;
  const having = others.upperCount;
  const lacking = others.lowerRows - others.lowerCount;
  const level = 1 - 2 * q;
  const low = newcombeDifference(own.lowerCount, own.lowerRows + lacking, other.upperCount + having, other.upperRows + having, level);
  const high = newcombeDifference(own.upperCount + having, own.upperRows + having, other.lowerCount, other.lowerRows + lacking, level);
  return {
    ...(isComputed(low) && low.interval !== undefined ? { worstCaseLower: low.estimate, worstCaseLowerLimit: low.interval.lower } : {}),
    ...(isComputed(high) && high.interval !== undefined ? { worstCaseUpper: high.estimate, worstCaseUpperLimit: high.interval.upper } : {}),
    worstCaseLevel: level,
    ...(byGroup ? { unknownRows: metricCounts(metric, unknown).rows } : {}),
    ...(byOutcome ? { missingOutcomes: missingOutcomes(group) + missingOutcomes(rest) } : {}),
  };
}

const NOBODY: IdentifiedRegion = { lowerCount: 0, lowerRows: 0, upperCount: 0, upperRows: 0 };

function region(metric: JudgedMetric, counts: GroupCounts, byOutcome: boolean): IdentifiedRegion {
  if (byOutcome && metric !== "selectionRate") return manskiBounds(metric, counts);
  const { count, rows } = metricCounts(metric, counts);
  return { lowerCount: count, lowerRows: rows, upperCount: count, upperRows: rows };
}

function missingOutcomes(counts: GroupCounts): number {
  return counts.unlabelledPredictedPositive + counts.unlabelledPredictedNegative;
}
