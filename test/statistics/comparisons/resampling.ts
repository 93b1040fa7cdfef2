import type { ComparisonFamily } from "./comparison.ts";

export const resampling: ComparisonFamily = { family: "resampling", compare: () => [] };
