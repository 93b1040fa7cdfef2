import { compareText } from "../foundation/aggregate.ts";
import type { InventorySnapshot } from "./snapshot.ts";

/** The one order of a snapshot, so that the same registry content gives the same bytes whatever the order of files. */
export function inCanonicalOrder(snapshot: InventorySnapshot): InventorySnapshot {
  const byPlace = (left: { modelId: string; version: string | null }, right: { modelId: string; version: string | null }) =>
    compareText(left.modelId, right.modelId) || compareVersions(left.version ?? "", right.version ?? "");
  return {
    ...snapshot,
    models: snapshot.models
      .map((model) => ({
        ...model,
        tags: inTagOrder(model.tags),
        aliases: model.aliases.toSorted((left, right) => compareText(left.alias, right.alias)),
      }))
      .toSorted((left, right) => compareText(left.modelId, right.modelId)),
    versions: snapshot.versions
      .map((version) => ({ ...version, tags: inTagOrder(version.tags), aliases: version.aliases.toSorted(compareText) }))
      .toSorted(byPlace),
    events: snapshot.events.toSorted(
      (left, right) => compareText(left.at, right.at) || byPlace(left, right) || compareText(left.kind, right.kind),
    ),
    documents: snapshot.documents.toSorted((left, right) => byPlace(left, right) || compareText(left.file, right.file)),
    limits: snapshot.limits.toSorted(
      (left, right) =>
        compareText(left.modelId ?? "", right.modelId ?? "") || compareText(left.code, right.code) || compareText(left.text, right.text),
    ),
  };
}

/** Version numbers by size ("10" after "9"), other names as text after them. */
export function compareVersions(left: string, right: string): number {
  const numeric = [left, right].map((version) => /^\d{1,15}$/.test(version));
  if (numeric[0] && numeric[1]) return Number(left) - Number(right) || compareText(left, right);
  if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
  return compareText(left, right);
}

function inTagOrder(tags: readonly { key: string; value: string }[]): { key: string; value: string }[] {
  return tags.toSorted((left, right) => compareText(left.key, right.key) || compareText(left.value, right.value));
}
