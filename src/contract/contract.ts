import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { caseHeadSchema, caseSummarySchema, journalEntrySchema, newCaseSchema, runHeadSchema } from "./case-schemas.ts";
import { failures } from "./errors.ts";
import { keySchema, packBuiltSchema, reperformanceSchema, verificationSchema } from "./pack-schemas.ts";
import { jobEvent } from "./progress.ts";
import { analysisInfoSchema, figurePageSchema, programmeSchema, programmeViewSchema, runViewSchema } from "./run-schemas.ts";
import {
  filePreviewSchema,
  importRequestSchema,
  populationChoicesSchema,
  populationDraftSchema,
  populationRequestSchema,
  populationViewSchema,
  rejectSchema,
  sourceSchema,
} from "./source-schemas.ts";

const base = oc.errors(failures);
const nothing = z.strictObject({});
const page = { offset: z.int().min(0), limit: z.int().min(1).max(5000) };

/** Every call that a window may make; validated on both sides. */
export const contract = {
  application: {
    about: base.input(nothing).output(
      z.strictObject({
        name: z.string(),
        version: z.string(),
        engine: z.string(),
        offline: z.literal(true),
        host: z.enum(["desktop", "loopback"]),
        homeDirectory: z.string(),
      }),
    ),
    /** Lists a folder of this machine, for choosing files without a system dialog. */
    browse: base.input(z.strictObject({ directory: z.string().nullable() })).output(
      z.strictObject({
        directory: z.string(),
        parent: z.string().nullable(),
        entries: z.array(
          z.strictObject({ name: z.string(), path: z.string(), kind: z.enum(["directory", "file", "case"]), bytes: z.number() }),
        ),
      }),
    ),
  },
  case: {
    recent: base.input(nothing).output(z.array(caseHeadSchema)),
    current: base.input(nothing).output(caseHeadSchema.nullable()),
    create: base.input(newCaseSchema).output(caseHeadSchema),
    open: base.input(z.strictObject({ directory: z.string() })).output(caseHeadSchema),
    close: base.input(nothing).output(nothing),
    /** Writes a synthetic sample export and a case ready to import it; returns the files. */
    sample: base
      .input(z.strictObject({ directory: z.string() }))
      .output(eventIterator(jobEvent(z.strictObject({ case: caseHeadSchema, files: z.array(z.string()), registry: z.string() })))),
    summary: base.input(nothing).output(caseSummarySchema),
    journal: base
      .input(z.strictObject(page))
      .output(z.strictObject({ total: z.int(), intact: z.boolean(), entries: z.array(journalEntrySchema) })),
  },
  sources: {
    preview: base.input(z.strictObject({ paths: z.array(z.string()).min(1) })).output(filePreviewSchema),
    import: base.input(importRequestSchema).output(eventIterator(jobEvent(sourceSchema))),
    list: base.input(nothing).output(z.array(sourceSchema)),
    rejects: base
      .input(z.strictObject({ sourceId: z.string(), ...page }))
      .output(z.strictObject({ total: z.int(), rejects: z.array(rejectSchema) })),
    /** Re-hashes all source files against the digests of intake. */
    verify: base
      .input(nothing)
      .output(eventIterator(jobEvent(z.array(z.strictObject({ path: z.string(), state: z.enum(["unchanged", "changed", "missing"]) }))))),
  },
  population: {
    choices: base.input(nothing).output(populationChoicesSchema),
    /** A first request from the imported sources, with everything that must be stated left open (null). */
    draft: base.input(nothing).output(populationDraftSchema),
    build: base.input(populationRequestSchema).output(eventIterator(jobEvent(populationViewSchema))),
    current: base.input(nothing).output(populationViewSchema.nullable()),
  },
  inventory: {
    import: base
      .input(z.strictObject({ path: z.string() }))
      .output(z.strictObject({ models: z.int(), versions: z.int(), limits: z.array(z.string()) })),
    list: base.input(nothing).output(
      z.strictObject({
        models: z.array(
          z.strictObject({
            name: z.string(),
            registry: z.string(),
            versions: z.array(
              z.strictObject({
                version: z.string(),
                stage: z.string().nullable(),
                createdAt: z.string().nullable(),
                aliases: z.array(z.string()),
                rowsInLog: z.int().nullable(),
              }),
            ),
          }),
        ),
        unregistered: z.array(z.strictObject({ modelId: z.string().nullable(), modelVersion: z.string().nullable(), rows: z.int() })),
        limits: z.array(z.string()),
      }),
    ),
  },
  programme: {
    analyses: base.input(nothing).output(z.array(analysisInfoSchema)),
    current: base.input(nothing).output(programmeViewSchema),
    save: base.input(z.strictObject({ programme: programmeSchema, policyId: z.string() })).output(programmeViewSchema),
    /** Locks programme, policy and population in the journal, runs all entries as planned runs. */
    run: base.input(z.strictObject({ entryIds: z.array(z.string()).nullable() })).output(eventIterator(jobEvent(z.array(runHeadSchema)))),
  },
  runs: {
    list: base.input(nothing).output(z.array(runHeadSchema)),
    get: base.input(z.strictObject({ runId: z.string() })).output(runViewSchema),
    figures: base
      .input(z.strictObject({ runId: z.string(), search: z.string(), only: z.enum(["all", "not-computable"]), ...page }))
      .output(figurePageSchema),
    /** One run outside the programme; gets no verdict. */
    explore: base
      .input(z.strictObject({ analysisId: z.string(), parameters: z.record(z.string(), z.json()) }))
      .output(eventIterator(jobEvent(runHeadSchema))),
    records: base
      .input(z.strictObject({ runId: z.string(), figureId: z.string(), ...page }))
      .output(z.strictObject({ total: z.int().nullable(), columns: z.array(z.string()), rows: z.array(z.array(z.string().nullable())) })),
  },
  pack: {
    keys: base.input(nothing).output(z.array(keySchema)),
    createKey: base.input(z.strictObject({ principal: z.string().min(1), passphrase: z.string().min(8) })).output(keySchema),
    list: base.input(nothing).output(z.array(packBuiltSchema)),
    build: base
      .input(
        z.strictObject({
          keyId: z.string(),
          passphrase: z.string(),
          purpose: z.string(),
          recipient: z.string(),
          classification: z.string(),
          retainUntil: z.string(),
        }),
      )
      .output(eventIterator(jobEvent(packBuiltSchema))),
    verify: base
      .input(z.strictObject({ path: z.string(), allowedSigners: z.string() }))
      .output(eventIterator(jobEvent(verificationSchema))),
    reperform: base
      .input(z.strictObject({ path: z.string(), sources: z.string().nullable() }))
      .output(eventIterator(jobEvent(reperformanceSchema))),
  },
};
export type Contract = typeof contract;
