import { z } from "zod";

const instant = z.iso.datetime({ precision: 3 });
const tagSchema = z.strictObject({ key: z.string(), value: z.string() });

export const registeredModelSchema = z.strictObject({
  /** Name within the registry; three parts in a catalogue. */
  modelId: z.string().min(1),
  registry: z.enum(["mlflow", "mlflow-unity-catalog"]),
  /** MLflow 3 keeps prompts in the same registry. */
  kind: z.enum(["model", "prompt"]),
  /** Null throughout: the source does not say. */
  createdAt: instant.nullable(),
  updatedAt: instant.nullable(),
  owner: z.string().nullable(),
  description: z.string().nullable(),
  tags: z.array(tagSchema),
  aliases: z.array(z.strictObject({ alias: z.string(), version: z.string() })),
  file: z.string(),
});
export type RegisteredModel = z.infer<typeof registeredModelSchema>;

export const modelVersionSchema = z.strictObject({
  modelId: z.string().min(1),
  version: z.string().min(1),
  /** `named-only`: the source mentions it (failed export, alias, ...) but holds none of its facts. */
  evidence: z.enum(["exported", "named-only"]),
  createdAt: instant.nullable(),
  /** Of any change; not the time of a stage change. */
  updatedAt: instant.nullable(),
  createdBy: z.string().nullable(),
  /** Null: none is assigned, or the registry has no stages (see `limits`). */
  stage: z.string().nullable(),
  aliases: z.array(z.string()),
  status: z.string().nullable(),
  description: z.string().nullable(),
  artifactUri: z.string().nullable(),
  runId: z.string().nullable(),
  tags: z.array(tagSchema),
  /** Why it is `named-only`, in words. */
  note: z.string().nullable(),
  file: z.string(),
});
export type ModelVersion = z.infer<typeof modelVersionSchema>;

export const registryEventSchema = z.strictObject({
  modelId: z.string(),
  version: z.string().nullable(),
  kind: z.enum(["model-created", "version-created"]),
  at: instant,
  actor: z.string().nullable(),
});
export type RegistryEvent = z.infer<typeof registryEventSchema>;

export const modelDocumentSchema = z.strictObject({
  modelId: z.string(),
  version: z.string().nullable(),
  kind: z.enum(["mlmodel"]),
  createdAt: instant.nullable(),
  sha256: z.string(),
  file: z.string(),
});
export type ModelDocument = z.infer<typeof modelDocumentSchema>;

export const inventoryLimitSchema = z.strictObject({
  /** kebab-case, for filters and tests. */
  code: z.string(),
  /** Model the limit is about; null for the source as a whole. */
  modelId: z.string().nullable(),
  text: z.string(),
});
export type InventoryLimit = z.infer<typeof inventoryLimitSchema>;

/** What a registry export shows, in one canonical form and order, with what it cannot show written beside. */
export const inventorySnapshotSchema = z.strictObject({
  formatVersion: z.literal(1),
  registry: z.strictObject({ product: z.literal("MLflow"), location: z.string().nullable(), version: z.string().nullable() }),
  /** When the registry was asked; null when the export does not say. */
  observedAt: instant.nullable(),
  models: z.array(registeredModelSchema),
  versions: z.array(modelVersionSchema),
  events: z.array(registryEventSchema),
  documents: z.array(modelDocumentSchema),
  limits: z.array(inventoryLimitSchema),
});
export type InventorySnapshot = z.infer<typeof inventorySnapshotSchema>;

/** One file of an export, already read. */
export interface InventoryFile {
  readonly path: string;
  readonly text: string;
}
