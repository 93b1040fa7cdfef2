import { readFileSync } from "node:fs";
import type { z } from "zod";
import { TickmarkError } from "../foundation/errors.ts";

/** A JSON file of the user's that must fit a schema. */
export function readJson<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw new TickmarkError("not-found", "The file cannot be read.", { file }, cause);
  }
  return parseJson(text, schema, file);
}

export function parseJson<Schema extends z.ZodType>(text: string, schema: Schema, file: string): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TickmarkError("bad-input", `Not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { file }, cause);
  }
  return checkJson(value, schema, file);
}

export function checkJson<Schema extends z.ZodType>(value: unknown, schema: Schema, file: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join(".") || "document"}: ${issue.message}`);
  throw new TickmarkError("bad-input", issues.join("; "), { file });
}
