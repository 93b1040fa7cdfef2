/** Names that the profile fixes. A change here is a new profile version. */
export const PROFILE = "tickmark-evidence-pack/2";
/** `tickmark.example` is a reserved placeholder: the project owns no domain yet. */
export const PACK_PREDICATE_TYPE = "https://tickmark.example/evidence-pack/v2";
export const REVIEW_PREDICATE_TYPE = "https://tickmark.example/review/v2";
export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const STATEMENT_PAYLOAD_TYPE = "application/vnd.in-toto+json";

export const SIGNER_ROLES = ["auditor", "reviewer"] as const;
export type SignerRole = (typeof SIGNER_ROLES)[number];

/** SSHSIG namespace of a role; an allow-list line must name it, so that a reviewer's key cannot sign as auditor. */
export const ROLE_NAMESPACES: Record<SignerRole, string> = {
  auditor: "auditor.tickmark.evidence-pack",
  reviewer: "reviewer.tickmark.evidence-pack",
};

/** SSHSIG namespace of a sign-off of a finding. */
export const SIGN_OFF_NAMESPACE = "sign-off.tickmark.evidence-pack";
export const SIGN_OFF_PREDICATE_TYPE = "https://tickmark.example/sign-off/v1";

export const TAG_MANIFEST = "tagmanifest-sha256.txt";
export const PAYLOAD_MANIFEST = "manifest-sha256.txt";
/** The files that the tag manifest lists, in byte order. */
export const TAG_FILES = ["README.txt", "bag-info.txt", "bagit.txt", PAYLOAD_MANIFEST] as const;
export const AUDITOR_ENVELOPE = "signatures/auditor.dsse.json";
export const AUDITOR_SSHSIG = `signatures/auditor.${TAG_MANIFEST}.sig`;

/** Documents without which there is no pack. */
export const REQUIRED_PAYLOAD = [
  "data/engagement.json",
  "data/environment.json",
  "data/findings/findings.json",
  "data/journal/journal.jsonl",
  "data/pack.json",
  "data/policy.json",
  "data/population/population.json",
  "data/privacy.json",
  "data/programme.json",
  "data/report/report.html",
  "data/ro-crate-metadata.json",
  "data/sources/sources.json",
] as const;

export interface PackLimits {
  readonly files: number;
  readonly bytesPerFile: number;
  readonly bytesInAll: number;
  /** Unpacked bytes over packed bytes; small files are exempt. */
  readonly ratio: number;
  /** Documents are parsed in memory; one that is larger is refused. */
  readonly bytesPerDocument: number;
  /** All files but the records together: a reader may keep them in memory. */
  readonly documentsInAll: number;
  /** A signature, a time stamp, or a file of the bag itself. */
  readonly bytesPerSignature: number;
  /** The manifest of as many files as a pack may have. */
  readonly bytesPerManifest: number;
  /** JSON and aggregates together, which are parsed, and the values in them: they take some 200 bytes each. */
  readonly parsedBytes: number;
  readonly parsedValues: number;
}

export const PACK_LIMITS: PackLimits = {
  files: 20_000,
  bytesPerFile: 8 * 2 ** 30,
  bytesInAll: 16 * 2 ** 30,
  ratio: 200,
  bytesPerDocument: 256 * 2 ** 20,
  documentsInAll: 2 ** 30,
  bytesPerSignature: 2 ** 20,
  bytesPerManifest: 2 ** 22,
  parsedBytes: 2 ** 28,
  parsedValues: 2 ** 23,
};
