import type { ComparisonFamily } from "./comparison.ts";

export const agreement: ComparisonFamily = { family: "agreement", compare: () => [] };
