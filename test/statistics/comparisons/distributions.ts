import type { ComparisonFamily } from "./comparison.ts";

export const distributions: ComparisonFamily = { family: "distributions", compare: () => [] };
