import { z } from "zod";
import { TickmarkError } from "../foundation/errors.ts";

/** int64 in JSON: MLflow's REST sends a number or a string. Epoch milliseconds between 2000 and 2100. */
const epochMs = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)])
  .pipe(z.int().min(946_684_800_000, "epoch milliseconds").max(4_102_444_800_000, "epoch milliseconds"))
  .transform((value) => new Date(value).toISOString())
  .nullish()
  .transform((value) => value ?? null);

/** A list of pairs in REST and on models, an object on exported versions. */
const tags = z
  .union([
    z
      .array(z.looseObject({ key: z.string(), value: z.string().nullish() }))
      .transform((list) => list.map(({ key, value }) => ({ key, value: value ?? "" }))),
    z
      .record(z.string(), z.string().nullish())
      .transform((record) => Object.entries(record).map(([key, value]) => ({ key, value: value ?? "" }))),
  ])
  .nullish()
  .transform((value) => value ?? []);

/** The open-source server writes "" where it does not know. */
const text = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === "" ? null : value));

const versionNumber = z.union([z.string().min(1), z.int().min(0).transform(String)]);

export const mlflowVersionSchema = z.looseObject({
  name: z.string().min(1),
  version: versionNumber,
  creation_timestamp: epochMs,
  last_updated_timestamp: epochMs,
  user_id: text,
  /** "None" where the registry has stages, null or absent in Unity Catalog. */
  current_stage: text,
  description: text,
  source: text,
  run_id: text,
  status: text,
  tags,
  aliases: z
    .array(z.string())
    .nullish()
    .transform((value) => value ?? []),
});
export type MlflowVersion = z.infer<typeof mlflowVersionSchema>;

export const mlflowModelSchema = z.looseObject({
  name: z.string().min(1),
  creation_timestamp: epochMs,
  last_updated_timestamp: epochMs,
  user_id: text,
  description: text,
  tags,
  aliases: z
    .array(z.looseObject({ alias: z.string(), version: versionNumber }))
    .nullish()
    .transform((value) => value ?? []),
  versions: z.array(mlflowVersionSchema).optional(),
  latest_versions: z.array(mlflowVersionSchema).nullish(),
});
export type MlflowModel = z.infer<typeof mlflowModelSchema>;

const pageToken = z
  .string()
  .nullish()
  .transform((value) => (value === "" ? null : (value ?? null)));

/** `registered-models/search` and `model-versions/search`; both keys may stand in one file. */
export const restPageSchema = z.looseObject({
  registered_models: z.array(mlflowModelSchema).optional(),
  model_versions: z.array(mlflowVersionSchema).optional(),
  registered_model: mlflowModelSchema.optional(),
  model_version: mlflowVersionSchema.optional(),
  next_page_token: pageToken,
});
export type RestPage = z.infer<typeof restPageSchema>;

/** Files of mlflow-export-import. `export_time` is in seconds, unlike every other time. */
export const exportFileSchema = z.looseObject({
  system: z.looseObject({
    script: z.string().optional(),
    export_time: z.int().min(946_684_800, "epoch seconds").max(4_102_444_800, "epoch seconds"),
    mlflow_version: z.string().optional(),
    mlflow_tracking_uri: z.string().optional(),
  }),
  info: z
    .looseObject({
      num_src_versions: z.int().optional(),
      export_latest_versions: z.boolean().optional(),
      failed_versions: z
        .array(z.looseObject({ model: z.string().optional(), version: versionNumber, message: z.string().optional() }))
        .optional(),
      failed_models: z.array(z.unknown()).optional(),
    })
    .optional(),
  mlflow: z.looseObject({
    registered_model: mlflowModelSchema.optional(),
    model_version: mlflowVersionSchema.optional(),
    models: z.array(z.string()).optional(),
  }),
});
export type ExportFile = z.infer<typeof exportFileSchema>;

/** Hostile input enters here: whatever does not fit is refused, with the file and the place in it. */
export function parseShape<Shape extends z.ZodType>(schema: Shape, value: unknown, file: string): z.infer<Shape> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new TickmarkError("bad-input", `This is not the MLflow export it looks like: ${issue?.message ?? "unknown shape"}.`, {
    file,
    expected: `a value of MLflow's registry at ${issue?.path.join(".") ?? "$"}`,
    remedy: "Export the registry again, or import the file that MLflow's own tools wrote.",
  });
}
