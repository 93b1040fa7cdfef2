import type { z } from "zod";
import type { Source, controlTotalSchema } from "../contract/source-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { ImportedSource } from "../ingest/index.ts";
import { type ColumnMapping, type Control, controlSchema } from "../population/mapping.ts";
import type { SourceDocument } from "./source-service.ts";

/** A control total as the auditor typed it; a column is summed as its numbers are written in the file. */
export function controlOf({ measure, given }: { measure: string; given: string }, columns: readonly ColumnMapping[]): Control {
  const reading = columns.find(({ origin }) => origin.kind === "column" && origin.column === measure)?.reading;
  const decimalSeparator = reading?.as === "number" ? reading.decimalSeparator : ".";
  const plain = given.trim().replaceAll(/[\s_']/g, "");
  const text = decimalSeparator === "," && !plain.includes(".") ? plain.replace(",", ".") : plain;
  const parsed = controlSchema.safeParse(
    measure === "rows"
      ? { kind: "rows", expected: text }
      : { kind: "sum", column: measure, decimalSeparator, expected: text === "" ? null : text },
  );
  if (parsed.success) return parsed.data;
  throw new TickmarkError("bad-input", `"${given}" is no control total for ${measure}.`, {
    expected: "digits with a decimal point, no thousands separators",
  });
}

/** Why an import that refused everything is no source: a row count alone would still agree with its owner's. */
export function nothingAccepted(title: string, { rowsRead, rowsRejected, rowsBlank, rejects, files }: ImportedSource): TickmarkError {
  const [file] = files;
  const reasons = rejects.slice(0, 3).map(({ column, reason, rows }) => `${column === null ? "" : `${column}: `}${reason} (${rows} rows)`);
  const why = reasons.length === 0 ? "" : ` ${reasons.join("; ")}.`;
  return new TickmarkError(
    "bad-input",
    `No row of ${title} could be used: ${rowsRead} read, ${rowsRejected} rejected, ${rowsBlank} blank.${why}`,
    {
      ...(file === undefined ? {} : { file: file.path }),
      remedy: "Nothing was imported. Check the roles and how their values are read, or ask for another export.",
    },
  );
}

export function windowSource(document: { sourceId: string; recordedAt: string } & SourceDocument, verifiedAt: string | null): Source {
  const { imported, format } = document;
  return {
    sourceId: document.sourceId,
    title: document.title,
    kind: document.kind,
    adapter: `${imported.adapter.id}/${imported.adapter.version}`,
    format: format.adapter,
    files: imported.files.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })),
    rowsRead: imported.rowsRead,
    rowsImported: imported.rowsAccepted,
    rowsRejected: imported.rowsRejected,
    rowsBlank: imported.rowsBlank,
    controlTotals: imported.controlTotals.map((total): z.infer<typeof controlTotalSchema> => ({
      measure: total.kind === "rows" ? "rows" : (total.column ?? ""),
      given: total.expected,
      found: total.computed ?? "not computable",
      agrees: total.state === "agree" ? true : total.state === "differ" || total.state === "not-computable" ? false : null,
      difference: total.difference,
      ...(total.note === null ? {} : { note: total.note }),
    })),
    columns: document.columns,
    provenance: document.provenance,
    limits: [...imported.limits],
    importedAt: document.recordedAt,
    verifiedAt,
  };
}
