import { randomUUID } from "node:crypto";
import { z } from "zod";
import {
  type FilePreview,
  type ImportRequest,
  SOURCE_KINDS,
  type Source,
  columnMappingSchema,
  controlTotalSchema,
  provenanceSchema,
  type sourceSchema,
} from "../contract/source-schemas.ts";
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
import { type Control, controlSchema, sourceMappingSchema } from "../population/mapping.ts";
import { sourceFormatSchema } from "../population/source-format.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import { POPULATION_QUESTIONS, mappingColumns, previewOf } from "./mapping-bridge.ts";

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
      throw new TickmarkError("bad-input", `These files make ${plans.length} different sources: ${plans.map((entry) => entry.title).join("; ")}.`, {
        remedy: "Choose the files of one source at a time.",
      });
    const planId = randomUUID();
    this.#plans.set(planId, plan);
    return previewOf(planId, plan);
  }

  async import(session: CaseSession, request: ImportRequest, job: JobContext): Promise<Source> {
    const planned = this.#plans.get(request.planId);
    if (planned === undefined) throw new TickmarkError("not-found", "This preview is no longer known.", { remedy: "Choose the files again." });
    const plan = await applyFormatAnswers(planned, request.answers);
    const draft = draftMapping(plan, request.answers);
    const used = new Set(request.columns.filter((column) => column.use !== "ignore").map((column) => column.column));
    const open = draft.open.filter((question) => !POPULATION_QUESTIONS.has(question.kind) && question.column !== null && used.has(question.column));
    const unanswered = open.find((question) => !request.columns.some((column) => column.column === question.column && (column.formats ?? column.timeZone) !== undefined));
    if (unanswered !== undefined)
      throw new TickmarkError("bad-input", `Unanswered: ${unanswered.prompt}`, { remedy: "This cannot be guessed; answer it in the wizard." });
    const source = await this.importPlanned(session, {
      title: request.title,
      kind: request.kind,
      paths: plan.files.map((file) => file.path),
      format: plan.format,
      mapping: { columns: mappingColumns(request.columns, draft.mapping.columns), nullTokens: draft.mapping.nullTokens },
      controls: request.controlTotals.map(controlOf),
      columns: request.columns,
      provenance: request.provenance,
      limits: plan.limits,
    }, job);
    this.#plans.delete(request.planId);
    return source;
  }

  /** Import with everything stated: what the window, the command line and the demo end in. */
  async importPlanned(session: CaseSession, stated: Omit<SourceDocument, "imported"> & { paths: readonly string[]; limits: readonly string[] }, job: JobContext): Promise<Source> {
    const { paths, limits, ...document } = stated;
    const sourceId = nextSourceId(session, stated.kind);
    const startedAt = Date.now();
    const imported = await session.engines.write((engine) =>
      importSource(
        { engine, sourceId, files: paths, format: stated.format, mapping: stated.mapping, controls: stated.controls },
        {
          signal: job.signal,
          onProgress: ({ phase, fraction, bytesHashed }) =>
            job.report({ step: `${stated.title}: ${phase} (${Math.round(bytesHashed / 1e6)} MB, ${((Date.now() - startedAt) / 1000).toFixed(0)} s)`, fraction }),
        },
      ),
    );
    const complete = { ...imported, limits: [...new Set([...imported.limits, ...limits])] };
    const { rowsRead, rowsRejected, rowsBlank, digest } = imported;
    session.kase.addSource({
      sourceId,
      title: stated.title,
      kind: stated.kind,
      sourceDigest: digest,
      rowsRead,
      rowsRejected,
      rowsBlank,
      document: { ...document, imported: complete },
    });
    return this.list(session).find((source) => source.sourceId === sourceId) as Source;
  }

  async remove(session: CaseSession, sourceId: string, reason: string): Promise<void> {
    session.kase.removeSource(sourceId, reason);
    await session.engines.write((engine) => removeSource(engine, sourceId));
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
    return { total, rejects: rows.map(({ file, line, column, reason, rawExcerpt }) => ({ file, line, column, reason, excerpt: rawExcerpt })) };
  }

  /** Re-hashes every file; journaled, so that the report can say when the sources were last seen unchanged. */
  async verify(session: CaseSession, job: JobContext): Promise<RehashedFile[]> {
    const results = await this.rehash(session, job);
    const count = (state: string): number => results.filter((result) => result.state === state).length;
    session.kase.appendJournal("sources-verified", { files: results.length, unchanged: count("unchanged"), changed: count("changed"), missing: count("missing") });
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

function controlOf({ measure, given }: { measure: string; given: string }): Control {
  const text = given.trim().replaceAll(/[\s_']/g, "");
  const parsed = controlSchema.safeParse(measure === "rows" ? { kind: "rows", expected: text } : { kind: "sum", column: measure, expected: text === "" ? null : text });
  if (parsed.success) return parsed.data;
  throw new TickmarkError("bad-input", `"${given}" is no control total for ${measure}.`, { expected: "digits with a decimal point, no thousands separators" });
}

/** Counts versions too, so that a removed source's id is never used again. */
function nextSourceId(session: CaseSession, kind: string): string {
  const taken = session.kase.journalEntries(1, 1_000_000).filter(({ entry }) => entry.kind === "source-added").length;
  return `${kind}-${String(taken + 1).padStart(3, "0")}`;
}

function windowSource(document: { sourceId: string; recordedAt: string } & SourceDocument, verifiedAt: string | null): z.infer<typeof sourceSchema> {
  const { imported, format } = document;
  return {
    sourceId: document.sourceId,
    title: document.title,
    kind: document.kind,
    adapter: `${imported.adapter.id}/${imported.adapter.version}`,
    format: format.adapter,
    files: imported.files.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })),
    rowsRead: imported.rowsRead,
    rowsImported: imported.rowsAccepted,
    rowsRejected: imported.rowsRejected,
    rowsBlank: imported.rowsBlank,
    controlTotals: imported.controlTotals.map((total): z.infer<typeof controlTotalSchema> => ({
      measure: total.kind === "rows" ? "rows" : (total.column ?? ""),
      given: total.expected,
      found: total.computed ?? total.note ?? "not computable",
      agrees: total.state === "agree" ? true : total.state === "differ" || total.state === "not-computable" ? false : null,
      difference: total.difference,
    })),
    columns: document.columns,
    provenance: document.provenance,
    limits: [...imported.limits],
    importedAt: document.recordedAt,
    verifiedAt,
  };
}

/** Time of the last re-hash that found everything unchanged, if nothing was imported since. */
export function lastVerification(session: CaseSession): string | null {
  const entries = session.kase.journalEntries(1, 1_000_000);
  const last = entries.findLast(({ entry }) => entry.kind === "sources-verified" || entry.kind === "source-added");
  if (last?.entry.kind !== "sources-verified") return null;
  const payload = last.payload as { files?: number; unchanged?: number };
  return payload.files === payload.unchanged ? last.entry.at : null;
}
