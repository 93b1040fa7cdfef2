import type { ComparisonFamily } from "./comparison.ts";

export const twoSamples: ComparisonFamily = { family: "two-samples", compare: () => [] };
