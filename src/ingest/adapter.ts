import type { DuckDBConnection } from "@duckdb/node-api";
import type { AdapterId, FormatOf } from "../population/source-format.ts";
import type { SqlFragment } from "../sql/sql.ts";
import type { FileHead } from "./file-head.ts";
import type { ImportedFile, RejectedRow } from "./imported-source.ts";
import type { PlannedFile, Question, SchemaChange } from "./import-plan.ts";
import type { RawColumn } from "./reading-sql.ts";

/** How many refused records are kept one by one; all are counted. */
export const DETAIL_LIMIT = 100_000;

/** A condition that makes a record a reject. */
export interface Check {
  readonly condition: SqlFragment;
  /** Column of the file; null when the record as a whole is at fault. */
  readonly column: string | null;
  readonly reason: string;
  /** Blank records are counted apart from rejects. */
  readonly blank?: boolean;
}

/** One of the files, or all of them, as SQL. */
export interface RawRelation {
  readonly from: SqlFragment;
  /** Raw columns by their name in the format. Columns that the files do not have are absent. */
  readonly columns: ReadonlyMap<string, RawColumn>;
  /** Checks of the record itself, before those of the mapping. */
  readonly checks: readonly Check[];
  /** The record as written, where the format has such a thing. */
  readonly record?: SqlFragment;
  /** Path of the file the record came from. */
  readonly path: SqlFragment;
}

/** Records that the reader refused itself, so that they are not among the relation's rows. */
export interface ReaderRejects {
  /** Refused records, each counted once. */
  readonly rows: number;
  readonly details: readonly RejectedRow[];
}

export interface OpenedSource {
  /** All files in reading order. */
  readonly relation: RawRelation;
  /** Columns that some but not all files lack: told in the result, null there. */
  readonly missingInSome: readonly SchemaChange[];
  readonly readerRejects: (connection: DuckDBConnection) => Promise<ReaderRejects>;
  /** One file alone, for finding the records that failed a check; called only when some did. */
  readonly fileRelation: (file: string) => RawRelation;
  /** Lines (or record numbers) of records given by their 1-based position among the file's rows, with the record as written where it is known. */
  readonly locate: (connection: DuckDBConnection, file: string, positions: readonly number[]) => Promise<readonly LocatedRecord[]>;
  /** Drops what reading needed; never throws for what is gone already. */
  readonly dispose: (connection: DuckDBConnection) => Promise<void>;
}

export interface LocatedRecord {
  readonly line: number;
  readonly raw: string | null;
}

export interface OpenRequest<Id extends AdapterId> {
  readonly connection: DuckDBConnection;
  readonly files: readonly string[];
  readonly format: FormatOf<Id>;
  /** Columns that will be read; `number` where every reader of the column wants a plain number. */
  readonly wanted: ReadonlyMap<string, "text" | "number">;
  readonly nullTokens: readonly string[];
  /** Name for tables that reading needs, unique within the file. */
  readonly scratch: string;
  /** True when the relation must know each record's path. */
  readonly withPath: boolean;
  readonly signal: AbortSignal | undefined;
  /** Only about so many rows are needed: a preview. */
  readonly previewRows?: number;
}

/** What recognition found out about files of one format. */
export interface DescribedFormat<Id extends AdapterId> {
  readonly format: FormatOf<Id>;
  readonly reason: string;
  readonly columns: readonly { readonly name: string; readonly types: readonly string[]; readonly filesWithColumn: number }[];
  readonly changes: readonly SchemaChange[];
  readonly questions: readonly Question[];
}

/** One kind of export file. Adding one = a folder with this + one line in `adapters.ts` + its format. */
export interface Adapter<Id extends AdapterId = AdapterId> {
  readonly id: Id;
  readonly version: 1;
  readonly title: string;
  /** Why this file is of this format; null when it is not. By content first, then by name. */
  recognise(head: FileHead): string | null;
  /** Column names of one file, for grouping like files. */
  columnNames(connection: DuckDBConnection, head: FileHead): Promise<readonly string[]>;
  describe(
    connection: DuckDBConnection,
    files: readonly PlannedFile[],
    answers: Readonly<Record<string, string>>,
  ): Promise<DescribedFormat<Id>>;
  open(request: OpenRequest<Id>): Promise<OpenedSource>;
  /** What this kind of source can never show. */
  limits(format: FormatOf<Id>): readonly string[];
}

/** What hashing found out besides the digest. */
export interface HashedFile extends ImportedFile {
  /** False only when the content has certainly no empty line. */
  readonly mayHaveBlankLines: boolean;
}
