import type {
  EngagementDocument,
  EnvironmentDocument,
  FindingsDocument,
  PoliciesDocument,
  PopulationsDocument,
  PrivacyDocument,
  ProgrammeDocument,
  SourcesDocument,
} from "../evidence/documents.ts";
import type { JournalEntry, JournalPayload } from "../evidence/journal-chain.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import type { Json } from "../foundation/canonical-json.ts";

/** The sealed case: everything that a pack is made of. The same input gives the same bytes, everywhere and always. */
export interface PackInput {
  /** For example `EP-2026-0001`; folder and ZIP are named `<name>-r<revision>`. */
  readonly name: string;
  /** `urn:uuid:...`, the same for all revisions. */
  readonly packId: string;
  readonly revision: number;
  readonly supersedes: { readonly revision: number; readonly tagmanifestSha256: string } | null;
  readonly kind: "restricted" | "shareable";
  readonly title: string;
  /** ISO instant of the seal, never the time of the export. */
  readonly sealedAt: string;
  readonly classification: string;
  readonly purpose: string;
  readonly legalBasis: string;
  /** The restricted pack of the same seal, where there is one. */
  readonly restrictedPack: { readonly revision: number; readonly tagmanifestSha256: string } | null;
  readonly recipients: readonly string[];
  readonly retainUntil: string;
  readonly engagement: EngagementDocument;
  readonly environment: EnvironmentDocument;
  readonly privacy: PrivacyDocument;
  readonly sources: SourcesDocument;
  /** Must hold the population of every run, word by word. */
  readonly populations: PopulationsDocument;
  readonly programme: ProgrammeDocument;
  /** Must hold the policy of every run, word by word. */
  readonly policies: PoliciesDocument;
  readonly findings: FindingsDocument;
  /** Canonical registry snapshots by name (`[a-z0-9._-]`, without `.json`). */
  readonly inventory: Readonly<Record<string, Json>>;
  readonly runs: readonly PackRun[];
  readonly journal: {
    /** All, from number 1 to the seal. */
    readonly entries: readonly JournalEntry[];
    /** A missing payload is withheld. */
    readonly payloads: readonly (JournalPayload & { readonly seq: number })[];
  };
  /** Self-contained HTML without scripts. */
  readonly report: string;
  /** Restricted packs only: Parquet files copied from disk to `data/sources/records/<name>`. */
  readonly records?: readonly { readonly name: string; readonly path: string }[];
  /** C2SP checkpoint of the population, and proofs of single records by file name. */
  readonly checkpoint?: string;
  readonly proofs?: Readonly<Record<string, string>>;
}

export interface PackRun {
  readonly record: RunRecord;
  /** Canonical typed CSV by `<query>.csv`; a query named in `privacy.withheldQueries` has none. */
  readonly files: Readonly<Record<string, string>>;
}
