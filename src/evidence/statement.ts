import { z } from "zod";
import { type Json, canonicalJson, parseCanonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { utf8, utf8Text } from "./octets.ts";
import { STATEMENT_TYPE } from "./profile.ts";

const subjectSchema = z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) });

const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(subjectSchema).min(1),
  predicateType: z.string(),
  predicate: z.record(z.string(), z.json()),
});
/** in-toto Statement v1: what is said (`predicate`) about which files (`subject`). */
export type Statement = z.infer<typeof statementSchema>;
export type Subject = z.infer<typeof subjectSchema>;

/** The payload bytes of the envelope: RFC 8785. */
export function encodeStatement(statement: { subject: readonly Subject[]; predicateType: string; predicate: Json }): Uint8Array {
  return utf8(canonicalJson({ _type: STATEMENT_TYPE, ...statement }));
}

/** Reads the payload that was verified; another predicate type is refused. */
export function decodeStatement(payload: Uint8Array, predicateType: string, file: string): Statement {
  const parsed = statementSchema.safeParse(parseCanonicalJson(utf8Text(payload, file), file));
  if (parsed.data === undefined) throw new TickmarkError("bad-input", "The envelope holds no in-toto Statement v1.", { file });
  if (parsed.data.predicateType !== predicateType)
    throw new TickmarkError("bad-input", `The statement is of type ${parsed.data.predicateType.slice(0, 200)}.`, {
      file,
      expected: predicateType,
    });
  return parsed.data;
}
