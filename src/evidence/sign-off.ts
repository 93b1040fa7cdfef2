import { z } from "zod";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import type { FindingsDocument, SignOff } from "./documents.ts";
import { SIGN_OFF_PREDICATE_TYPE } from "./profile.ts";
import { type Subject, encodeStatement } from "./statement.ts";

export type PackFinding = FindingsDocument["findings"][number];
/** What a person writes of a finding, and what a sign-off covers. */
export type FindingText = Omit<PackFinding, "signOffs" | "reviewNotes">;

/** What the signer says about the finding named as subject; the pack id keeps a sign-off from being carried into another case. */
export const signOffPredicateSchema = z.strictObject({
  formatVersion: z.literal(1),
  packId: z.string(),
  findingId: z.string(),
  role: z.enum(["preparer", "reviewer"]),
  signer: z.strictObject({ principal: z.string(), fingerprint: z.string() }),
  at: z.string(),
});
export type SignOffPredicate = z.infer<typeof signOffPredicateSchema>;

/** Hexadecimal SHA-256 of the canonical JSON of the finding without its sign-offs and review notes. */
export function findingDigest(finding: FindingText): string {
  const { findingId, title, rating, criteria, condition, cause, consequence, correctiveAction, figures } = finding;
  return sha256Hex(
    new TextEncoder().encode(
      canonicalJson({ findingId, title, rating, criteria, condition, cause, consequence, correctiveAction, figures }),
    ),
  );
}

export function signOffSubject(findingId: string, sha256: string): Subject {
  return { name: `findings/${findingId}`, digest: { sha256 } };
}

/** The payload of the envelope. */
export function signOffStatement(predicate: SignOffPredicate, findingSha256: string): Uint8Array {
  return encodeStatement({
    subject: [signOffSubject(predicate.findingId, findingSha256)],
    predicateType: SIGN_OFF_PREDICATE_TYPE,
    predicate,
  });
}

/** What the sign-off in the pack must repeat of its statement, word by word. */
export function predicateOf(signOff: SignOff, findingId: string, packId: string): SignOffPredicate {
  const { role, principal, fingerprint, at } = signOff;
  return { formatVersion: 1, packId, findingId, role, signer: { principal, fingerprint }, at };
}
