import { z } from "zod";
import { ERROR_CODES } from "../foundation/errors.ts";

/** What a failed call carries to the window: told to a person, never a stack trace. */
export const failureSchema = z.strictObject({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  file: z.string().optional(),
  line: z.int().optional(),
  column: z.string().optional(),
  expected: z.string().optional(),
  remedy: z.string().optional(),
});
export type Failure = z.infer<typeof failureSchema>;

/** Declared on every procedure: expected failures travel as this one typed error. */
export const failures = { TICKMARK: { message: "The request could not be done.", data: failureSchema } };
