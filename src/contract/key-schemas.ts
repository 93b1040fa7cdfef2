import { z } from "zod";

export const keySchema = z.strictObject({
  keyId: z.string(),
  principal: z.string(),
  /** `SHA256:...` as ssh-keygen prints it. */
  fingerprint: z.string(),
  createdAt: z.string(),
  file: z.string(),
  /** A revoked key signs no more. */
  revoked: z.strictObject({ at: z.string(), reason: z.string() }).nullable(),
});
export type SigningKey = z.infer<typeof keySchema>;

/** One line of the user's own list of trusted signers (an OpenSSH allowed signers file). */
export const trustedSignerSchema = z.strictObject({
  line: z.int(),
  principals: z.array(z.string()),
  /** Roles that the line's namespaces stand for; empty where it binds to none and so trusts nobody. */
  roles: z.array(z.enum(["auditor", "reviewer"])),
  validAfter: z.string().nullable(),
  validBefore: z.string().nullable(),
  keyType: z.string(),
  fingerprint: z.string(),
});
export type TrustedSigner = z.infer<typeof trustedSignerSchema>;

export const newTrustedSignerSchema = z.strictObject({
  principal: z.string().min(1),
  roles: z.array(z.enum(["auditor", "reviewer"])).min(1),
  /** `ssh-ed25519 AAAA...`, or a line of an allowed signers file. */
  publicKey: z.string().min(1),
  validAfter: z.string().nullable(),
  validBefore: z.string().nullable(),
});
