import type { Analysis } from "./analysis.ts";
import { dataDrift } from "./data-drift/index.ts";
import { humanOverrides } from "./human-overrides/index.ts";
import { subgroupDisaggregation } from "./subgroup-disaggregation/index.ts";

/** Every analysis of the program, in the order of the programme screen. Adding one is one line here. */
export const analyses: readonly Analysis[] = [dataDrift, subgroupDisaggregation, humanOverrides];

export function analysisById(id: string, list: readonly Analysis[] = analyses): Analysis | undefined {
  return list.find((analysis) => analysis.id === id);
}
