import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readInventoryFiles } from "../../src/casefile/read-inventory-files.ts";
import { readMlflowInventory } from "../../src/inventory/mlflow-adapter.ts";

/** Exports of real servers, kept beside the repository; see PROVENANCE.md there. */
const SAMPLES = fileURLToPath(new URL("../../../shared/data/samples/mlflow/mlflow-export-import/samples", import.meta.url));
const absent = !existsSync(SAMPLES);
if (absent) console.warn("Skipped: the sample exports are not at ../shared/data/samples/mlflow.");

const read = (path: string) => readMlflowInventory(readInventoryFiles(`${SAMPLES}/${path}`));
const versions = (path: string) =>
  read(path).versions.map((version) => [version.modelId, version.version, version.stage, version.aliases.join(" "), version.evidence]);
const limitCodes = (path: string) =>
  read(path)
    .limits.filter((limit) => limit.modelId !== null)
    .map((limit) => `${limit.modelId}: ${limit.code}`);

describe.skipIf(absent)("sample exports of real servers", () => {
  // Expected values read by eye from the sample files.
  test("workspace registry: `versions`, stage None", () => {
    expect(versions("databricks/bulk/models/models/Keras_MNIST/model.json")).toEqual([
      ["Keras_Mnist", "1", null, "", "exported"],
      ["Keras_Mnist", "2", null, "", "exported"],
    ]);
  });

  test("workspace registry, latest versions only, one version failed to export", () => {
    expect(versions("databricks/single/models/basic/model.json")).toEqual([
      ["Sklearn_Wine", "1", null, "", "named-only"],
      ["Sklearn_Wine", "2", "Staging", "", "exported"],
      ["Sklearn_Wine", "3", "Production", "", "exported"],
    ]);
    expect(limitCodes("databricks/single/models/basic/model.json")).toEqual([
      "Sklearn_Wine: latest-versions-only",
      "Sklearn_Wine: versions-not-exported",
    ]);
  });

  test("a model whose every version failed keeps them, without facts", () => {
    const path = "databricks/single/models/deleted_runs/model.json";
    expect(versions(path).map(([, version, , , evidence]) => [version, evidence])).toEqual(
      ["1", "2", "3", "4"].map((version) => [version, "named-only"]),
    );
    expect(read(path).versions[3]?.note).toBe("Not exported: Version cannot be exported.");
    expect(limitCodes(path)).toEqual([
      "Sklearn_Wine: latest-versions-only",
      "Sklearn_Wine: no-versions",
      "Sklearn_Wine: versions-not-exported",
    ]);
  });

  test("an early export with `latest_versions`", () => {
    expect(versions("databricks/single/models/src_tags/model.json")).toEqual([["sklearn_wine", "1", "Production", "", "exported"]]);
    expect(limitCodes("databricks/single/models/src_tags/model.json")).toEqual([
      "sklearn_wine: latest-versions-only",
      "sklearn_wine: no-creator",
    ]);
  });

  test("open-source server: aliases of the model reach the versions although theirs are empty", () => {
    expect(versions("oss_mlflow/single/models/basic/model.json")).toEqual([
      ["sklearn_wine", "1", "Production", "good-to-go", "exported"],
      ["sklearn_wine", "2", "Staging", "about-ready", "exported"],
      ["sklearn_wine", "3", null, "just-in-case", "exported"],
    ]);
    // The description says "Archived", the stage says None: both are kept, neither is believed.
    expect(read("oss_mlflow/single/models/basic/model.json").versions[2]?.description).toBe("v3 Archived - wine");
    expect(versions("oss_mlflow/single/models/src_tags/model.json").map((row) => row.slice(1, 4))).toEqual([
      ["1", "Production", ""],
      ["2", "Staging", ""],
      ["3", null, ""],
    ]);
  });

  test("open-source server, a whole folder", () => {
    const snapshot = read("oss_mlflow/bulk");
    expect(snapshot.versions.map((version) => [version.modelId, version.version, version.stage])).toEqual([
      ["sklearn_iris", "1", "Staging"],
      ["sklearn_wine", "1", "Production"],
    ]);
    expect(snapshot.registry).toEqual({ product: "MLflow", location: "http://127.0.0.1:5020", version: "2.1.1" });
    expect(snapshot.observedAt).toBe("2023-01-01T19:36:06.000Z");
    expect(snapshot.models.map((model) => [model.modelId, model.createdAt])).toEqual([
      ["sklearn_iris", "2023-01-01T19:33:01.580Z"],
      ["sklearn_wine", "2023-01-01T19:31:27.738Z"],
    ]);
  });

  test("workspace registry, a whole folder: models are named by the registry, not by their folders", () => {
    expect(read("databricks/bulk").models.map((model) => model.modelId)).toEqual(["Keras_Mnist", "Sklearn_Wine_ws"]);
  });

  test("Unity Catalog: three-part name, no stages, versions that only aliases name, MLmodel tied by its run", () => {
    const path = "databricks/single/versions/sklearn_wine";
    const model = "andre_catalog.ml_models2.sklearn_wine_best";
    expect(versions(path)).toEqual([
      [model, "1", null, "prod", "named-only"],
      [model, "3", null, "champ2", "named-only"],
      [model, "14", null, "champ", "named-only"],
      [model, "15", null, "white_2", "exported"],
    ]);
    const snapshot = read(path);
    expect(snapshot.models[0]?.registry).toBe("mlflow-unity-catalog");
    expect(limitCodes(path)).toEqual([`${model}: no-stages`, `${model}: versions-not-exported`]);
    expect(snapshot.documents.map((document) => [document.version, document.createdAt, document.file])).toEqual([
      ["15", "2024-06-05T01:53:53.910Z", "run/artifacts/model/MLmodel"],
      ["15", "2024-06-05T01:53:53.910Z", "run/artifacts/model/metadata/MLmodel"],
    ]);
    expect(snapshot.events).toEqual([
      { modelId: model, version: null, kind: "model-created", at: "2023-08-11T13:42:09.476Z", actor: "andre@example.org" },
      { modelId: model, version: "15", kind: "version-created", at: "2024-06-05T01:53:59.516Z", actor: "andre@example.org" },
    ]);
  });

  test("two exports of one model at different times are not stirred into one snapshot", () => {
    expect(() => read("databricks/single/models")).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});
