import { z } from "zod";
import type { Json } from "../../foundation/canonical-json.ts";

/** Kinds of journal entries whose payloads hold ids, titles, counts and digests of documents that name no record. */
const SHAREABLE_KINDS: ReadonlySet<string> = new Set([
  "case-created",
  "schema-migrated",
  "case-secret-replaced",
  "source-added",
  "source-removed",
  "sources-verified",
  "population-defined",
  "population-rebuilt",
  "inventory-added",
  "policy-saved",
  "programme-saved",
  "programme-locked",
  "case-sealed",
  "pack-exported",
]);

/** True of an entry whose payload a pack of this kind never leaves out: it names nobody, and other checks rest on it. */
export function isAlwaysShown(kind: string, pack: "restricted" | "shareable"): boolean {
  return pack === "restricted" ? kind !== "run-added" : SHAREABLE_KINDS.has(kind);
}

/** Kinds with free text of a person, or with a digest that would confirm a guess at such text. */
const REASONS: Readonly<Record<string, string>> = {
  "finding-saved": "Its digest is over free text, which may be about single records.",
  "signoff-added": "Its digest is over free text, which may be about single records.",
  "workpaper-saved": "Workpapers hold notes and samples of single records.",
  "key-added": "It names a file on the signer's own machine.",
};

const runPayloadSchema = z.looseObject({ runId: z.string() });

/**
 * Why the payload of an entry is left out of a shareable pack; null where it stays. `changedRuns`: runs of which something is suppressed,
 * whose digest would confirm a guess at it.
 */
export function withheldPayloadReason(kind: string, payload: Json, changedRuns: ReadonlySet<string>): string | null {
  if (kind === "run-added") {
    const runId = runPayloadSchema.safeParse(payload).data?.runId;
    return runId !== undefined && !changedRuns.has(runId) ? null : "Its digest is over the run with its suppressed numbers.";
  }
  return SHAREABLE_KINDS.has(kind) ? null : (REASONS[kind] ?? "Nothing is known of what an entry of this kind holds.");
}
