import type { AdapterId } from "../population/source-format.ts";

export interface ImportedFile {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** SHA-256 of the file as it lies on disk. */
  readonly sha256: string;
}

/** Why rows of one column were refused. */
export interface RejectSummary {
  readonly column: string | null;
  readonly reason: string;
  readonly rows: number;
}

export interface RejectedRow {
  readonly file: string;
  /** 1-based line of the file; the record number where the format has no lines. */
  readonly line: number;
  readonly column: string | null;
  readonly reason: string;
  /** The record as written, at most 500 characters. */
  readonly rawExcerpt: string;
}

export interface ControlTotal {
  readonly kind: "rows" | "sum";
  readonly column: string | null;
  /** Exact decimal; null where the column has values that are no numbers. */
  readonly computed: string | null;
  readonly expected: string | null;
  readonly state: "agree" | "differ" | "not-given" | "not-computable";
  /** computed - expected, exact. */
  readonly difference: string | null;
  readonly note: string | null;
}

/** What one import did: goes into the journal and the pack. JSON-safe. */
export interface ImportedSource {
  readonly sourceId: string;
  readonly table: string;
  readonly adapter: { readonly id: AdapterId; readonly version: number };
  /** Digest of the one file, or of the canonical JSON list of file digests in reading order. */
  readonly digest: string;
  /** Of format and mapping, see `stagingDigest`. */
  readonly stagingDigest: string;
  readonly files: readonly ImportedFile[];
  /** rowsRead = rowsAccepted + rowsRejected; blank lines are counted apart. */
  readonly rowsRead: number;
  readonly rowsAccepted: number;
  readonly rowsRejected: number;
  readonly rowsBlank: number;
  readonly rejects: readonly RejectSummary[];
  readonly controlTotals: readonly ControlTotal[];
  readonly limits: readonly string[];
}

export interface ImportProgress {
  readonly phase: "reading" | "checking" | "joining" | "done";
  /** 0 to 1, or null where it cannot be known. */
  readonly fraction: number | null;
  readonly bytesHashed: number;
  readonly bytesTotal: number;
}
