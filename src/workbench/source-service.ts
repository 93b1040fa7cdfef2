import { randomUUID } from "node:crypto";
import { z } from "zod";
import {
  type FilePreview,
  type ImportRequest,
  SOURCE_KINDS,
  type Source,
  columnMappingSchema,
  provenanceSchema,
} from "../contract/source-schemas.ts";
import { answersWithColumns, openQuestions } from "../contract/open-questions.ts";
import { TickmarkError } from "../foundation/errors.ts";
import {
  type ImportPlan,
  type ImportedSource,
  applyFormatAnswers,
  draftMapping,
  hashFiles,
  importSource,
  planImport,
  rejectPage,
  removeSource,
} from "../ingest/index.ts";
import { controlSchema, sourceMappingSchema } from "../population/mapping.ts";
import { sourceFormatSchema } from "../population/source-format.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import { mappingColumns, previewOf, windowQuestions } from "./mapping-bridge.ts";
import { controlOf, nothingAccepted, windowSource } from "./source-view.ts";

/** What the case stores of a source: enough to import it again, and to judge how it came in. */
export const sourceDocumentSchema = z.strictObject({
  title: z.string(),
  kind: z.enum(SOURCE_KINDS),
  format: sourceFormatSchema,
  mapping: sourceMappingSchema,
  controls: z.array(controlSchema),
  columns: z.array(columnMappingSchema),
  provenance: provenanceSchema,
  imported: z.custom<ImportedSource>((value) => typeof value === "object" && value !== null && "sourceId" in value && "digest" in value),
});
export type SourceDocument = z.infer<typeof sourceDocumentSchema>;

export interface RehashedFile {
  readonly path: string;
  readonly state: "unchanged" | "changed" | "missing";
}

/** Plans stay in memory between preview and import; they hold no data. */
export class SourceService {
  readonly #plans = new Map<string, ImportPlan>();

  async preview(paths: readonly string[], signal?: AbortSignal): Promise<FilePreview> {
    const plans = await planImport([...paths], signal === undefined ? {} : { signal });
    const [plan] = plans;
    if (plan === undefined) throw new TickmarkError("bad-input", "No file that can be read was found there.", { file: paths.join(", ") });
    if (plans.length > 1)
      throw new TickmarkError(
        "bad-input",
        `These files make ${plans.length} different sources: ${plans.map((entry) => entry.title).join("; ")}.`,
        {
          remedy: "Choose the files of one source at a time.",
        },
      );
    const planId = randomUUID();
    this.#plans.set(planId, plan);
    return previewOf(planId, plan);
  }

  async import(session: CaseSession, request: ImportRequest, job: JobContext): Promise<Source> {
    const planned = this.#plans.get(request.planId);
    if (planned === undefined)
      throw new TickmarkError("not-found", "This preview is no longer known.", { remedy: "Choose the files again." });
    const plan = await applyFormatAnswers(planned, request.answers);
    const questions = windowQuestions(plan);
    // Planned again, the encoding that was asked for is known; what was asked before must have been answered all the same.
    requireAnswers([...windowQuestions(planned).filter((asked) => asked.id === "encoding"), ...questions], request);
    const draft = draftMapping(plan, answersWithColumns(questions, request.columns, request.answers));
    const columns = mappingColumns(request.columns, draft.mapping.columns);
    const source = await this.importPlanned(
      session,
      {
        title: request.title,
        kind: request.kind,
        paths: plan.files.map((file) => file.path),
        format: plan.format,
        mapping: { columns, nullTokens: draft.mapping.nullTokens },
        controls: request.controlTotals.map((total) => controlOf(total, [...columns, ...draft.mapping.columns])),
        columns: request.columns,
        provenance: request.provenance,
        limits: plan.limits,
      },
      job,
    );
    this.#plans.delete(request.planId);
    return source;
  }

  /** Import with everything stated: what the window, the command line and the demo end in. */
  async importPlanned(
    session: CaseSession,
    stated: Omit<SourceDocument, "imported"> & { paths: readonly string[]; limits: readonly string[] },
    job: JobContext,
  ): Promise<Source> {
    const { paths, limits, ...document } = stated;
    const { title, kind, format, mapping, controls } = stated;
    // The id is taken and committed in one turn of the engine: two imports at once never share one.
    const sourceId = await session.engines.write(async (engine) => {
      const id = nextSourceId(session, kind);
      const imported = await importSource(
        { engine, sourceId: id, files: paths, format, mapping, controls },
        { signal: job.signal, onProgress: ({ phase, fraction }) => job.report({ step: `${title}: ${phase}`, fraction }) },
      );
      try {
        if (imported.rowsAccepted === 0) throw nothingAccepted(title, imported);
        const { rowsRead, rowsRejected, rowsBlank, digest } = imported;
        const complete = { ...imported, limits: [...new Set([...imported.limits, ...limits])] };
        session.kase.addSource({
          sourceId: id,
          title,
          kind,
          sourceDigest: digest,
          rowsRead,
          rowsRejected,
          rowsBlank,
          document: { ...document, imported: complete },
        });
      } catch (error) {
        await removeSource(engine, id);
        throw error;
      }
      return id;
    });
    return this.list(session).find((source) => source.sourceId === sourceId) as Source;
  }

