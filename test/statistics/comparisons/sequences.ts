import type { ComparisonFamily } from "./comparison.ts";

export const sequences: ComparisonFamily = { family: "sequences", compare: () => [] };
