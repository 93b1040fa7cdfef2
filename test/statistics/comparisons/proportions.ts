import type { ComparisonFamily } from "./comparison.ts";

export const proportions: ComparisonFamily = { family: "proportions", compare: () => [] };
