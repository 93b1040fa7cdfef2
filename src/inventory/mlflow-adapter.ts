import { compareText } from "../foundation/aggregate.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { documentsOf } from "./mlflow-documents.ts";
import { type MlflowGathering, emptyGathering, gatherFile } from "./mlflow-gather.ts";
import { mlflowLimits } from "./mlflow-limits.ts";
import type { MlflowModel, MlflowVersion } from "./mlflow-shapes.ts";
import { inCanonicalOrder } from "./snapshot-order.ts";
import {
  type InventoryFile,
  type InventorySnapshot,
  type ModelVersion,
  type RegisteredModel,
  type RegistryEvent,
  inventorySnapshotSchema,
} from "./snapshot.ts";

/**
 * Files of an MLflow export (REST answers, mlflow-export-import, MLmodel) to the canonical snapshot.
 * Throws `bad-input` with the file for unknown shapes and for files that contradict each other.
 */
export function readMlflowInventory(files: readonly InventoryFile[]): InventorySnapshot {
  const gathering = emptyGathering();
  for (const file of files.toSorted((left, right) => compareText(left.path, right.path))) gatherFile(gathering, file);
  if (gathering.models.length === 0 && gathering.versions.length === 0)
    throw new TickmarkError("bad-input", "These files hold no registered model.", {
      ...(files[0] === undefined ? {} : { file: files[0].path }),
      expected: "answers of registered-models/search and model-versions/search, or a folder of mlflow-export-import",
    });

  const models = mergeModels(gathering);
  const versions = withNamedOnly(mergeVersions(gathering, models), gathering, models);
  return inventorySnapshotSchema.parse(
    inCanonicalOrder({
      formatVersion: 1,
      registry: { product: "MLflow", location: only(gathering.locations), version: only(gathering.serverVersions) },
      observedAt: gathering.observedAt.toSorted().at(-1) ?? null,
      models,
      versions,
      events: eventsOf(models, versions),
      documents: documentsOf(files, versions),
      limits: mlflowLimits(gathering, models, versions),
    }),
  );
}

function mergeModels(gathering: MlflowGathering): RegisteredModel[] {
  const merged = new Map<string, RegisteredModel>();
  for (const { file, value } of gathering.models) {
    const model = toModel(value, file, gathering);
    const other = merged.get(model.modelId);
    merged.set(model.modelId, other === undefined ? model : combine(other, model, `model ${model.modelId}`));
  }
  for (const { file, value } of gathering.versions)
    if (!merged.has(value.name))
      merged.set(value.name, {
        ...toModel({ ...NO_MODEL, name: value.name }, file, gathering),
        aliases: gathering.versions
          .filter((entry) => entry.value.name === value.name)
          .flatMap((entry) => entry.value.aliases.map((alias) => ({ alias, version: entry.value.version }))),
      });
  return [...merged.values()];
}

const NO_MODEL: MlflowModel = {
  name: "",
  creation_timestamp: null,
  last_updated_timestamp: null,
  user_id: null,
  description: null,
  tags: [],
  aliases: [],
};

function toModel(value: MlflowModel, file: string, gathering: MlflowGathering): RegisteredModel {
  return {
    modelId: value.name,
    registry: isCatalogueName(value.name, gathering) ? "mlflow-unity-catalog" : "mlflow",
    kind: value.tags.some((tag) => tag.key === "mlflow.prompt.is_prompt" && tag.value.toLowerCase() === "true") ? "prompt" : "model",
    createdAt: value.creation_timestamp,
    updatedAt: value.last_updated_timestamp,
    owner: value.user_id,
    description: value.description,
    tags: value.tags,
    aliases: value.aliases.map(({ alias, version }) => ({ alias, version })),
    file,
  };
}

/** Unity Catalog: `catalog.schema.name`, and none of the model's versions has a stage. */
function isCatalogueName(name: string, gathering: MlflowGathering): boolean {
  return /^[^.]+\.[^.]+\.[^.]+$/.test(name) && gathering.versions.every(({ value }) => value.name !== name || value.current_stage === null);
}

