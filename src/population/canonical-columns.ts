import { TickmarkError } from "../foundation/errors.ts";
import type { ColumnMapping, Reading, SourceMapping, Target } from "./mapping.ts";
import { ROLE_COLUMNS, attributeColumn, featureColumn } from "./roles.ts";

/** One typed column of a staged table and of the canonical relation. */
export interface CanonicalColumn {
  readonly name: string;
  readonly type: "VARCHAR" | "DOUBLE" | "TIMESTAMP";
}

const READING_OF = { VARCHAR: "text", DOUBLE: "number", TIMESTAMP: "instant" } as const satisfies Record<
  CanonicalColumn["type"],
  Reading["as"]
>;

export function canonicalColumn(target: Target): CanonicalColumn {
  switch (target.kind) {
    case "feature":
      return { name: featureColumn(target.name), type: target.type === "numeric" ? "DOUBLE" : "VARCHAR" };
    case "attribute":
      return { name: attributeColumn(target.name), type: "VARCHAR" };
    case "role": {
      const { column, type } = ROLE_COLUMNS[target.role];
      return { name: column, type: type === "instant" ? "TIMESTAMP" : type === "float" ? "DOUBLE" : "VARCHAR" };
    }
  }
}

/** How a target's values are written into a mapping: text, number or instant. */
export function readingKind(target: Target): Reading["as"] {
  return READING_OF[canonicalColumn(target).type];
}

/** The columns of a mapping; a target given twice (names differing only in case included) or read as another type is refused. */
export function canonicalColumns(mapping: SourceMapping): readonly (ColumnMapping & { readonly canonical: CanonicalColumn })[] {
  const seen = new Set<string>();
  return mapping.columns.map((column) => {
    const canonical = canonicalColumn(column.target);
    if (seen.has(canonical.name.toLowerCase()))
      throw new TickmarkError("bad-input", `${canonical.name} is mapped twice.`, {
        column: canonical.name,
        remedy: "Map each role, feature and attribute once.",
      });
    seen.add(canonical.name.toLowerCase());
    const expected = readingKind(column.target);
    if (column.reading.as !== expected)
      throw new TickmarkError("bad-input", `${canonical.name} is read as ${column.reading.as}.`, { column: canonical.name, expected });
    return { ...column, canonical };
  });
}
