import type { InventorySnapshot, ModelVersion, RegisteredModel } from "./snapshot.ts";

export interface InventoryChange {
  readonly modelId: string;
  readonly version: string | null;
  readonly what: "model" | "version" | "stage" | "alias" | "description" | "status" | "artifact" | "tag";
  /** Null: it was not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * What differs between two snapshots of one registry. Each change happened at some time between
 * their `observedAt`s; the snapshots cannot say when, nor who did it.
 */
export function inventoryChanges(before: InventorySnapshot, after: InventorySnapshot): InventoryChange[] {
  const changes: InventoryChange[] = [];
  const add = (modelId: string, version: string | null, what: InventoryChange["what"], old: string | null, now: string | null) => {
    if (old !== now) changes.push({ modelId, version, what, before: old, after: now });
  };
  for (const [old, now] of pairs(before.models, after.models, (model) => model.modelId)) {
    const modelId = (old ?? now)?.modelId ?? "";
    add(modelId, null, "model", old === undefined ? null : "registered", now === undefined ? null : "registered");
    if (old === undefined || now === undefined) continue;
    add(modelId, null, "description", old.description, now.description);
    for (const [oldAlias, newAlias] of pairs(old.aliases, now.aliases, (alias) => alias.alias))
      add(modelId, null, "alias", aliasText(oldAlias), aliasText(newAlias));
    tagChanges(old, now, (oldTag, newTag) => add(modelId, null, "tag", oldTag, newTag));
  }
  for (const [old, now] of pairs(before.versions, after.versions, (version) => `${version.modelId}\u0000${version.version}`)) {
    const { modelId, version } = (old ?? now) as ModelVersion;
    add(modelId, version, "version", old?.evidence ?? null, now?.evidence ?? null);
    if (old?.evidence !== "exported" || now?.evidence !== "exported") continue;
    add(modelId, version, "stage", old.stage, now.stage);
    add(modelId, version, "status", old.status, now.status);
    add(modelId, version, "description", old.description, now.description);
    add(modelId, version, "artifact", old.artifactUri, now.artifactUri);
    tagChanges(old, now, (oldTag, newTag) => add(modelId, version, "tag", oldTag, newTag));
  }
  return changes;
}

function aliasText(alias: { alias: string; version: string } | undefined): string | null {
  return alias === undefined ? null : `${alias.alias} -> ${alias.version}`;
}

function tagChanges(
  old: RegisteredModel | ModelVersion,
  now: RegisteredModel | ModelVersion,
  add: (before: string | null, after: string | null) => void,
): void {
  const text = (tag: { key: string; value: string } | undefined) => (tag === undefined ? null : `${tag.key} = ${tag.value}`);
  for (const [oldTag, newTag] of pairs(old.tags, now.tags, (tag) => tag.key)) add(text(oldTag), text(newTag));
}

function pairs<Item>(before: readonly Item[], after: readonly Item[], key: (item: Item) => string): [Item | undefined, Item | undefined][] {
  const old = new Map(before.map((item) => [key(item), item]));
  const now = new Map(after.map((item) => [key(item), item]));
  return [...new Set([...old.keys(), ...now.keys()])].map((name) => [old.get(name), now.get(name)]);
}
