import type { ComparisonFamily } from "./comparison.ts";

export const multiplicity: ComparisonFamily = { family: "multiplicity", compare: () => [] };
