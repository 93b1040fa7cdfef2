import { TickmarkError } from "../foundation/errors.ts";
import { isMlmodel } from "./mlflow-documents.ts";
import {
  type ExportFile,
  type MlflowModel,
  type MlflowVersion,
  type RestPage,
  exportFileSchema,
  parseShape,
  restPageSchema,
} from "./mlflow-shapes.ts";
import type { InventoryFile } from "./snapshot.ts";

interface FromFile<Value> {
  readonly file: string;
  readonly value: Value;
}

/** Everything the files say, before it is brought together. */
export interface MlflowGathering {
  readonly models: FromFile<MlflowModel>[];
  readonly versions: FromFile<MlflowVersion>[];
  readonly failedVersions: { modelId: string; version: string; message: string; file: string }[];
  /** Models of which only the latest version of each stage was asked for. */
  readonly latestOnly: Set<string>;
  /** Models of which no list of versions was seen at all. */
  readonly announced: { modelId: string; versions: number }[];
  /** Models that an index names. */
  readonly indexed: Set<string>;
  failedModels: number;
  readonly pages: Record<"registered_models" | "model_versions", { files: number; withToken: number }>;
  readonly locations: Set<string>;
  readonly serverVersions: Set<string>;
  readonly observedAt: string[];
}

export function emptyGathering(): MlflowGathering {
  return {
    models: [],
    versions: [],
    failedVersions: [],
    latestOnly: new Set(),
    announced: [],
    indexed: new Set(),
    failedModels: 0,
    pages: { registered_models: { files: 0, withToken: 0 }, model_versions: { files: 0, withToken: 0 } },
    locations: new Set(),
    serverVersions: new Set(),
    observedAt: [],
  };
}

export function gatherFile(gathering: MlflowGathering, file: InventoryFile): void {
  if (isMlmodel(file.path)) return;
  const value = parseJson(file);
  if (hasKey(value, "system") && hasKey(value, "mlflow"))
    gatherExport(gathering, parseShape(exportFileSchema, value, file.path), file.path);
  else if (["registered_models", "model_versions", "registered_model", "model_version"].some((key) => hasKey(value, key)))
    gatherRest(gathering, parseShape(restPageSchema, value, file.path), file.path);
  // A registry without entries answers `{}`; proto3 leaves empty lists out.
  else if (!isEmptyAnswer(value))
    throw new TickmarkError("bad-input", "This file is none of the registry exports that are known.", {
      file: file.path,
      expected: "registered_models, model_versions, or system and mlflow at the top",
      remedy: "Export with MLflow's REST interface or with mlflow-export-import.",
    });
}

function gatherRest(gathering: MlflowGathering, page: RestPage, file: string): void {
  for (const kind of ["registered_models", "model_versions"] as const)
    if (page[kind] !== undefined) {
      gathering.pages[kind].files += 1;
      if (page.next_page_token !== null) gathering.pages[kind].withToken += 1;
    }
  for (const model of [...(page.registered_models ?? []), ...(page.registered_model === undefined ? [] : [page.registered_model])])
    gatherModel(gathering, model, file);
  for (const value of [...(page.model_versions ?? []), ...(page.model_version === undefined ? [] : [page.model_version])])
    gathering.versions.push({ file, value });
}

function gatherExport(gathering: MlflowGathering, { system, info, mlflow }: ExportFile, file: string): void {
  gathering.observedAt.push(new Date(system.export_time * 1000).toISOString());
  if (system.mlflow_tracking_uri !== undefined) gathering.locations.add(system.mlflow_tracking_uri);
  if (system.mlflow_version !== undefined) gathering.serverVersions.add(system.mlflow_version);
  gathering.failedModels += info?.failed_models?.length ?? 0;
  for (const name of mlflow.models ?? []) gathering.indexed.add(name);
  if (mlflow.model_version !== undefined) gathering.versions.push({ file, value: mlflow.model_version });
  const model = mlflow.registered_model;
  if (model === undefined) return;
  gatherModel(gathering, model, file);
  if (info?.export_latest_versions === true) gathering.latestOnly.add(model.name);
  if (info?.num_src_versions !== undefined) gathering.announced.push({ modelId: model.name, versions: info.num_src_versions });
  for (const failed of info?.failed_versions ?? [])
    gathering.failedVersions.push({
      modelId: failed.model ?? model.name,
      version: failed.version,
      message: failed.message ?? "the exporter gave no reason",
      file,
    });
}

function gatherModel(gathering: MlflowGathering, model: MlflowModel, file: string): void {
  const { versions, latest_versions: latest, ...facts } = model;
  gathering.models.push({ file, value: facts });
  for (const value of [...(versions ?? []), ...(latest ?? [])]) {
    if (value.name !== model.name)
      throw new TickmarkError("bad-input", `A version of "${value.name}" stands under the model "${model.name}".`, { file });
    gathering.versions.push({ file, value });
  }
  if (versions === undefined && latest !== null && latest !== undefined) gathering.latestOnly.add(model.name);
}

function parseJson(file: InventoryFile): unknown {
  try {
    return JSON.parse(file.text.replace(/^\uFEFF/, "")) as unknown;
  } catch (cause) {
    throw new TickmarkError("bad-input", "Not valid JSON.", { file: file.path, remedy: "Export the registry again." }, cause);
  }
}

function hasKey(value: unknown, key: string): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key);
}

function isEmptyAnswer(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
