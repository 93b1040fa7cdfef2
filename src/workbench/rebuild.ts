import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openEngine } from "../engine/open-engine.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { importSource } from "../ingest/index.ts";
import type { CaseSession } from "./case-session.ts";
import { removeDatabase } from "./engine-pool.ts";
import type { JobContext } from "./job.ts";
import { type PopulationService, buildMarked } from "./population-service.ts";
import type { SourceService } from "./source-service.ts";

export interface RebuildResult {
  readonly sources: number;
  readonly rows: number;
  readonly fingerprint: string | null;
}

/**
 * Makes population.duckdb anew from the source files and what the case says of them. The old file stays until the new
 * one has the same digests, fingerprint and row checksum; a difference is an error and changes nothing.
 */
export async function rebuildPopulation(
  session: CaseSession,
  services: { sources: SourceService; population: PopulationService },
  job: JobContext,
): Promise<RebuildResult> {
  const documents = services.sources.documents(session);
  const wanted = services.population.document(session);
  const directory = session.kase.directory;
  const fresh = join(directory, "population.rebuild.tmp");
  removeDatabase(fresh);
  await session.engines.replace(async (file) => {
    const engine = await openEngine({ file: fresh, tempDirectory: join(directory, "population.duckdb.tmp") });
    try {
      for (const document of documents) {
        job.report({ step: `Importing ${document.title} again`, fraction: null });
        const { sourceId, format, mapping, controls } = document;
        const files = document.imported.files.map((entry) => entry.path);
        const imported = await importSource({ engine, sourceId, files, format, mapping, controls }, { signal: job.signal });
        if (imported.digest !== document.imported.digest)
          throw new TickmarkError("source-changed", `The files of ${document.title} are not those that were imported.`, {
            remedy: "Put the original files back; their digests are in the case.",
          });
      }
      if (wanted !== null) {
        const built = await buildMarked(engine, wanted.definition, job);
        if (built.population.fingerprint !== wanted.population.fingerprint || built.checksum !== wanted.checksum)
          throw new TickmarkError("case-damaged", "The rebuilt population differs from the one that the case describes.");
      }
      await engine.close();
    } catch (error) {
      await engine.close();
      removeDatabase(fresh);
      throw error;
    }
    rmSync(`${file}.wal`, { force: true }); // Of the old file; the new one was closed and has none.
    renameSync(fresh, file);
  });
  session.kase.appendJournal("population-rebuilt", { sources: documents.length, fingerprint: wanted?.population.fingerprint ?? null });
  return { sources: documents.length, rows: wanted?.population.rows ?? 0, fingerprint: wanted?.population.fingerprint ?? null };
}
