import { arch, platform, release } from "node:os";
import { basename } from "node:path";
import { z } from "zod";
import { type PackBuilt, type PackClaims, packBuiltSchema } from "../contract/pack-schemas.ts";
import type { EnvironmentDocument } from "../evidence/documents.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import { packIdOf } from "./pack-id.ts";
import { APPLICATION } from "./resources.ts";
import type { SourceService } from "./source-service.ts";

type Kind = PackClaims["kind"];

const supersededSchema = z.strictObject({ revision: z.int(), tagmanifestSha256: z.string() }).nullable();

/** What sealing freezes: from here on both kinds of pack are pure functions of the case, the claims and the key. */
export const sealDocumentSchema = z.strictObject({
  name: z.string(),
  packId: z.string(),
  revision: z.int(),
  /** Each kind of pack has a chain of its own. */
  supersedes: z.strictObject({ shareable: supersededSchema, restricted: supersededSchema }),
  sealedAt: z.string(),
  purpose: z.string(),
  legalBasis: z.string(),
  recipient: z.string(),
  classification: z.string(),
  retainUntil: z.string(),
  environment: z.custom<EnvironmentDocument>((value) => typeof value === "object" && value !== null && "application" in value),
});
export type SealDocument = z.infer<typeof sealDocumentSchema>;

/** A seal with the number of its journal entry. */
export interface Seal {
  readonly document: SealDocument;
  readonly sequence: number;
}

const SEALED_CLAIMS = ["purpose", "recipient", "legalBasis", "classification", "retainUntil"] as const;

/** Exports of before this version say nothing of transport. */
const exportDocumentSchema = z.looseObject({
  built: packBuiltSchema.extend({ encryptedPath: z.string().nullable().default(null) }),
});

/** Every pack of the case, the oldest first. */
export function packExports(session: CaseSession): PackBuilt[] {
  return session.kase.listPackExports().map((stored) => exportDocumentSchema.parse(stored.document).built);
}

/**
 * The seal for a pack of these claims. One in force with the same claims is kept, unless a pack of this kind was made from it; else the
 * sources are hashed again and the case is sealed as a new revision.
 */
export async function sealFor(session: CaseSession, sources: SourceService, claims: PackClaims, job: JobContext): Promise<Seal> {
  const kept = reusableSeal(session, claims);
  if (kept !== null) {
    // The files may have changed since. No entry, or the seal would not be current.
    refuseChanged(await sources.rehash(session, job));
    return kept;
  }
  refuseChanged(await sources.verify(session, job));
  const document = await nextSeal(session, claims);
  const sequence = session.kase.sealCase({ packId: document.packId, revision: document.revision, document });
  return { document, sequence };
}

/** The seal that the next export of these claims would get, without sealing. */
export async function draftSeal(session: CaseSession, claims: PackClaims): Promise<Seal> {
  return reusableSeal(session, claims) ?? { document: await nextSeal(session, claims), sequence: session.kase.journalHead().seq };
}

function reusableSeal(session: CaseSession, claims: PackClaims): Seal | null {
  const { kase } = session;
  const current = kase.currentSeal();
  if (current === null || !kase.isSealCurrent()) return null;
  const parsed = sealDocumentSchema.safeParse(current.document);
  if (!parsed.success || !SEALED_CLAIMS.every((key) => parsed.data[key] === claims[key])) return null;
  const exported = packExports(session).some((pack) => pack.kind === claims.kind && pack.revision === parsed.data.revision);
  return exported ? null : { document: parsed.data, sequence: current.sequence };
}

async function nextSeal(session: CaseSession, claims: PackClaims): Promise<SealDocument> {
  const { kase } = session;
  const exports = packExports(session);
  const engine = await session.engines.read((open) => open.identity());
  return {
    name: packName(kase.directory),
    packId: packIdOf(kase.meta().caseId),
    // A seal that was never exported has used its number up.
    revision: Math.max(exports.at(-1)?.revision ?? 0, kase.currentSeal()?.revision ?? 0) + 1,
    supersedes: { shareable: lastOf(exports, "shareable"), restricted: lastOf(exports, "restricted") },
    sealedAt: session.nowIso(),
    purpose: claims.purpose,
    recipient: claims.recipient,
    legalBasis: claims.legalBasis,
    classification: claims.classification,
    retainUntil: claims.retainUntil,
    environment: environmentDocument(engine),
  };
}

function lastOf(exports: readonly PackBuilt[], kind: Kind): SealDocument["supersedes"][Kind] {
  const last = exports.findLast((pack) => pack.kind === kind);
  return last === undefined ? null : { revision: last.revision, tagmanifestSha256: last.tagmanifestSha256 };
}

/**
 * The restricted pack that a shareable one names: of the same seal, or of an earlier one after which nothing happened in the case but
 * sealing, exporting and hashing the sources again.
 */
export function restrictedPackOf(session: CaseSession, seal: Seal): SealDocument["supersedes"]["restricted"] {
  const last = session.kase.listPackExports().findLast(({ profile }) => profile === "restricted");
  if (last === undefined) return null;
  const { revision, tagmanifestSha256 } = exportDocumentSchema.parse(last.document).built;
  const between = session.kase.journalEntries(last.sequence, seal.sequence).filter(({ entry }) => entry.seq <= seal.sequence);
  const same = revision === seal.document.revision || between.every(({ entry }) => QUIET_ENTRIES.has(entry.kind));
  return same ? { revision, tagmanifestSha256 } : null;
}

const QUIET_ENTRIES: ReadonlySet<string> = new Set(["case-sealed", "pack-exported", "sources-verified"]);

function environmentDocument(engine: { name: string; version: string }): EnvironmentDocument {
  return {
    formatVersion: 1,
    application: { ...APPLICATION },
    engine: { name: engine.name, version: engine.version },
    runtime: { name: "Node.js", version: process.versions.node },
    operatingSystem: { name: platform(), version: release(), architecture: arch() },
  };
}

function packName(directory: string): string {
  const name = basename(directory, ".tickmark")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 50);
  return name === "" ? "case" : name;
}

function refuseChanged(files: readonly { path: string; state: string }[]): void {
  const changed = files.filter((entry) => entry.state !== "unchanged");
  if (changed.length === 0) return;
  throw new TickmarkError("source-changed", `${changed.length} source files are not what was imported.`, {
    file: changed[0]?.path ?? "",
    remedy: "Restore the files, or import them again, before anything is signed.",
  });
}
