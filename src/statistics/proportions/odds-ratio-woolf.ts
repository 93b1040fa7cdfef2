import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { type FourfoldTable, fourfoldTotal, requireFourfoldTable } from "./fourfold-table.ts";
import { normalQuantile } from "../distributions/normal.ts";

/**
 * Odds ratio of a two-by-two table with Woolf's logit interval.
 *
 * Formula: ad/(bc); log OR +- z sqrt(1/a + 1/b + 1/c + 1/d). Source: Woolf, Annals of Human Genetics 19 (1955) 251,
 * doi:10.1111/j.1469-1809.1955.tb01348.x. Not computable when a cell is zero (nothing is added to the counts).
 * Golden: base-R evaluation of the formula on the pooled UCBAdmissions table.
 */
export function oddsRatioWoolf(table: FourfoldTable, level: number): Outcome {
  requireFourfoldTable(table);
  const { a, b, c, d } = table;
  if (a === 0 || b === 0 || c === 0 || d === 0)
    return notComputable("zero-denominator", "Odds ratio (Woolf): a cell of the table is zero.");
  const estimate = (a / b) * (d / c);
  const standardError = Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  const reach = normalQuantile(0.5 + level / 2) * standardError;
  return computed({
    estimate,
    n: fourfoldTotal(table),
    method: "Odds ratio",
    interval: { lower: estimate * Math.exp(-reach), upper: estimate * Math.exp(reach), level, method: "Woolf logit" },
    detail: { standardErrorOfLog: standardError },
  });
}
