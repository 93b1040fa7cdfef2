import { DEFAULT_CLAIMS, PACK_KINDS, type PackClaims, type Transport } from "../contract/pack-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type Invocation, type OptionTable, integerOption } from "./command.ts";
import { TRANSPORT_VARIABLES } from "./review-options.ts";

/** What is stated of a pack; all of it is signed. */
export const CLAIM_OPTIONS = {
  kind: { type: "string", help: "restricted (with pseudonymised records) or shareable (default)", value: "KIND" },
  purpose: { type: "string", help: "why the pack is made" },
  recipient: { type: "string", help: "for whom" },
  "legal-basis": { type: "string", help: "legal basis of the transfer" },
  classification: { type: "string", help: "default internal" },
  "retain-until": { type: "string", help: "date until which it is kept", value: "DATE" },
  "minimum-cell": { type: "string", help: "counts below it are suppressed in a shareable pack (default 10)", value: "N" },
  "quasi-identifier": {
    type: "string",
    multiple: true,
    help: "column by which somebody could be recognised (default: the protected attributes)",
    value: "COLUMN",
  },
  disclose: { type: "string", multiple: true, help: "record that the pack shows with its inclusion proof", value: "DECISION_ID" },
  "accept-disclosure": { type: "string", help: "why the pack is made although the privacy check found something", value: "REASON" },
} satisfies OptionTable;

/** Encryption of the ZIP on its way; the plain ZIP stays in the case. */
export const TRANSPORT_OPTIONS = {
  "encrypt-to": { type: "string", multiple: true, help: "also write the ZIP encrypted for this age public key", value: "age1..." },
  "encrypt-passphrase": { type: "boolean", help: "also write the ZIP encrypted with a passphrase that is asked for" },
} satisfies OptionTable;

/** Recipients, or a passphrase from the environment or standard input; null where nobody asked for encryption. */
export async function transportOf(invocation: Invocation): Promise<Transport | null> {
  const recipients = [...invocation.texts("encrypt-to")];
  const withPassphrase = invocation.flag("encrypt-passphrase");
  if (recipients.length > 0 && withPassphrase) throw new TickmarkError("usage", "Choose --encrypt-to or --encrypt-passphrase.");
  if (withPassphrase) return { recipients, passphrase: await invocation.passphrase("Passphrase for transport", TRANSPORT_VARIABLES) };
  return recipients.length > 0 ? { recipients, passphrase: "" } : null;
}

export function claimsOf(invocation: Invocation): PackClaims {
  const kind = PACK_KINDS.find((known) => known === (invocation.text("kind") ?? DEFAULT_CLAIMS.kind));
  if (kind === undefined) throw new TickmarkError("usage", `--kind takes ${PACK_KINDS.join(" or ")}.`);
  const minimumCell = integerOption(invocation, "minimum-cell", DEFAULT_CLAIMS.minimumCell);
  if (minimumCell < 1 || minimumCell > 1000) throw new TickmarkError("usage", "--minimum-cell takes 1 to 1000.");
  return {
    kind,
    purpose: invocation.text("purpose") ?? "",
    recipient: invocation.text("recipient") ?? "",
    legalBasis: invocation.text("legal-basis") ?? "",
    classification: invocation.text("classification") ?? DEFAULT_CLAIMS.classification,
    retainUntil: invocation.text("retain-until") ?? "",
    minimumCell,
    quasiIdentifiers: [...invocation.texts("quasi-identifier")],
    disclosedRecords: [...invocation.texts("disclose")],
    acceptedDisclosure: invocation.text("accept-disclosure") ?? "",
  };
}
