import type { ComparisonFamily } from "./comparison.ts";

export const errorRates: ComparisonFamily = { family: "error-rates", compare: () => [] };
