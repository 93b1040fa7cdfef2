import { canonicalColumns } from "../population/canonical-columns.ts";
import type { ColumnOrigin, Control, SourceMapping } from "../population/mapping.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type SqlFragment, identifier, integerLiteral, join, literal, sql } from "../sql/sql.ts";
import type { Check, RawRelation } from "./adapter.ts";
import { type RawColumn, isWritten, readValue, writtenText } from "./reading-sql.ts";

export const FAILED_CHECK = "failed_check";

/** The SELECT that turns raw records into staged rows in one pass, and the checks its `failed_check` numbers from 1. */
export interface Staging {
  readonly select: SqlFragment;
  readonly checks: readonly Check[];
  readonly controlColumns: readonly string[];
}

export function staging(relation: RawRelation, mapping: SourceMapping, controls: readonly Control[]): Staging {
  const checks: Check[] = [...relation.checks];
  const columns = canonicalColumns(mapping).map(({ origin, reading, canonical }) => {
    const raw = rawColumn(relation, origin);
    if (raw === null) return sql`cast(null as ${typeName(canonical.type)}) as ${identifier(canonical.name)}`;
    const from = origin.kind === "column" ? origin.column : canonical.name;
    const { value, failure } = readValue(raw, reading, origin.kind === "column" ? mapping.nullTokens : [], from);
    if (failure !== null) checks.push({ condition: failure.condition, column: from, reason: failure.reason });
    return sql`${value} as ${identifier(canonical.name)}`;
  });
  const sums = controls.filter((control) => control.kind === "sum");
  const controlColumns = sums.map((_, index) => `control_${index}`);
  const controlParts = sums.map((control, index) => {
    const raw = relation.columns.get(control.column);
    if (raw === undefined) throw new TickmarkError("bad-input", `No column ${control.column} to add up.`, { column: control.column });
    return sql`${writtenText(raw, mapping.nullTokens)} as ${identifier(`control_${index}`)}`;
  });
  const failed = checks.length === 0 ? [] : [sql`${failedCheck(checks)} as ${identifier(FAILED_CHECK)}`];
  return {
    select: sql`select\n  ${join([...columns, ...controlParts, ...failed], ",\n  ")}\nfrom ${relation.from}`,
    checks,
    controlColumns,
  };
}

/** Number of the first check that a record fails; null for a good record. */
export function failedCheck(checks: readonly Check[]): SqlFragment {
  const cases = checks.map((check, index) => sql`when ${check.condition} then ${integerLiteral(index + 1)}`);
  return sql`case ${join(cases, " ")} end`;
}

/** The written value of the column a check is about, for the list of rejects. */
export function failedValue(relation: RawRelation, checks: readonly Check[], nullTokens: readonly string[]): SqlFragment {
  const cases = checks.flatMap((check, index) => {
    const raw = check.column === null ? undefined : relation.columns.get(check.column);
    if (raw === undefined) return [];
    const text = raw.type === "text" ? raw.sql : sql`cast(${raw.sql} as varchar)`;
    return [sql`when ${integerLiteral(index + 1)} then case when ${isWritten(raw, nullTokens)} then ${text} end`];
  });
  if (relation.record !== undefined) return relation.record;
  return cases.length === 0 ? sql`cast(null as varchar)` : sql`case ${identifier(FAILED_CHECK)} ${join(cases, " ")} end`;
}

/** Columns of the file that a mapping and its controls read, and how. */
export function wantedColumns(mapping: SourceMapping, controls: readonly Control[]): Map<string, "text" | "number"> {
  const wanted = new Map<string, "text" | "number">();
  const want = (column: string, as: "text" | "number"): void => void wanted.set(column, wanted.get(column) === "text" ? "text" : as);
  for (const { origin, reading } of mapping.columns) {
    if (origin.kind === "column") want(origin.column, reading.as === "number" && reading.decimalSeparator === "." ? "number" : "text");
  }
  for (const control of controls) if (control.kind === "sum") want(control.column, "text");
  return wanted;
}

function rawColumn(relation: RawRelation, origin: ColumnOrigin): RawColumn | null {
  switch (origin.kind) {
    case "column":
      return relation.columns.get(origin.column) ?? null;
    case "constant":
      return { sql: literal(origin.value), type: "text", nullsApplied: true };
    case "row-number":
      return { sql: sql`(row_number() over () + ${integerLiteral(origin.start - 1)})`, type: "whole", nullsApplied: true };
    case "file-path":
      return { sql: sql`nullif(regexp_extract(${relation.path}, ${literal(origin.pattern)}, 1), '')`, type: "text", nullsApplied: true };
  }
}

function typeName(type: "VARCHAR" | "DOUBLE" | "TIMESTAMP"): SqlFragment {
  return { VARCHAR: sql`varchar`, DOUBLE: sql`double`, TIMESTAMP: sql`timestamp` }[type];
}
