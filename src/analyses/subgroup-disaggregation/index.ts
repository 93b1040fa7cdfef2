import { defineAnalysis } from "../analysis.ts";
import { subgroupAnswer } from "./answer.ts";
import { subgroupCharts } from "./charts.ts";
import { subgroupFigures } from "./figures.ts";
import { ANALYSIS_ID, ERROR_THRESHOLD, SELECTION_THRESHOLD, type SubgroupParameters, subgroupParameters } from "./parameters.ts";
import { planSubgroups } from "./plan.ts";
import { subgroupRecordsBehind } from "./records-behind.ts";
import { subgroupVerdicts } from "./verdicts.ts";

/** Who is treated differently, by any attribute and any crossing of attributes. */
export const subgroupDisaggregation = defineAnalysis<SubgroupParameters>({
  id: ANALYSIS_ID,
  title: "Subgroup disaggregation",
  question: "Do favourable decisions or errors fall differently on any group or crossing of groups, and is an error rate creeping up?",
  criteria: ["A10.1", "A13.1", "MEASURE 2.11"],
  methodVersion: "2",
  taskTypes: ["binary", "rule", "multiclass"],
  requiredRoles: ["decision"],
  optionalRoles: ["outcome", "outcomeAt", "decidedAt", "finalDecision", "modelVersion", "subjectId"],
  parameters: subgroupParameters,
  thresholds: [
    { key: SELECTION_THRESHOLD, title: "Smallest difference in selection rate that matters", unit: "share" },
    { key: ERROR_THRESHOLD, title: "Smallest difference or rise of an error rate that matters", unit: "share" },
  ],
  plan: planSubgroups,
  figures: subgroupFigures,
  verdicts: subgroupVerdicts,
  charts: subgroupCharts,
  answer: subgroupAnswer,
  recordsBehind: subgroupRecordsBehind,
});
