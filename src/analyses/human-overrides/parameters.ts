import { z } from "zod";
import { windowSpecSchema } from "../../population/population.ts";

export const humanOverridesParametersSchema = z.strictObject({
  windows: windowSpecSchema
    .default({ kind: "calendar", unit: "week" })
    .meta({ title: "Windows", description: "Periods for the course of review coverage and override rate." }),
  scoreBands: z.int().min(1).max(20).default(10).meta({
    title: "Score bands",
    description: "Bands of score minus threshold, of equal numbers of reviewed cases: the case mix.",
    unit: "count",
  }),
  minimumReviewSeconds: z
    .int()
    .min(1)
    .default(10)
    .meta({ title: "Shortest plausible review", description: "A review that took less counts as implausibly short.", unit: "seconds" }),
  shortReviewShare: z.number().gt(0).lt(1).default(0.5).meta({
    title: "Largest plausible share of short reviews",
    description: "Beyond it a reviewer's times are implausibly short.",
    unit: "share",
  }),
  bulkMinimum: z
    .int()
    .min(2)
    .default(2)
    .meta({ title: "Bulk size", description: "So many reviews of one reviewer in one second count as done in bulk.", unit: "count" }),
});
export type HumanOverridesParameters = z.infer<typeof humanOverridesParametersSchema>;
