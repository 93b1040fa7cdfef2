import { exp } from "../../foundation/elementary-functions.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { type FourfoldTable, fourfoldTotal, requireFourfoldTable } from "./fourfold-table.ts";

/**
 * Odds ratio of a two-by-two table with Woolf's logit interval.
 *
 * Formula: ad/(bc); log OR +- z sqrt(1/a + 1/b + 1/c + 1/d). Nothing is added to the counts.
 * Source: B. Woolf (1955) Annals of Human Genetics 19, 251-253, doi:10.1111/j.1469-1809.1955.tb01348.x.
 * Units: counts in, a ratio of odds out; the standard error is that of its logarithm.
 * Not computable: a cell of the table is zero (zero-denominator); counts that are not whole throw.
 * Golden: mpmath at 50 digits (scripts/golden-values/proportions.py), R on the pooled UCBAdmissions (scripts/golden-values/subgroup.R).
 */
export function oddsRatioWoolf(table: FourfoldTable, level: number): Outcome {
  requireFourfoldTable(table);
  requireLevel("Odds ratio", level);
  const { a, b, c, d } = table;
  if (Math.min(a, b, c, d) === 0) return notComputable("zero-denominator", "Odds ratio (Woolf): a cell of the table is zero.");
  const estimate = (a / b) * (d / c);
  const standardError = Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  const reach = -normalQuantile((1 - level) / 2) * standardError;
  return computed({
    estimate,
    n: fourfoldTotal(table),
    method: "Odds ratio",
    interval: { lower: estimate * exp(-reach), upper: estimate * exp(reach), level, method: "Woolf logit" },
    detail: { standardErrorOfLog: standardError },
  });
}
