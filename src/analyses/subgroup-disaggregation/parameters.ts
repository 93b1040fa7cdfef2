import { z } from "zod";
import { CONFUSION_RATES } from "../../statistics/error-rates/confusion-rates.ts";

export const SUBGROUP_METRICS = ["selectionRate", ...CONFUSION_RATES] as const;
export type SubgroupMetric = (typeof SUBGROUP_METRICS)[number];

/** Metrics whose difference to the rest is judged; the others are described. */
export const JUDGED_METRICS = ["selectionRate", "falsePositiveRate", "falseNegativeRate"] as const;
export type JudgedMetric = (typeof JUDGED_METRICS)[number];
export type ErrorMetric = Exclude<JudgedMetric, "selectionRate">;

export const subgroupParameters = z.strictObject({
  attributes: z
    .array(z.string())
    .nullable()
    .default(null)
    .meta({ title: "Attributes", description: "Attributes to compare; empty means all attributes of the population.", unit: "names" }),
  intersectionDepth: z.int().min(1).max(3).default(2).meta({
    title: "Depth of intersections",
    description: "How many attributes are crossed: 1 compares single attributes only.",
    unit: "attributes",
  }),
  references: z.record(z.string(), z.string()).default({}).meta({
    title: "Reference groups",
    description: "Group to compare with, by attribute. Where none is named, the largest known group (a rule on sizes, not on rates).",
    unit: "group by attribute",
  }),
  stratifyBy: z.string().nullable().default(null).meta({
    title: "Stratify by",
    description:
      "Conditional disparity within strata of this: modelVersion, feature:<name>, attribute:<name>, or a plain feature or attribute name.",
    unit: "name",
  }),
  metrics: z
    .array(z.enum(SUBGROUP_METRICS))
    .min(1)
    .default([
      "selectionRate",
      "falsePositiveRate",
      "falseNegativeRate",
      "truePositiveRate",
      "trueNegativeRate",
      "precision",
      "accuracy",
      "baseRate",
    ])
    .meta({
      title: "Metrics",
      description: "Rates to show. Selection, false positive and false negative rates are judged, the others described.",
      unit: "names",
    }),
  window: z.enum(["day", "week", "month"]).nullable().default("week").meta({
    title: "Windows of the error-rate trend",
    description: "Calendar windows in the population's time zone; empty means no trend.",
    unit: "calendar unit",
  }),
  maximumLevels: z
    .int()
    .min(2)
    .max(200)
    .default(50)
    .meta({ title: "Most levels", description: "Attributes and strata with more levels than this are refused.", unit: "levels" }),
  maximumIntersectionCells: z
    .int()
    .min(4)
    .max(10_000)
    .default(1000)
    .meta({ title: "Most cells of an intersection", description: "Intersections that could have more cells are refused.", unit: "cells" }),
});
export type SubgroupParameters = z.infer<typeof subgroupParameters>;

export const ANALYSIS_ID = "subgroup-disaggregation";
export const SELECTION_THRESHOLD = `${ANALYSIS_ID}.selectionRateDifference`;
export const ERROR_THRESHOLD = `${ANALYSIS_ID}.errorRateDifference`;
/** Unknowns beyond this share of a table force worst-case bounds (statistical review C7). */
export const UNKNOWN_SHARE_FORCING_BOUNDS = 0.1;
/** Mature decisions of either prediction that must have an outcome before error rates are judged. */
export const SMALLEST_LABEL_COVERAGE = 0.5;
