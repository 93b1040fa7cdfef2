import type { ComparisonFamily } from "./comparison.ts";

export const trend: ComparisonFamily = { family: "trend", compare: () => [] };
