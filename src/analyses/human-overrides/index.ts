import { defineAnalysis } from "../analysis.ts";
import { answer } from "./answer.ts";
import { charts } from "./charts.ts";
import { ANALYSIS_ID } from "./figure-building.ts";
import { figures } from "./figures.ts";
import { type HumanOverridesParameters, humanOverridesParametersSchema } from "./parameters.ts";
import { plan } from "./plan.ts";
import { recordsBehind } from "./records-behind.ts";
import { humanOverridesThresholds } from "./thresholds.ts";
import { verdicts } from "./verdicts.ts";

/** Do people oversee the model, or sign what it says; and whom do their changes fall on? */
export const humanOverrides = defineAnalysis<HumanOverridesParameters>({
  id: ANALYSIS_ID,
  title: "Human overrides",
  question: "Do people review and correct the model's decisions, and are some reviewers or groups treated differently?",
  criteria: ["A14.1", "A14.2", "A14.3", "A14.4", "A14.5", "A14.6", "MANAGE 4.1"],
  methodVersion: "2",
  taskTypes: ["binary", "multiclass", "rule"],
  requiredRoles: ["decision", "reviewer", "finalDecision"],
  optionalRoles: [
    "reviewedAt",
    "reviewStartedAt",
    "score",
    "scoreThreshold",
    "outcome",
    "outcomeAt",
    "humanBefore",
    "overrideReason",
    "modelVersion",
    "decidedAt",
  ],
  parameters: humanOverridesParametersSchema,
  thresholds: humanOverridesThresholds,
  plan,
  figures,
  verdicts,
  charts,
  answer,
  recordsBehind,
});
