import type { ComparisonFamily } from "./comparison.ts";

export const specialFunctions: ComparisonFamily = { family: "special-functions", compare: () => [] };
