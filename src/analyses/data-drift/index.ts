import { TASK_TYPES } from "../../population/roles.ts";
import { defineAnalysis } from "../analysis.ts";
import { driftAnswer } from "./answer.ts";
import { driftCharts } from "./charts.ts";
import { ANALYSIS_ID, THRESHOLD_KEYS } from "./figure-ids.ts";
import { driftFigures } from "./figures.ts";
import { dataDriftParameters } from "./parameters.ts";
import { planDataDrift } from "./plan.ts";
import { recordsBehindDrift } from "./records-behind.ts";
import { driftVerdicts } from "./verdicts.ts";

/**
 * Inputs against a frozen baseline. No role is required of every run: calendar windows need decidedAt, a partition baseline needs
 * partition, chunks need neither; what is missing for the chosen form is named in one verdict.
 */
export const dataDrift = defineAnalysis({
  id: ANALYSIS_ID,
  title: "Data drift",
  question: "Do the inputs still look like the baseline?",
  criteria: ["A10.2", "A15.1", "A26.2", "MEASURE 2.4"],
  methodVersion: "2",
  taskTypes: TASK_TYPES,
  requiredRoles: [],
  optionalRoles: ["decidedAt", "partition"],
  parameters: dataDriftParameters,
  thresholds: [
    { key: THRESHOLD_KEYS.psi, title: "Population stability index, bias-corrected", unit: "index" },
    { key: THRESHOLD_KEYS["missing-share-difference"], title: "Change of the share of missing values", unit: "share" },
    { key: THRESHOLD_KEYS["out-of-range-share"], title: "Share beyond the baseline's range", unit: "share" },
    { key: THRESHOLD_KEYS["unseen-share"], title: "Share in categories the baseline never showed", unit: "share" },
    { key: THRESHOLD_KEYS["mean-ridit-change"], title: "Change of the mean ridit over the period", unit: "index" },
  ],
  plan: planDataDrift,
  figures: driftFigures,
  verdicts: driftVerdicts,
  charts: driftCharts,
  answer: driftAnswer,
  recordsBehind: recordsBehindDrift,
});
