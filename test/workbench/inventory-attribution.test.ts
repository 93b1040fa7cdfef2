import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ColumnMapping } from "../../src/contract/source-schemas.ts";
import { inventorySnapshotSchema } from "../../src/inventory/snapshot.ts";
import { importInventory, listInventory } from "../../src/workbench/inventory-service.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { SmallCase } from "./small-case.ts";

let small: SmallCase;
beforeEach(async () => {
  small = await new SmallCase().open();
});
afterEach(() => small.remove());

/** Registry folder of two models that both have a version 1; only `beta` has a version 2. */
function registry(): string {
  const folder = join(small.folder, "registry");
  for (const [name, versions] of [
    ["alpha", ["1"]],
    ["beta", ["1", "2"]],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    const document = {
      system: {
        package_version: "1.2.0",
        script: "export_model.py",
        export_time: 1_767_225_600,
        mlflow_version: "2.19.0",
        mlflow_tracking_uri: "http://registry.example",
      },
      mlflow: {
        registered_model: {
          name,
          creation_timestamp: "1735689600000",
          last_updated_timestamp: "1735689600000",
          versions: versions.map((version) => ({
            name,
            version,
            creation_timestamp: "1735689600000",
            last_updated_timestamp: "1735689600000",
            current_stage: "None",
            status: "READY",
            run_id: `run-${name}-${version}`,
            source: "s3://models",
          })),
        },
      },
    };
    writeFileSync(join(folder, name, "model.json"), JSON.stringify(document));
  }
  return folder;
}

const COLUMNS: ColumnMapping[] = [
  { column: "id", use: "decisionId", type: "text" },
  { column: "version", use: "modelVersion", type: "text" },
];

async function build(text: string, columns: ColumnMapping[]): Promise<void> {
  await small.import({ kind: "decisions", text, columns });
  await small.workbench.population.build(small.session, small.request(), quietJob());
}

async function rowsByVersion(): Promise<{ rows: Record<string, number | null>; limits: string[] }> {
  const { models, limits } = await listInventory(small.session, small.workbench.population);
  return {
    rows: Object.fromEntries(
      models.flatMap((model) => model.versions.map((version) => [`${model.name} ${version.version}`, version.rowsInLog])),
    ),
    limits,
  };
}

describe("decisions of registered versions", () => {
  test("are not counted for several models at once when the log names none", async () => {
    importInventory(small.session, registry());
    expect(inventorySnapshotSchema.parse(small.session.kase.listInventorySnapshots()[0]?.document).versions).toHaveLength(3);
    await build("id,version\na,1\nb,1\nc,2\n", COLUMNS);
    const { rows, limits } = await rowsByVersion();
    expect(rows).toEqual({ "alpha 1": null, "beta 1": null, "beta 2": 1 });
    expect(limits.join(" ")).toMatch(/names no model, and several registered models have version 1/);
  });

  test("are counted by model where the log names it", async () => {
    importInventory(small.session, registry());
    await build("id,model,version\na,alpha,1\nb,beta,1\nc,beta,1\n", [...COLUMNS, { column: "model", use: "modelId", type: "text" }]);
    const { rows, limits } = await rowsByVersion();
    expect(rows).toEqual({ "alpha 1": 1, "beta 1": 2, "beta 2": 0 });
    expect(limits.join(" ")).not.toMatch(/names no model/);
  });
});
