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
  legalBasis: z.string(),
  recipients: z.array(z.string()),
  retainUntil: z.string(),
  journalHead: z.strictObject({ seq: z.int().min(1), digest: sha256 }),
  /** SHA-256 of `population/checkpoint`; null without one. */
  checkpointSha256: sha256.nullable(),
  signer: z.strictObject({
    principal: z.string().min(1),
    role: z.literal("auditor"),
    fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
    keyType: z.enum(["ssh-ed25519", "sk-ssh-ed25519@openssh.com"]),
  }),
  /** Which signatures the signer made. A key held outside (agent, security key) makes an SSHSIG only; no other set is then accepted. */
  signatures: z.enum(["dsse-and-sshsig", "sshsig"]),
  /** Shareable packs: the restricted pack of the same seal, where it was made before; both then tell one story. */
  restrictedPack: z.strictObject({ revision: z.int().min(1), tagmanifestSha256: sha256 }).nullable(),
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
  /** Null where every cell is shown. */
  suppression: z
    .strictObject({
      /** Counts of 1 to minimumCell - 1 rows, and numerators or complements below it, are printed as `[<minimumCell]`. */
      minimumCell: z.int().min(2),
      rule: z.string(),
      suppressedCells: z.int(),
      /** Further cells, suppressed so that no other follows by subtraction. */
      complementaryCells: z.int(),
    })
    .nullable(),
  pseudonyms: z.strictObject({ method: z.string(), columns: z.array(z.string()) }).nullable(),
  /** Aggregates left out whole; what rests on them re-performs as withheld. */
  withheldQueries: z.array(z.strictObject({ runId: z.string(), query: z.string(), reason: z.string() })),
  /** Figures that rest on a suppressed cell: printed without their number, re-performed as withheld, never as pass. */
  withheldFigures: z.array(
    z.strictObject({
      runId: z.string(),
      figureId: z.string(),
      /** Of a verdict: what is left out; its state is printed all the same, and where it is named here it is not confirmed. */
      fields: z.array(z.string()).optional(),
    }),
  ),
  /** Sums over cells of a run's aggregates, printed beside the suppressed cells and bound by the same rule; a value of `at` is null for rows without one. */
  margins: z
    .array(
      z.strictObject({
        runId: z.string(),
        /** Which rows are counted, for example all of the population or those that were reviewed. */
        universe: z.string(),
        /** Dimensions that are fixed; none: the total. */
        at: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        value: z.int().min(0),
      }),
    )
    .optional(),
  /** Journal payloads left out; their digests stay in the chain. */
  withheldPayloads: z.array(z.strictObject({ seq: z.int().min(1), reason: z.string() })),
  /** Records of a restricted pack, column by column; null where the pack holds none. */
  records: z
    .strictObject({
      columns: z.array(
        z.strictObject({
          column: z.string(),
          role: z.string(),
          treatment: z.enum(["as-is", "pseudonym", "removed"]),
          quasiIdentifier: z.boolean(),
        }),
      ),
      rows: z.int(),
      kAnonymity: z
        .strictObject({ k: z.int(), classes: z.int(), rowsBelow: z.int(), threshold: z.int(), leastOutcomes: z.int().nullable() })
        .nullable(),
    })
    .nullable(),
  /** What the check before the export found, and why it was exported all the same. */
  acceptedDisclosures: z.array(z.strictObject({ place: z.string(), reason: z.string() })),
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

/** A person's signature under a finding: a DSSE envelope, its text as a string, over what the finding said at that time. */
export const signOffSchema = z.strictObject({
  role: z.enum(["preparer", "reviewer"]),
  principal: z.string().min(1),
  fingerprint: z.string().regex(/^SHA256:[A-Za-z0-9+/]{43}$/),
  at: instant,
  findingSha256: sha256,
  /** `ssh-ed25519 AAAA...`: which key to try; trust comes from the reader's own list. */
  publicKey: z.string(),
  envelope: z.string(),
});
export type SignOff = z.infer<typeof signOffSchema>;

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
  /** Signatures over the finding without its sign-offs and notes; see `verify-findings.ts`. */
  signOffs: z.array(signOffSchema),
  reviewNotes: z.array(z.strictObject({ person: z.string(), at: instant, text: z.string(), answer: z.string() })),
});

/** `data/findings/findings.json`. */
export const findingsDocumentSchema = z.strictObject({ formatVersion, findings: z.array(findingSchema) });
export type FindingsDocument = z.infer<typeof findingsDocumentSchema>;
