import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { caseHeadSchema, caseSummarySchema, journalEntrySchema, newCaseSchema, runHeadSchema } from "./case-schemas.ts";
import { failures } from "./errors.ts";
import { SIGN_OFF_ROLES, engagementDraftSchema, findingDraftSchema, findingViewSchema } from "./finding-schemas.ts";
import { keySchema, newTrustedSignerSchema, trustedSignerSchema } from "./key-schemas.ts";
import { packBuiltSchema, packClaimsSchema, packToSignSchema, privacyPreviewSchema, transportSchema } from "./pack-schemas.ts";
import {
  REVIEW_CONCLUSIONS,
  packDiffSchema,
  reperformanceSchema,
  reviewNoteSchema,
  reviewRequestSchema,
  reviewedPackSchema,
  verificationSchema,
} from "./review-schemas.ts";
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
  engagement: {
    get: base.input(nothing).output(engagementDraftSchema),
    save: base.input(engagementDraftSchema).output(engagementDraftSchema),
  },
  findings: {
    list: base.input(nothing).output(z.array(findingViewSchema)),
    save: base.input(findingDraftSchema).output(findingViewSchema),
    remove: base.input(z.strictObject({ findingId: z.string(), reason: z.string().min(1) })).output(nothing),
    /** A signature over the finding as it is now; an edit voids it. */
    signOff: base
      .input(z.strictObject({ findingId: z.string(), role: z.enum(SIGN_OFF_ROLES), keyId: z.string(), passphrase: z.string() }))
      .output(findingViewSchema),
  },
  keys: {
    list: base.input(nothing).output(z.array(keySchema)),
    create: base.input(z.strictObject({ principal: z.string().min(1), passphrase: z.string().min(8) })).output(keySchema),
    /** An OpenSSH or PKCS#8 private key file, stored again under this program's own encryption. */
    import: base
      .input(z.strictObject({ path: z.string(), principal: z.string().min(1), filePassphrase: z.string(), passphrase: z.string().min(8) }))
      .output(keySchema),
    /** Public forms and the encrypted key file, for a backup or another machine. */
    export: base
      .input(z.strictObject({ keyId: z.string(), directory: z.string() }))
      .output(z.strictObject({ files: z.array(z.string()), allowedSignersLine: z.string() })),
    changePassphrase: base
      .input(z.strictObject({ keyId: z.string(), passphrase: z.string(), newPassphrase: z.string().min(8) }))
      .output(keySchema),
    /** The key signs no more; the line ends its validity in the lists of others. */
    revoke: base
      .input(z.strictObject({ keyId: z.string(), reason: z.string().min(1) }))
      .output(z.strictObject({ key: keySchema, allowedSignersLine: z.string() })),
  },
  signers: {
    list: base.input(nothing).output(z.strictObject({ file: z.string(), signers: z.array(trustedSignerSchema) })),
    add: base.input(newTrustedSignerSchema).output(z.array(trustedSignerSchema)),
    remove: base.input(z.strictObject({ fingerprint: z.string() })).output(z.array(trustedSignerSchema)),
  },
  pack: {
    list: base.input(nothing).output(z.array(packBuiltSchema)),
    preview: base.input(packClaimsSchema).output(eventIterator(jobEvent(privacyPreviewSchema))),
    build: base
      .input(
        z.strictObject({
          claims: packClaimsSchema,
          keyId: z.string(),
          passphrase: z.string(),
          transport: transportSchema.nullable(),
          /** Where nobody at hand can open the case's secret: make a new one; pseudonyms then differ from earlier packs. */
          newCaseSecret: z.boolean(),
        }),
      )
      .output(eventIterator(jobEvent(packBuiltSchema))),
    /** Everything but the signature, for a key that this program cannot hold: ssh-agent, a security key. */
    prepare: base
      .input(
        z.strictObject({
          claims: packClaimsSchema,
          principal: z.string().min(1),
          publicKey: z.string().min(1),
          casePassphrase: z.string(),
          newCaseSecret: z.boolean(),
        }),
      )
      .output(eventIterator(jobEvent(packToSignSchema))),
    waiting: base.input(nothing).output(z.array(packToSignSchema)),
    importSignature: base
      .input(z.strictObject({ directory: z.string(), signatureFile: z.string(), transport: transportSchema.nullable() }))
      .output(eventIterator(jobEvent(packBuiltSchema))),
  },
  review: {
    verify: base.input(reviewRequestSchema).output(eventIterator(jobEvent(verificationSchema))),
    reperform: base
      .input(z.strictObject({ request: reviewRequestSchema, sources: z.string().nullable(), runForeignSql: z.boolean() }))
      .output(eventIterator(jobEvent(reperformanceSchema))),
    open: base.input(reviewRequestSchema).output(reviewedPackSchema),
    saveNotes: base.input(z.strictObject({ request: reviewRequestSchema, notes: z.array(reviewNoteSchema) })).output(nothing),
    /** Writes a copy of the pack with the reviewer's signatures; the pack itself stays as it is. */
    countersign: base
      .input(
        z.strictObject({
          request: reviewRequestSchema,
          keyId: z.string(),
          passphrase: z.string(),
          conclusion: z.enum(REVIEW_CONCLUSIONS),
          reasons: z.array(z.string().min(1)),
        }),
      )
      .output(eventIterator(jobEvent(z.strictObject({ zipPath: z.string(), name: z.string() })))),
    /** Writes an RFC 3161 request beside the pack, to be carried to a time stamping authority. */
    timestampRequest: base
      .input(z.strictObject({ request: reviewRequestSchema, of: z.string() }))
      .output(z.strictObject({ file: z.string(), command: z.string() })),
    timestampImport: base
      .input(z.strictObject({ request: reviewRequestSchema, response: z.string().min(1) }))
      .output(eventIterator(jobEvent(z.strictObject({ zipPath: z.string(), time: z.string(), authority: z.string() })))),
    diff: base.input(z.strictObject({ older: reviewRequestSchema, newer: reviewRequestSchema })).output(packDiffSchema),
  },
};
export type Contract = typeof contract;
