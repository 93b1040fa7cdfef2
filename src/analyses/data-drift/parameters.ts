import { z } from "zod";
import { windowSpecSchema } from "../../population/population.ts";

/** Coarse cell counts whose edges are also edges of the fine profile. */
export const CELL_CHOICES = [4, 5, 8, 10, 16, 20] as const;
/** Cells of the fine profile before tails are added: a multiple of every choice above, and 1/320 is an exact decimal. */
export const FINE_CELLS = 320;
/** Numeric features with no more distinct baseline values are read as ordered categories. */
export const FEW_VALUES = 20;

export const dataDriftParameters = z.strictObject({
  window: windowSpecSchema
    .default({ kind: "calendar", unit: "week" })
    .meta({ title: "Window", description: "Periods compared with the baseline: calendar windows, or chunks of a fixed number of rows." }),
  features: z
    .array(z.string())
    .nullable()
    .default(null)
    .meta({ title: "Features", description: "Names of the features to compare. None given means all of them." }),
  cells: z
    .union(CELL_CHOICES.map((choice) => z.literal(choice)))
    .default(10)
    .meta({ title: "Cells", unit: "cells", description: "Number of quantile cells of the baseline that the index and its test use." }),
  keptCategories: z.int().min(2).max(1000).default(100).meta({
    title: "Kept categories",
    unit: "categories",
    description: "Most frequent baseline categories that keep a cell of their own.",
  }),
  fineCells: z.enum(["where-moved", "all"]).default("where-moved").meta({
    title: "Fine cells",
    description:
      "Features counted in more than 320 cells, for tight bounds of the Kolmogorov-Smirnov distance and a close Wasserstein distance: those that moved, or all (twice the time). No verdict depends on it.",
  }),
  exactKs: z.array(z.string()).default([]).meta({
    title: "Exact KS",
    description: "Numeric features whose Kolmogorov-Smirnov distance is computed exactly; slow for all-distinct values.",
  }),
  replicates: z
    .int()
    .min(199)
    .max(99_999)
    .default(1999)
    .meta({ title: "Replicates", unit: "replicates", description: "Monte Carlo replicates of the CUSUM limit." }),
  seed: z.int().min(0).default(1).meta({ title: "Seed", description: "Start of the random numbers; recorded with the run." }),
});
export type DataDriftParameters = z.infer<typeof dataDriftParameters>;
