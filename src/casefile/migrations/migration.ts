/** One numbered step of the schema. Steps are only ever added; a published one never changes. */
export interface Migration {
  /** 1, 2, 3, ... ; kept in `PRAGMA user_version`. */
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** Tables made here that get triggers against UPDATE and DELETE. */
  readonly appendOnly: readonly string[];
}
