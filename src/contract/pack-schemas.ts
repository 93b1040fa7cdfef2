import { z } from "zod";

export const PACK_KINDS = ["shareable", "restricted"] as const;

/** What is stated of a pack before it is made; all of it is signed. */
export const packClaimsSchema = z.strictObject({
  kind: z.enum(PACK_KINDS),
  purpose: z.string(),
  recipient: z.string(),
  legalBasis: z.string(),
  classification: z.string(),
  retainUntil: z.string(),
  /** Shareable packs: counts below it are suppressed. */
  minimumCell: z.int().min(1).max(1000),
  /** Restricted packs: columns by which somebody could be recognised in combination. */
  quasiIdentifiers: z.array(z.string()),
  /** Decision ids of records that are disclosed with their inclusion proofs. */
  disclosedRecords: z.array(z.string()),
  /** Reason for exporting although the privacy check found something; empty: a finding stops the export. */
  acceptedDisclosure: z.string(),
});
export type PackClaims = z.infer<typeof packClaimsSchema>;

/** What would leave the house with a pack of these claims. */
export const privacyPreviewSchema = z.strictObject({
  kind: z.enum(PACK_KINDS),
  minimumCell: z.int(),
  suppressedCells: z.int(),
  complementaryCells: z.int(),
  cells: z.int(),
  withheldFigures: z.int(),
  figures: z.int(),
  withheldPayloads: z.int(),
  /** Aggregates with suppressed cells. */
  tables: z.array(
    z.strictObject({
      runId: z.string(),
      title: z.string(),
      query: z.string(),
      cells: z.int(),
      suppressed: z.int(),
      complementary: z.int(),
    }),
  ),
  /** Columns of the records of a restricted pack. */
  columns: z.array(
    z.strictObject({
      column: z.string(),
      role: z.string(),
      treatment: z.enum(["as-is", "pseudonym", "removed"]),
      quasiIdentifier: z.boolean(),
      distinct: z.int(),
    }),
  ),
  rows: z.int(),
  /** Of the quasi-identifiers; null where there are none, or no records. */
  kAnonymity: z
    .strictObject({ k: z.int(), classes: z.int(), rowsBelow: z.int(), threshold: z.int(), leastOutcomes: z.int().nullable() })
    .nullable(),
  /** Places where something of a single record would leave in clear. Each stops the export until it is removed or accepted with a reason. */
  disclosures: z.array(z.strictObject({ place: z.string(), text: z.string(), reason: z.string() })),
});
export type PrivacyPreview = z.infer<typeof privacyPreviewSchema>;

export const packBuiltSchema = z.strictObject({
  packId: z.string(),
  revision: z.int(),
  kind: z.enum(PACK_KINDS),
  zipPath: z.string(),
  bytes: z.number(),
  files: z.int(),
  tagmanifestSha256: z.string(),
  allowedSignersPath: z.string(),
  reportPath: z.string(),
  signer: z.string(),
  fingerprint: z.string(),
  builtAt: z.string(),
  /** Encrypted for transport beside the ZIP; null where nobody asked for it. */
  encryptedPath: z.string().nullable(),
});
export type PackBuilt = z.infer<typeof packBuiltSchema>;

/** A pack that waits for a signature made outside. */
export const packToSignSchema = z.strictObject({
  /** Folder with the one file to sign. */
  directory: z.string(),
  fileToSign: z.string(),
  /** ssh-keygen command, to be run by the holder of the key. */
  command: z.string(),
  /** Where the signature is expected. */
  signatureFile: z.string(),
  principal: z.string(),
  fingerprint: z.string(),
  tagmanifestSha256: z.string(),
  preparedAt: z.string(),
});
export type PackToSign = z.infer<typeof packToSignSchema>;

/** Encryption of the ZIP for transport, in the age format. */
export const transportSchema = z.strictObject({
  /** `age1...` public keys. */
  recipients: z.array(z.string()),
  /** Or one passphrase; empty: none. */
  passphrase: z.string(),
});
export type Transport = z.infer<typeof transportSchema>;

/** A shareable pack with nothing further stated. */
export const DEFAULT_CLAIMS: PackClaims = {
  kind: "shareable",
  purpose: "",
  recipient: "",
  legalBasis: "",
  classification: "internal",
  retainUntil: "",
  minimumCell: 10,
  quasiIdentifiers: [],
  disclosedRecords: [],
  acceptedDisclosure: "",
};
