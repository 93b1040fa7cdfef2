import { createHash } from "node:crypto";
import { createReadStream, existsSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { z } from "zod";
import type { PackBuilt } from "../contract/pack-schemas.ts";
import { packBuiltSchema } from "../contract/pack-schemas.ts";
import { fingerprintOf } from "../evidence/ed25519.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import { writePack } from "../packs/write-pack.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import { type PackServices, type SealDocument, environmentDocument, packContent, sealDocumentSchema } from "./pack-document.ts";
import { reportOfCase } from "./report-input.ts";

export interface PackClaims {
  readonly purpose: string;
  readonly recipient: string;
  readonly classification: string;
  readonly retainUntil: string;
}

const exportDocumentSchema = z.strictObject({ built: packBuiltSchema });

export class PackService {
  readonly #services: PackServices;

  constructor(services: PackServices) {
    this.#services = services;
  }

  list(session: CaseSession): PackBuilt[] {
    return session.kase
      .listPackExports()
      .map((stored) => exportDocumentSchema.parse(stored.document).built)
      .toReversed();
  }

  /** Re-hashes the sources, seals the case, writes and signs the pack. */
  async build(session: CaseSession, claims: PackClaims, signer: PackSigner, job: JobContext): Promise<PackBuilt> {
    const { runs } = this.#services;
    if (session.kase.listRuns().length === 0)
      throw new TickmarkError("bad-input", "There is nothing to export: no analysis was run.", { remedy: "Run the programme first." });
    const seal = await this.#seal(session, claims, job);
    job.report({ step: "Gathering runs, journal and documents", fraction: 0.4 });
    const { input, runs: stored } = packContent(session, this.#services, seal.document, seal.sequence);
    const stale = new Map(runs.list(session).map((run) => [run.runId, run.stale]));
    const report = reportOfCase({
      session,
      seal: seal.document,
      input,
      runs: stored,
      charts: (run) => runs.charts(run),
      staleness: (runId) => stale.get(runId) ?? null,
      analyses: this.#services.analyses,
    });
    if (job.signal.aborted) throw new TickmarkError("cancelled", "The export was cancelled.");
    job.report({ step: "Writing and signing the pack", fraction: 0.7 });
    const directory = join(session.kase.directory, "packs");
    const existing = join(directory, `${seal.document.name}-r${seal.document.revision}.zip`);
    if (existsSync(existing))
      throw new TickmarkError("already-exists", "This revision was exported before and the case has not changed since.", {
        file: existing,
      });
    const written = await writePack({ ...input, report }, signer, directory);
    const reportPath = join(directory, `${seal.document.name}-r${seal.document.revision}.report.html`);
    writeFileSync(reportPath, report);
    const built: PackBuilt = {
      packId: seal.document.packId,
      revision: seal.document.revision,
      zipPath: written.zipPath,
      bytes: statSync(written.zipPath).size,
      files: written.files,
      tagmanifestSha256: written.tagmanifestDigest,
      allowedSignersPath: written.allowedSignersPath,
      reportPath,
      signer: signer.principal,
      fingerprint: fingerprintOf(signer.publicKey),
      builtAt: session.nowIso(),
    };
    session.kase.addPackExport({
      packId: built.packId,
      revision: built.revision,
      profile: "shareable",
      path: relative(session.kase.directory, written.zipPath).replaceAll("\\", "/"),
      packDigest: await sha256OfFile(written.zipPath),
      document: { built },
    });
    return built;
  }

  /** A seal in force with the same claims is kept; else the sources are re-hashed and the case sealed as a new revision. */
  async #seal(session: CaseSession, claims: PackClaims, job: JobContext): Promise<{ document: SealDocument; sequence: number }> {
    const { kase } = session;
    const current = kase.currentSeal();
    if (current !== null && kase.isSealCurrent()) {
      const document = sealDocumentSchema.parse(current.document);
      const same = (Object.keys(claims) as (keyof PackClaims)[]).every((key) => document[key] === claims[key]);
      if (same && !existsSync(join(kase.directory, "packs", `${document.name}-r${document.revision}.zip`))) {
        // Sealed, but never exported: the files may have changed since. No entry, or the seal would not be current.
        refuseChanged(await this.#services.sources.rehash(session, job));
        return { document, sequence: current.sequence };
      }
    }
    refuseChanged(await this.#services.sources.verify(session, job));
    const last = kase.listPackExports().at(-1);
    const previous = last === undefined ? null : exportDocumentSchema.parse(last.document).built;
    const engine = await session.engines.read((open) => open.identity());
    const document: SealDocument = {
      name:
        basename(kase.directory, ".tickmark")
          .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
          .replace(/^[^A-Za-z0-9]+/, "")
          .slice(0, 50) || "case",
      packId: previous?.packId ?? packIdOf(kase.meta().caseId),
      // A seal that was never exported has used its number up.
      revision: Math.max(previous?.revision ?? 0, current?.revision ?? 0) + 1,
      supersedes: previous === null ? null : { revision: previous.revision, tagmanifestSha256: previous.tagmanifestSha256 },
      sealedAt: session.nowIso(),
      ...claims,
      environment: environmentDocument(engine),
    };
    const sequence = kase.sealCase({ packId: document.packId, revision: document.revision, document });
    return { document, sequence };
  }
}

function refuseChanged(files: readonly { path: string; state: string }[]): void {
  const changed = files.filter((entry) => entry.state !== "unchanged");
  if (changed.length === 0) return;
  throw new TickmarkError("source-changed", `${changed.length} source files are not what was imported.`, {
    file: changed[0]?.path ?? "",
    remedy: "Restore the files, or import them again, before anything is signed.",
  });
}

/** `urn:uuid:` of the case's own id. */
function packIdOf(caseId: string): string {
  const found = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(caseId)?.[0];
  if (found !== undefined) return `urn:uuid:${found.toLowerCase()}`;
  const hex = createHash("sha256").update(caseId).digest("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
