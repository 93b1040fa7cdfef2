import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A registry snapshot in the layout of mlflow-export-import: `registry/models/<model>/model.json`. */
export function writeRegistry(directory: string, faults: boolean): string {
  const folder = join(directory, "registry");
  const models = [
    {
      name: "retail-credit",
      description: "Scores applications of private customers.",
      versions: [
        version("3", "2024-11-20T09:00:00Z", "2025-05-02T08:00:00Z", "Archived"),
        version("4", "2025-04-16T09:30:00Z", "2025-10-01T07:00:00Z", faults ? "Production" : "Archived"),
        version("5", "2025-09-17T10:15:00Z", "2025-10-01T07:00:00Z", "Production"),
      ],
    },
    {
      name: "sme-credit",
      description: "Scores applications of small companies.",
      versions: [
        version("3", "2024-12-02T09:00:00Z", "2025-05-02T08:00:00Z", "Archived"),
        version("4", "2025-04-20T09:30:00Z", "2025-10-01T07:00:00Z", "Archived"),
        version("5", "2025-09-20T10:15:00Z", "2025-10-01T07:00:00Z", "Production"),
      ],
    },
  ];
  for (const { name, description, versions } of models) {
    mkdirSync(join(folder, "models", name), { recursive: true });
    const document = {
      system: {
        package_version: "1.2.0",
        script: "export_models.py",
        export_time: 1_767_340_800,
        mlflow_version: "2.19.0",
        mlflow_tracking_uri: "file",
      },
      info: {
        num_target_stages: 0,
        num_target_versions: 0,
        num_src_versions: versions.length,
        num_dst_versions: versions.length,
        failed_versions: [],
      },
      mlflow: {
        registered_model: {
          name,
          creation_timestamp: String(Date.parse("2024-11-01T08:00:00Z")),
          last_updated_timestamp: String(Date.parse("2025-10-01T07:00:00Z")),
          description,
          tags: [
            { key: "owner", value: "credit-risk" },
            { key: "threshold", value: "0.62" },
          ],
          aliases: [{ alias: "champion", version: "5" }],
          versions: versions.map((entry) => ({ name, ...entry })),
        },
      },
    };
    writeFileSync(join(folder, "models", name, "model.json"), `${JSON.stringify(document, null, 2)}\n`);
  }
  return folder;
}

function version(number: string, createdAt: string, updatedAt: string, stage: string): object {
  return {
    version: number,
    creation_timestamp: Date.parse(createdAt),
    last_updated_timestamp: Date.parse(updatedAt),
    user_id: "model-factory",
    current_stage: stage,
    description: "",
    source: `runs/${number}/model`,
    run_id: `run-${number}`,
    status: "READY",
    tags: { validated: "yes" },
    aliases: [],
  };
}
