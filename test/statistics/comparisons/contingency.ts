import type { ComparisonFamily } from "./comparison.ts";

export const contingency: ComparisonFamily = { family: "contingency", compare: () => [] };
