import { z } from "zod";

/** Long work reports like this, then ends with its result. */
export const progressSchema = z.strictObject({
  kind: z.literal("progress"),
  /** What is happening now, for a person. */
  step: z.string(),
  /** 0..1, or null when it cannot be told. */
  fraction: z.number().nullable(),
  /** Rows per second, or null. */
  rowsPerSecond: z.number().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

/** Event of a long job: progress, or the one final result. */
export function jobEvent<Result extends z.ZodType>(result: Result) {
  return z.discriminatedUnion("kind", [progressSchema, z.strictObject({ kind: z.literal("done"), result })]);
}
