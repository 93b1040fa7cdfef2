/** Names that the profile fixes. A change here is a new profile version. */
export const PROFILE = "tickmark-evidence-pack/1";
/** `tickmark.example` is a reserved placeholder: the project owns no domain yet. */
export const PACK_PREDICATE_TYPE = "https://tickmark.example/evidence-pack/v1";
export const REVIEW_PREDICATE_TYPE = "https://tickmark.example/review/v1";
export const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
export const STATEMENT_PAYLOAD_TYPE = "application/vnd.in-toto+json";

export const SIGNER_ROLES = ["auditor", "reviewer"] as const;
export type SignerRole = (typeof SIGNER_ROLES)[number];

/** SSHSIG namespace of a role; an allow-list line must name it, so that a reviewer's key cannot sign as auditor. */
export const ROLE_NAMESPACES: Record<SignerRole, string> = {
  auditor: "auditor.tickmark.evidence-pack",
  reviewer: "reviewer.tickmark.evidence-pack",
};

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
}

export const PACK_LIMITS: PackLimits = {
  files: 20_000,
  bytesPerFile: 8 * 2 ** 30,
  bytesInAll: 16 * 2 ** 30,
  ratio: 200,
  bytesPerDocument: 256 * 2 ** 20,
};
