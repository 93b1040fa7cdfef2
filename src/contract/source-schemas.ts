import { z } from "zod";
import { attributeSchema, featureSchema, statedPopulationSchema } from "../population/population.ts";
import { ROLES, TASK_TYPES } from "../population/roles.ts";

export const SOURCE_KINDS = ["decisions", "outcomes", "reviews", "attributes"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export const COLUMN_TYPES = ["text", "integer", "decimal", "double", "boolean", "timestamp"] as const;

/** What is done with one column of a file. */
export const columnMappingSchema = z.strictObject({
  /** Name in the file. */
  column: z.string(),
  use: z.enum([...ROLES, "feature", "attribute", "ignore"]),
  type: z.enum(COLUMN_TYPES),
  /** For timestamps: strptime formats tried in order, or `iso`, `epoch-s`, `epoch-ms`, `epoch-us`. */
  formats: z.array(z.string()).optional(),
  /** For times without zone: the zone they are in. */
  timeZone: z.string().optional(),
  /** For features: how to treat it. */
  featureKind: z.enum(["numeric", "categorical"]).optional(),
  /** For numbers written as text; a point when nothing is stated. */
  decimalSeparator: z.enum([".", ","]).optional(),
  /** For numbers: what NaN means; its row becomes a reject when nothing is stated. */
  notANumber: z.enum(["null", "reject"]).optional(),
});
export type ColumnMapping = z.infer<typeof columnMappingSchema>;

export const suggestionSchema = z.strictObject({
  ...columnMappingSchema.shape,
  confidence: z.enum(["high", "medium", "low"]),
  reason: z.string(),
});

/** Something that is asked and never guessed. */
export const questionSchema = z.strictObject({
  id: z.string(),
  column: z.string().nullable(),
  text: z.string(),
  choices: z.array(z.strictObject({ value: z.string(), title: z.string(), consequence: z.string() })),
});

export const filePreviewSchema = z.strictObject({
  /** Identifies the plan for the import that follows. */
  planId: z.string(),
  adapter: z.string(),
  format: z.string(),
  /** Why this format and adapter were recognised. */
  reason: z.string(),
  files: z.array(z.strictObject({ path: z.string(), bytes: z.number() })),
  suggestedKind: z.enum(SOURCE_KINDS),
  kindReason: z.string(),
  columns: z.array(
    z.strictObject({
      suggestion: suggestionSchema,
      physicalType: z.string(),
      samples: z.array(z.string().nullable()),
      distinctValues: z.array(z.string()).nullable(),
      note: z.string().nullable(),
    }),
  ),
  /** First rows as text. */
  rows: z.array(z.array(z.string().nullable())),
  questions: z.array(questionSchema),
  /** What a source of this kind can never show. */
  limits: z.array(z.string()),
});
export type FilePreview = z.infer<typeof filePreviewSchema>;

export const controlTotalSchema = z.strictObject({
  /** `rows` for the row count, else the column that is summed. */
  measure: z.string(),
  /** The figure given by the data owner, as written; null when none was given. */
  given: z.string().nullable(),
  found: z.string(),
  agrees: z.boolean().nullable(),
  difference: z.string().nullable(),
  /** What the comparison does not cover, such as rejects that a row count includes. */
  note: z.string().optional(),
});

export const provenanceSchema = z.strictObject({
  system: z.string(),
  query: z.string(),
  extractedBy: z.string(),
  extractedAt: z.string(),
  receivedFrom: z.string(),
  receivedAt: z.string(),
  completenessEvidence: z.string(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

export const importRequestSchema = z.strictObject({
  planId: z.string(),
  kind: z.enum(SOURCE_KINDS),
  title: z.string(),
  columns: z.array(columnMappingSchema),
  answers: z.record(z.string(), z.string()),
  controlTotals: z.array(z.strictObject({ measure: z.string(), given: z.string() })),
  provenance: provenanceSchema,
});
export type ImportRequest = z.infer<typeof importRequestSchema>;

export const sourceSchema = z.strictObject({
  sourceId: z.string(),
  title: z.string(),
  kind: z.enum(SOURCE_KINDS),
  adapter: z.string(),
  format: z.string(),
  files: z.array(z.strictObject({ path: z.string(), sha256: z.string(), bytes: z.number() })),
  rowsRead: z.int(),
  rowsImported: z.int(),
  rowsRejected: z.int(),
  rowsBlank: z.int(),
  controlTotals: z.array(controlTotalSchema),
  columns: z.array(columnMappingSchema),
  provenance: provenanceSchema,
  limits: z.array(z.string()),
  importedAt: z.string(),
  /** Result of the last re-hash, or null. */
  verifiedAt: z.string().nullable(),
});
export type Source = z.infer<typeof sourceSchema>;

export const rejectSchema = z.strictObject({
  file: z.string(),
  line: z.int().nullable(),
  column: z.string().nullable(),
  reason: z.string(),
  excerpt: z.string(),
});

/** What the population is made of; stated by the auditor, never guessed. */
export const populationRequestSchema = z.strictObject({
  ...statedPopulationSchema.shape,
  /** Ids of the sources. */
  decisions: z.array(z.string()),
  outcomes: z.string().nullable(),
  reviews: z.string().nullable(),
  attributes: z.array(z.string()),
  /** A date, which means the end of that day, or a time; both in `timeZone` where they carry no zone. */
  cutOff: z.string().nullable(),
  /**
   * Where no source has a decision, the rule makes it: `positiveDecision` when the score meets it, else `otherDecision`.
   * Null there when the rule only documents what is registered.
   */
  decisionRule: z
    .strictObject({
      operator: z.enum([">=", ">", "<=", "<"]),
      threshold: z.number(),
      origin: z.string(),
      otherDecision: z.string().min(1).nullable(),
    })
    .nullable(),
  duplicates: z.enum(["keep-all", "keep-first"]),
});
export type PopulationRequest = z.infer<typeof populationRequestSchema>;

/** A request that is being stated: what only the auditor can say starts as null. */
export const populationDraftSchema = z.strictObject({
  ...populationRequestSchema.shape,
  taskType: z.enum(TASK_TYPES).nullable(),
  timeZone: z.string().nullable(),
});
export type PopulationDraft = z.infer<typeof populationDraftSchema>;

export const joinSchema = z.strictObject({
  sourceId: z.string(),
  title: z.string(),
  kind: z.enum(SOURCE_KINDS),
  reduction: z.string(),
  matched: z.int(),
  decisionsWithout: z.int(),
  unmatched: z.int(),
  duplicates: z.int(),
  /** First ids of each problem. */
  examples: z.strictObject({ unmatched: z.array(z.string()), duplicates: z.array(z.string()) }),
});

export const populationViewSchema = z.strictObject({
  request: populationRequestSchema,
  fingerprint: z.string(),
  rows: z.int(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  roles: z.array(z.enum(ROLES)),
  features: z.array(featureSchema),
  attributes: z.array(attributeSchema),
  joins: z.array(joinSchema),
  duplicateDecisionIds: z.int(),
  funnel: z.array(z.strictObject({ step: z.string(), rows: z.int(), lost: z.int() })),
});
export type PopulationView = z.infer<typeof populationViewSchema>;

/** What the stated roles could be: distinct values offered for choice. */
export const populationChoicesSchema = z.strictObject({
  decisionValues: z.array(z.string()),
  outcomeValues: z.array(z.string()),
  partitionValues: z.array(z.string()),
  from: z.string().nullable(),
  to: z.string().nullable(),
});
