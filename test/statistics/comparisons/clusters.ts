import type { ComparisonFamily } from "./comparison.ts";

export const clusters: ComparisonFamily = { family: "clusters", compare: () => [] };
