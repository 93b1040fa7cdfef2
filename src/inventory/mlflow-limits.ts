import type { MlflowGathering } from "./mlflow-gather.ts";
import type { InventoryLimit, ModelVersion, RegisteredModel } from "./snapshot.ts";

/** What no MLflow export can show, whatever is in it. */
const ALWAYS: readonly Omit<InventoryLimit, "modelId">[] = [
  {
    code: "no-transition-history",
    text: "The source shows the present stage and aliases only. When and by whom they were set cannot be seen; the time of the last update is not the time of a stage change.",
  },
  { code: "no-approver", text: "The source does not say who approved a version, or that anybody did." },
  { code: "no-deployments", text: "The source does not say which version served decisions, where, or from when to when." },
  {
    code: "no-artifact-digest",
    text: "The source holds no digest of a model's artefact: it cannot be shown that the artefact is still the registered one.",
  },
  { code: "no-deletions", text: "Models and versions that were deleted from the registry before the export leave no trace in it." },
];

/** What these files in particular cannot show. */
export function mlflowLimits(
  gathering: MlflowGathering,
  models: readonly RegisteredModel[],
  versions: readonly ModelVersion[],
): InventoryLimit[] {
  const limits: InventoryLimit[] = ALWAYS.map((limit) => ({ ...limit, modelId: null }));
  const whole = (code: string, text: string) => limits.push({ code, modelId: null, text });
  if (gathering.observedAt.length === 0) whole("no-export-time", "The files do not say when the registry was asked.");
  if (gathering.failedModels > 0)
    whole("models-not-exported", `The exporter reports ${gathering.failedModels} models that it could not export.`);
  for (const [kind, { files, withToken }] of Object.entries(gathering.pages))
    if (files > 0 && files === withToken) whole("page-missing", `The last page of ${kind} is missing: every file announces a further one.`);
  for (const name of [...gathering.indexed].filter((indexed) => !models.some((model) => model.modelId === indexed)))
    limits.push({
      code: "model-not-in-files",
      modelId: name,
      text: `The index of the export names the model "${name}", but its file is not among those given.`,
    });
  const described = new Set(gathering.models.map(({ value }) => value.name));
  for (const model of models)
    limits.push(
      ...modelLimits(
        model,
        gathering,
        versions.filter((version) => version.modelId === model.modelId),
        described,
      ),
    );
  return limits;
}

function modelLimits(
  { modelId, registry }: RegisteredModel,
  gathering: MlflowGathering,
  versions: readonly ModelVersion[],
  described: ReadonlySet<string>,
): InventoryLimit[] {
  const limits: InventoryLimit[] = [];
  const add = (code: string, text: string) => limits.push({ code, modelId, text });
  const exported = versions.filter((version) => version.evidence === "exported");
  const named = versions.filter((version) => version.evidence === "named-only").map((version) => version.version);
  if (registry === "mlflow-unity-catalog") add("no-stages", "The catalogue has no stages; only aliases say what a version is for.");
  if (!described.has(modelId)) add("no-model-record", "Only versions of the model were exported, not the model itself.");
  if (named.length > 0) add("versions-not-exported", `The source names versions of which it holds no facts: ${named.join(", ")}.`);
  if (exported.length === 0) add("no-versions", "No version of the model is in the files.");
  // A REST answer with the full list of versions beside it makes up for `latest_versions`.
  if (gathering.latestOnly.has(modelId) && gathering.pages.model_versions.files === 0)
    add("latest-versions-only", "Only the latest version of each stage was exported; earlier versions may exist.");
  const announced = gathering.announced.find((entry) => entry.modelId === modelId)?.versions;
  if (announced !== undefined && announced !== exported.length)
    add("version-count-differs", `The exporter announces ${announced} versions and the files hold ${exported.length}.`);
  if (exported.some((version) => version.createdBy === null))
    add("no-creator", "The source does not say who created some or all of the versions.");
  const unnamed = exported.filter((version) => version.runId === null).map((version) => version.version);
  if (unnamed.length > 0) add("no-training-run", `No training run is named for versions ${unnamed.join(", ")}.`);
  return limits;
}
