import { sha256Hex } from "../foundation/digest.ts";
import type { InventoryFile, ModelDocument, ModelVersion } from "./snapshot.ts";

export function isMlmodel(path: string): boolean {
  return path.split("/").at(-1) === "MLmodel";
}

/** MLmodel files, each tied to the versions that were made by the run it names; others are left out. */
export function documentsOf(files: readonly InventoryFile[], versions: readonly ModelVersion[]): ModelDocument[] {
  return files
    .filter((file) => isMlmodel(file.path))
    .flatMap((file) => {
      const runId = /^run_id: ['"]?([0-9A-Za-z]+)['"]?\s*$/m.exec(file.text)?.[1];
      // Written by MLflow in UTC, without saying so.
      const createdAt = /^utc_time_created: ['"]?(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{3})\d*)?['"]?\s*$/m.exec(file.text);
      return versions
        .filter((version) => runId !== undefined && version.runId === runId)
        .map((version): ModelDocument => ({
          modelId: version.modelId,
          version: version.version,
          kind: "mlmodel",
          createdAt: createdAt === null ? null : `${createdAt[1]}T${createdAt[2]}.${createdAt[3] ?? "000"}Z`,
          sha256: sha256Hex(file.text),
          file: file.path,
        }));
    });
}
