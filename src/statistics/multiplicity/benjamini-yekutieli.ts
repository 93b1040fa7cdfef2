/**
 * Benjamini-Yekutieli step-up adjustment: control of the false discovery rate under any dependence of the tests.
 *
 * Formula: adjusted p(i) = min over j >= i of min(1, c M p(j) / j), c = 1 + 1/2 + ... + 1/M, p(1) <= p(2) <= ...; M is the size of the
 * family, at least the number of p-values. The arithmetic is in src/foundation/false-discovery.ts, which policies use too.
 * Source: Y. Benjamini and D. Yekutieli (2001) Annals of Statistics 29, 1165-1188, doi:10.1214/aos/1013699998.
 * Units: probabilities in and out, in input order; the empty list stays empty.
 * Not computable: a p outside 0..1 or NaN, or a family size that is not whole, below the number of p-values or above 1e8, throws.
 * Golden: R p.adjust (scripts/golden-values/multiplicity.R).
 */
export { benjaminiYekutieli } from "../../foundation/false-discovery.ts";
