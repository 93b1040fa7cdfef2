import { z } from "zod";
import { policySchema } from "../policy/policy.ts";
import { populationSchema } from "../population/population.ts";
import { PROFILE } from "./profile.ts";
import { funnelLineSchema } from "./run-record.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** `2026-11-23T16:00:00Z`, with up to six digits of a second. */
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/);
const formatVersion = z.literal(1);

/** `data/pack.json`: every claim that the signer makes; the signed statement repeats it word by word. */
export const packDocumentSchema = z.strictObject({
  formatVersion,
  profile: z.literal(PROFILE),
  packId: z.string().regex(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/),
  revision: z.int().min(1),
  supersedes: z.strictObject({ revision: z.int().min(1), tagmanifestSha256: sha256 }).nullable(),
  kind: z.enum(["restricted", "shareable"]),
  title: z.string(),
  sealedAt: instant,
  classification: z.string(),
  purpose: z.string(),
  recipients: z.array(z.string()),
  retainUntil: z.string(),
  journalHead: z.strictObject({ seq: z.int().min(1), digest: sha256 }),
  /** SHA-256 of `population/checkpoint`; null without one. */
  checkpointSha256: sha256.nullable(),
  signer: z.strictObject({
    principal: z.string().min(1),
    role: z.literal("auditor"),
    fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
  }),
});
export type PackDocument = z.infer<typeof packDocumentSchema>;

/** `data/engagement.json`. Empty text where nothing was stated. */
export const engagementSchema = z.strictObject({
  formatVersion,
  title: z.string(),
  organisation: z.string(),
  objectives: z.array(z.string()),
  scope: z.string(),
  period: z.strictObject({ from: z.string(), to: z.string() }).nullable(),
  domain: z.string(),
  tier: z.string(),
  criteria: z.array(z.string()),
  roles: z.array(z.strictObject({ person: z.string(), role: z.string() })),
  tolerableRates: z.record(z.string(), z.number()),
  independenceDeclaration: z.string(),
  retention: z.string(),
});
export type EngagementDocument = z.infer<typeof engagementSchema>;

/** `data/environment.json`: what the figures were made with. */
export const environmentSchema = z.strictObject({
  formatVersion,
  application: z.strictObject({ name: z.string(), version: z.string() }),
  engine: z.strictObject({ name: z.string(), version: z.string() }),
  runtime: z.strictObject({ name: z.string(), version: z.string() }),
  operatingSystem: z.strictObject({ name: z.string(), version: z.string(), architecture: z.string() }),
});
export type EnvironmentDocument = z.infer<typeof environmentSchema>;

/** `data/privacy.json`: what is not shown, and by which rule. */
export const privacySchema = z.strictObject({
  formatVersion,
  /** Cells below this many rows are suppressed; null where the rule is not applied. */
  minimumCell: z.int().nullable(),
  rule: z.string(),
  suppressedCells: z.int(),
  pseudonymMethod: z.string().nullable(),
  /** Aggregates left out; figures that rest on them re-perform as withheld. */
  withheldQueries: z.array(z.strictObject({ runId: z.string(), query: z.string(), reason: z.string() })),
});
export type PrivacyDocument = z.infer<typeof privacySchema>;

const sourceSchema = z.strictObject({
  sourceId: z.string(),
  title: z.string(),
  kind: z.string(),
  adapter: z.string(),
  format: z.string(),
  files: z.array(z.strictObject({ name: z.string(), sha256, bytes: z.int() })),
  rowsRead: z.int(),
  rowsImported: z.int(),
  rowsRejected: z.int(),
  rowsBlank: z.int(),
  controlTotals: z.array(
    z.strictObject({
      measure: z.string(),
      given: z.string().nullable(),
      found: z.string(),
      agrees: z.boolean().nullable(),
      difference: z.string().nullable(),
      /** What the comparison leaves open, such as rejects that a row count includes. */
      note: z.string().optional(),
    }),
  ),
  /** What each column of the files was used for. */
  mapping: z.array(z.record(z.string(), z.json())),
  provenance: z.strictObject({
    system: z.string(),
    query: z.string(),
    extractedBy: z.string(),
    extractedAt: z.string(),
    receivedFrom: z.string(),
    receivedAt: z.string(),
    completenessEvidence: z.string(),
  }),
  limits: z.array(z.string()),
  importedAt: z.string(),
  /** Last re-hash that found the files unchanged; null when there was none. */
  verifiedAt: z.string().nullable(),
});

/** `data/sources/sources.json`. */
export const sourcesDocumentSchema = z.strictObject({ formatVersion, sources: z.array(sourceSchema) });
export type SourcesDocument = z.infer<typeof sourcesDocumentSchema>;

/** `data/population/population.json`. */
export const populationsDocumentSchema = z.strictObject({
  formatVersion,
  populations: z.array(
    z.strictObject({
      definition: populationSchema,
      sourceIds: z.array(z.string()),
      funnel: z.array(funnelLineSchema),
      /** Joins and reduction rules of the view, as the case states them. */
      construction: z.record(z.string(), z.json()),
    }),
  ),
});
export type PopulationsDocument = z.infer<typeof populationsDocumentSchema>;

/** `data/programme.json`. */
export const programmeDocumentSchema = z.strictObject({
  formatVersion,
  title: z.string(),
  lockedBySequence: z.int().nullable(),
  entries: z.array(z.strictObject({ entryId: z.string(), analysisId: z.string(), parameters: z.record(z.string(), z.json()) })),
});
export type ProgrammeDocument = z.infer<typeof programmeDocumentSchema>;

/** `data/policy.json`: every policy that a run of the pack was judged by. */
export const policiesDocumentSchema = z.strictObject({ formatVersion, policies: z.array(policySchema) });
export type PoliciesDocument = z.infer<typeof policiesDocumentSchema>;

const personAndTime = z.strictObject({ person: z.string(), at: instant });

const findingSchema = z.strictObject({
  findingId: z.string(),
  title: z.string(),
  rating: z.string(),
  criteria: z.string(),
  condition: z.string(),
  cause: z.string(),
  consequence: z.string(),
  correctiveAction: z.strictObject({ text: z.string(), owner: z.string(), due: z.string(), managementResponse: z.string() }),
  /** The figures it rests on; they must exist in the runs of the pack. */
  figures: z.array(z.strictObject({ runId: z.string(), figureId: z.string() })),
  preparedBy: personAndTime.nullable(),
  reviewedBy: z.array(personAndTime),
  reviewNotes: z.array(z.strictObject({ person: z.string(), at: instant, text: z.string(), answer: z.string() })),
});

/** `data/findings/findings.json`. */
export const findingsDocumentSchema = z.strictObject({ formatVersion, findings: z.array(findingSchema) });
export type FindingsDocument = z.infer<typeof findingsDocumentSchema>;
