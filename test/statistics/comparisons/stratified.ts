import type { ComparisonFamily } from "./comparison.ts";

export const stratified: ComparisonFamily = { family: "stratified", compare: () => [] };
