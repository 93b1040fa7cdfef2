import { z } from "zod";
import { ROLES } from "./roles.ts";
import { TIME_PRECISIONS } from "./population.ts";

/** Where a canonical column takes its values from. */
export const columnOriginSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("column"), column: z.string().min(1) }),
  /** The same text in every row: a partition name, a model version that the log does not carry. */
  z.strictObject({ kind: z.literal("constant"), value: z.string() }),
  /** Position of the record in the source, counted from `start`: for files that are joined by position. */
  z.strictObject({ kind: z.literal("row-number"), start: z.int() }),
  /** First group of a regular expression (RE2) on the file's path: endpoint, variant or version in the folder name. */
  z.strictObject({ kind: z.literal("file-path"), pattern: z.string().min(1) }),
]);
export type ColumnOrigin = z.infer<typeof columnOriginSchema>;

/** How the zone of a written time is known. An offset in the text is never dropped: `declared` refuses one, `in-text` demands one. */
export const zoneSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("in-text") }),
  z.strictObject({ kind: z.literal("declared"), timeZone: z.string().min(1) }),
]);
export type Zone = z.infer<typeof zoneSchema>;

export const EPOCH_UNITS = ["s", "ms", "us", "ns"] as const;

/** How a written value becomes a canonical one. A value that cannot be read makes its row a reject. */
export const readingSchema = z.discriminatedUnion("as", [
  z.strictObject({ as: z.literal("text") }),
  z.strictObject({
    as: z.literal("number"),
    decimalSeparator: z.enum([".", ","]).default("."),
    /** What NaN means in this file. Infinity is always a reject. */
    notANumber: z.enum(["null", "reject"]).default("reject"),
  }),
  z.strictObject({
    as: z.literal("instant"),
    encoding: z.discriminatedUnion("kind", [
      /** ISO 8601 text, or a column that the file types as a date or timestamp. */
      z.strictObject({ kind: z.literal("iso") }),
      /** strptime formats, tried in order. */
      z.strictObject({ kind: z.literal("formats"), formats: z.array(z.string().min(1)).min(1) }),
      z.strictObject({ kind: z.literal("epoch"), unit: z.enum(EPOCH_UNITS) }),
    ]),
    zone: zoneSchema,
    precision: z.enum(TIME_PRECISIONS).default("instant"),
  }),
]);
export type Reading = z.infer<typeof readingSchema>;

/** What a column becomes in the canonical relation. */
export const targetSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("role"), role: z.enum(ROLES) }),
  z.strictObject({ kind: z.literal("feature"), name: z.string().min(1).max(200), type: z.enum(["numeric", "categorical"]) }),
  z.strictObject({ kind: z.literal("attribute"), name: z.string().min(1).max(200) }),
]);
export type Target = z.infer<typeof targetSchema>;

export const columnMappingSchema = z.strictObject({ target: targetSchema, origin: columnOriginSchema, reading: readingSchema });
export type ColumnMapping = z.infer<typeof columnMappingSchema>;

/** A figure the data owner gave, to be met by the import. */
export const controlSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rows"), expected: z.string().regex(/^\d+$/) }),
  z.strictObject({
    kind: z.literal("sum"),
    column: z.string().min(1),
    decimalSeparator: z.enum([".", ","]).default("."),
    /** Null: only computed. */
    expected: z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .nullable(),
  }),
]);
export type Control = z.infer<typeof controlSchema>;

/** What one source's columns mean. Together with the format and the bytes it determines every staged row. */
export const sourceMappingSchema = z.strictObject({
  columns: z.array(columnMappingSchema).min(1),
  /** Texts that mean "no value"; the empty text always does. */
  nullTokens: z.array(z.string()),
});
export type SourceMapping = z.infer<typeof sourceMappingSchema>;
