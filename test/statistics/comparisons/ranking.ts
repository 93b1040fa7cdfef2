import type { ComparisonFamily } from "./comparison.ts";

export const ranking: ComparisonFamily = { family: "ranking", compare: () => [] };
