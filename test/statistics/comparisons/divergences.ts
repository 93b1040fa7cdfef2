import type { ComparisonFamily } from "./comparison.ts";

export const divergences: ComparisonFamily = { family: "divergences", compare: () => [] };
