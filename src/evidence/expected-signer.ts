import { TickmarkError } from "../foundation/errors.ts";
import type { AllowedSigner } from "./allowed-signers.ts";
import { fingerprintOf } from "./ed25519.ts";
import { ROLE_NAMESPACES } from "./profile.ts";

/**
 * Narrows a list to one auditor: the reader compared this fingerprint by another way, so no other key of the list may
 * sign as auditor for this pack. Lines keep their other roles.
 */
export function expectAuditor(signers: readonly AllowedSigner[], fingerprint: string): AllowedSigner[] {
  const wanted = fingerprint.trim().replace(/^SHA256:/, "");
  if (!/^[A-Za-z0-9+/]{43}$/.test(wanted))
    throw new TickmarkError("usage", "This is no fingerprint of a key.", { expected: "SHA256: and 43 characters" });
  return signers.map((signer) =>
    signer.namespaces === null || (signer.publicKey !== null && fingerprintOf(signer.publicKey) === `SHA256:${wanted}`)
      ? signer
      : { ...signer, namespaces: [...signer.namespaces, `!${ROLE_NAMESPACES.auditor}`] },
  );
}
