import type { ComparisonFamily } from "./comparison.ts";

export const estimation: ComparisonFamily = { family: "estimation", compare: () => [] };
