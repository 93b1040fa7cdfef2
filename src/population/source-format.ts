import { z } from "zod";

export const CSV_ENCODINGS = ["utf-8", "utf-16", "latin-1"] as const;

/** How the bytes of a source are read. Everything is stated: nothing is detected again at import. */
export const sourceFormatSchema = z.discriminatedUnion("adapter", [
  z.strictObject({
    adapter: z.literal("csv"),
    adapterVersion: z.literal(1),
    delimiter: z.string().min(1).max(4),
    quote: z.string().max(1),
    escape: z.string().max(1),
    header: z.boolean(),
    /** Lines before the header. */
    skipLines: z.int().min(0),
    encoding: z.enum(CSV_ENCODINGS),
    compression: z.enum(["none", "gzip", "zstd"]),
    /** Column names in file order; every file of the source has exactly these. */
    columns: z.array(z.string()).min(1),
  }),
  z.strictObject({ adapter: z.literal("parquet"), adapterVersion: z.literal(1) }),
  z.strictObject({
    adapter: z.literal("json-lines"),
    adapterVersion: z.literal(1),
    /** One object a line, or one array of objects. */
    layout: z.enum(["lines", "array"]),
    compression: z.enum(["none", "gzip", "zstd"]),
    /** Dotted paths of the fields that can be mapped. */
    columns: z.array(z.string()).min(1),
  }),
  z.strictObject({ adapter: z.literal("arrow"), adapterVersion: z.literal(1) }),
]);
export type SourceFormat = z.infer<typeof sourceFormatSchema>;
export type AdapterId = SourceFormat["adapter"];
export type FormatOf<Id extends AdapterId> = Extract<SourceFormat, { adapter: Id }>;
