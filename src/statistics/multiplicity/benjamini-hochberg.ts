/**
 * Benjamini-Hochberg step-up adjustment: adjusted p-values that control the false discovery rate.
 *
 * Formula: adjusted p(i) = min over j >= i of min(1, M p(j) / j), p(1) <= p(2) <= ...; M is the size of the family, at least the
 * number of p-values. For independent or positively dependent tests. The arithmetic is in src/foundation/false-discovery.ts, which
 * policies use too.
 * Source: Y. Benjamini and Y. Hochberg (1995) Journal of the Royal Statistical Society B 57, 289-300,
 * doi:10.1111/j.2517-6161.1995.tb02031.x. Units: probabilities in and out, in input order; the empty list stays empty.
 * Not computable: a p outside 0..1 or NaN, or a family size that is not whole or below the number of p-values, throws.
 * Golden: R p.adjust (scripts/golden-values/multiplicity.R).
 */
export { benjaminiHochberg } from "../../foundation/false-discovery.ts";