  /** Leaves the record of the removal in the journal; a source of the current population stays. */
  async remove(session: CaseSession, sourceId: string, reason: string): Promise<void> {
    await session.engines.write(async (engine) => {
      if (sourcesOfPopulation(session).includes(sourceId))
        throw new TickmarkError("bad-input", `The population is built from ${sourceId}.`, {
          remedy: "Build the population without it first.",
        });
      session.kase.removeSource(sourceId, reason);
      await removeSource(engine, sourceId);
    });
  }

  documents(session: CaseSession): ({ sourceId: string; recordedAt: string } & SourceDocument)[] {
    return session.kase.listSources().map((stored) => ({
      sourceId: stored.sourceId,
      recordedAt: stored.recordedAt,
      ...sourceDocumentSchema.parse(stored.document),
    }));
  }

  list(session: CaseSession): Source[] {
    const verified = lastVerification(session);
    return this.documents(session).map((document) => windowSource(document, verified));
  }

  async rejects(session: CaseSession, sourceId: string, page: { offset: number; limit: number }) {
    const { total, rows } = await session.engines.read((engine) => rejectPage(engine, sourceId, page));
    return {
      total,
      rejects: rows.map(({ file, line, column, reason, rawExcerpt }) => ({ file, line, column, reason, excerpt: rawExcerpt })),
    };
  }

  /** Re-hashes every file; journaled, so that the report can say when the sources were last seen unchanged. */
  async verify(session: CaseSession, job: JobContext): Promise<RehashedFile[]> {
    const results = await this.rehash(session, job);
    const count = (state: string): number => results.filter((result) => result.state === state).length;
    session.kase.appendJournal("sources-verified", {
      files: results.length,
      unchanged: count("unchanged"),
      changed: count("changed"),
      missing: count("missing"),
    });
    return results;
  }

  /** The same without an entry in the journal. */
  async rehash(session: CaseSession, job: JobContext): Promise<RehashedFile[]> {
    const results: RehashedFile[] = [];
    for (const { imported, title } of this.documents(session))
      for (const file of imported.files) {
        job.report({ step: `Hashing ${title}`, fraction: null });
        try {
          const { files } = await hashFiles([file.path], { signal: job.signal });
          results.push({ path: file.path, state: files[0]?.sha256 === file.sha256 ? "unchanged" : "changed" });
        } catch (error) {
          if (!(error instanceof TickmarkError) || error.code !== "not-found") throw error;
          results.push({ path: file.path, state: "missing" });
        }
      }
    return results;
  }
}

function requireAnswers(questions: ReturnType<typeof windowQuestions>, { columns, answers }: ImportRequest): void {
  const [unanswered] = openQuestions(questions, columns, answers);
  if (unanswered !== undefined)
    throw new TickmarkError("bad-input", `Unanswered (${unanswered.id}): ${unanswered.text}`, {
      ...(unanswered.column === null ? {} : { column: unanswered.column }),
      ...(unanswered.choices.length === 0 ? {} : { expected: unanswered.choices.map((choice) => choice.value).join(" or ") }),
      remedy: "This cannot be guessed: answer it, or state it with the column.",
    });
  const wrong = questions.find(
    ({ id, choices }) => answers[id] !== undefined && choices.length > 0 && choices.every((choice) => choice.value !== answers[id]),
  );
  if (wrong !== undefined)
    throw new TickmarkError("bad-input", `"${answers[wrong.id] ?? ""}" is no answer to ${wrong.id}: ${wrong.text}`, {
      expected: wrong.choices.map((choice) => choice.value).join(" or "),
    });
}

const populationSourcesSchema = z.looseObject({ definition: z.looseObject({ sources: z.array(z.looseObject({ sourceId: z.string() })) }) });

function sourcesOfPopulation(session: CaseSession): string[] {
  const stored = session.kase.currentPopulationDefinition();
  return stored === null ? [] : populationSourcesSchema.parse(stored.document).definition.sources.map((source) => source.sourceId);
}

/** Counts versions too, so that a removed source's id is never used again. */
function nextSourceId(session: CaseSession, kind: string): string {
  const taken = session.kase.journalEntries(1, 1_000_000).filter(({ entry }) => entry.kind === "source-added").length;
  return `${kind}-${String(taken + 1).padStart(3, "0")}`;
}

/** Time of the last re-hash that found everything unchanged, if nothing was imported since. */
export function lastVerification(session: CaseSession): string | null {
  const entries = session.kase.journalEntries(1, 1_000_000);
  const last = entries.findLast(({ entry }) => entry.kind === "sources-verified" || entry.kind === "source-added");
  if (last?.entry.kind !== "sources-verified") return null;
  const payload = last.payload as { files?: number; unchanged?: number };
  return payload.files === payload.unchanged ? last.entry.at : null;
}