function mergeVersions(gathering: MlflowGathering, models: readonly RegisteredModel[]): ModelVersion[] {
  const merged = new Map<string, ModelVersion>();
  for (const { file, value } of gathering.versions) {
    const version = toVersion(value, file);
    const key = `${version.modelId}\u0000${version.version}`;
    const other = merged.get(key);
    const aliases = [...new Set([...version.aliases, ...(other?.aliases ?? []), ...aliasesOf(models, version)])];
    const what = `version ${version.version} of ${version.modelId}`;
    merged.set(key, {
      ...(other === undefined ? version : combine({ ...other, aliases: [] }, { ...version, aliases: [] }, what)),
      aliases,
    });
  }
  return [...merged.values()];
}

function toVersion(value: MlflowVersion, file: string): ModelVersion {
  return {
    modelId: value.name,
    version: value.version,
    evidence: "exported",
    createdAt: value.creation_timestamp,
    updatedAt: value.last_updated_timestamp,
    createdBy: value.user_id,
    stage: value.current_stage === "None" ? null : value.current_stage,
    aliases: value.aliases,
    status: value.status,
    description: value.description,
    artifactUri: value.source,
    runId: value.run_id,
    tags: value.tags,
    note: null,
    file,
  };
}

/** Per-version alias lists are often empty while the model's list is filled, so both count. */
function aliasesOf(models: readonly RegisteredModel[], place: { modelId: string; version: string }): string[] {
  const model = models.find((candidate) => candidate.modelId === place.modelId);
  return (model?.aliases ?? []).filter((alias) => alias.version === place.version).map((alias) => alias.alias);
}

/** Versions that exist in the registry but not in the files: dropping them would make decisions by them look unregistered. */
function withNamedOnly(versions: ModelVersion[], gathering: MlflowGathering, models: readonly RegisteredModel[]): ModelVersion[] {
  const all = [...versions];
  const name = (modelId: string, version: string, note: string, file: string) => {
    if (all.some((known) => known.modelId === modelId && known.version === version)) return;
    const nothing = { ...NO_MODEL, name: modelId, version, current_stage: null, source: null, run_id: null, status: null, aliases: [] };
    all.push({ ...toVersion(nothing, file), evidence: "named-only", note, aliases: aliasesOf(models, { modelId, version }) });
  };
  for (const failed of gathering.failedVersions) name(failed.modelId, failed.version, `Not exported: ${failed.message}.`, failed.file);
  for (const model of models)
    for (const { alias, version } of model.aliases) name(model.modelId, version, `Only named by the alias "${alias}".`, model.file);
  return all;
}

function eventsOf(models: readonly RegisteredModel[], versions: readonly ModelVersion[]): RegistryEvent[] {
  return [
    ...models.flatMap((model): RegistryEvent[] =>
      model.createdAt === null
        ? []
        : [{ modelId: model.modelId, version: null, kind: "model-created", at: model.createdAt, actor: model.owner }],
    ),
    ...versions.flatMap(({ modelId, version, createdAt, createdBy }): RegistryEvent[] =>
      createdAt === null ? [] : [{ modelId, version, kind: "version-created", at: createdAt, actor: createdBy }],
    ),
  ];
}

/** Two records of one thing: null and empty mean "does not say"; what both say must be the same. */
function combine<Item extends { readonly file: string }>(first: Item, second: Item, what: string): Item {
  const combined: Item = { ...first };
  for (const key of Object.keys(first) as (keyof Item)[]) {
    if (key === "file" || isSilent(second[key])) continue;
    if (isSilent(first[key])) combined[key] = second[key];
    else if (canonicalJson(first[key]) !== canonicalJson(second[key])) throw contradiction(what, first.file, second.file);
  }
  return combined;
}

function isSilent(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

function contradiction(what: string, first: string, file: string): TickmarkError {
  return new TickmarkError("bad-input", `The ${what} is told differently in ${first}.`, {
    file,
    expected: "files of one export",
    remedy: "Import each export as a snapshot of its own; the inventory shows what changed between them.",
  });
}

function only(values: ReadonlySet<string>): string | null {
  return values.size === 1 ? ([...values][0] ?? null) : null;
}
