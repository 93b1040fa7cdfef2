import type { ComparisonFamily } from "./comparison.ts";

export const calibration: ComparisonFamily = { family: "calibration", compare: () => [] };
