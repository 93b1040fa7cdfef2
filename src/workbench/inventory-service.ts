import { readInventoryFiles } from "../casefile/read-inventory-files.ts";
import { readMlflowInventory } from "../inventory/mlflow-adapter.ts";
import { type InventorySnapshot, inventorySnapshotSchema } from "../inventory/snapshot.ts";
import { compareVersions } from "../inventory/snapshot-order.ts";
import { identifier, render, sql } from "../sql/sql.ts";
import type { CaseSession } from "./case-session.ts";
import { quietJob } from "./job.ts";
import type { PopulationService } from "./population-service.ts";

export function importInventory(session: CaseSession, path: string): { models: number; versions: number; limits: string[] } {
  const snapshot = readMlflowInventory(readInventoryFiles(path));
  const number = session.kase.listInventorySnapshots().length + 1;
  const snapshotId = `snapshot-${String(number).padStart(3, "0")}`;
  session.kase.addInventorySnapshot({ snapshotId, title: `${snapshot.registry.product} export`, document: snapshot });
  return { models: snapshot.models.length, versions: snapshot.versions.length, limits: snapshot.limits.map((limit) => limit.text) };
}

export function latestSnapshot(session: CaseSession): InventorySnapshot | null {
  const stored = session.kase.listInventorySnapshots().at(-1);
  return stored === undefined ? null : inventorySnapshotSchema.parse(stored.document);
}

export function inventorySummary(session: CaseSession): { models: number; versions: number } {
  const snapshot = latestSnapshot(session);
  return { models: snapshot?.models.length ?? 0, versions: snapshot?.versions.length ?? 0 };
}

interface LoggedVersion {
  readonly modelId: string | null;
  readonly modelVersion: string | null;
  readonly rows: number;
}

/** Registered versions with the rows they decided, and what decided without being registered. */
export async function listInventory(session: CaseSession, population: PopulationService) {
  const snapshot = latestSnapshot(session);
  const logged = await loggedVersions(session, population);
  const hasModels = population.document(session)?.population.roles.includes("modelId") ?? false;
  /** Without a model in the log, a version that several models have is nobody's: its rows would count once for each. */
  const isShared = (version: string): boolean =>
    !hasModels && (snapshot?.versions ?? []).filter((entry) => entry.version === version).length > 1;
  const rowsOf = (modelId: string, version: string): number | null => {
    if (logged === null) return null;
    const matching = logged.filter((entry) => entry.modelVersion === version && (!hasModels || entry.modelId === modelId));
    return matching.length > 0 && isShared(version) ? null : matching.reduce((sum, entry) => sum + entry.rows, 0);
  };
  const isRegistered = (entry: LoggedVersion): boolean =>
    snapshot?.versions.some((version) => version.version === entry.modelVersion && (!hasModels || version.modelId === entry.modelId)) ??
    false;
  const shared = [
    ...new Set((logged ?? []).flatMap(({ modelVersion }) => (modelVersion !== null && isShared(modelVersion) ? [modelVersion] : []))),
  ];
  return {
    models: (snapshot?.models ?? []).map((model) => ({
      name: model.modelId,
      registry: model.registry,
      versions: (snapshot?.versions ?? [])
        .filter((version) => version.modelId === model.modelId)
        .toSorted((left, right) => compareVersions(left.version, right.version))
        .map((version) => ({
          version: version.version,
          stage: version.stage,
          createdAt: version.createdAt,
          aliases: [...version.aliases],
          rowsInLog: rowsOf(model.modelId, version.version),
        })),
    })),
    unregistered: (logged ?? []).filter((entry) => snapshot !== null && !isRegistered(entry)),
    limits: [
      ...(snapshot?.limits ?? []).map((limit) => (limit.modelId === null ? limit.text : `${limit.modelId}: ${limit.text}`)),
      ...(shared.length === 0
        ? []
        : [
            `The log names no model, and several registered models have version ${shared.join(", ")}: whose decisions these were cannot be told, so no rows are counted for them.`,
          ]),
    ],
  };
}

/** Rows by model and version; null when the log names no version. */
async function loggedVersions(session: CaseSession, population: PopulationService): Promise<LoggedVersion[] | null> {
  const document = population.document(session);
  const roles = document?.population.roles ?? [];
  if (!roles.includes("modelVersion")) return null;
  const model = roles.includes("modelId") ? identifier("model_id") : sql`null::varchar`;
  return await population.read(
    session,
    async (engine) => {
      const { rows } = await engine.rows(
        render(sql`select ${model}, model_version, count(*)::integer from population group by all order by all`),
      );
      return rows.map(([modelId, modelVersion, count]) => ({
        modelId: modelId === null || modelId === undefined ? null : String(modelId),
        modelVersion: modelVersion === null || modelVersion === undefined ? null : String(modelVersion),
        rows: Number(count),
      }));
    },
    quietJob(),
  );
}
