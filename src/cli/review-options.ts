import { type PackToReview, needsPassphrase } from "../workbench/review-request.ts";
import type { Invocation, OptionTable } from "./command.ts";

/** Options of every command that reads somebody else's pack. */
export const REVIEW_OPTIONS = {
  "allowed-signers": {
    type: "string",
    help: "OpenSSH allowed_signers file from outside the pack (default: your own list, tickmark signers)",
    value: "FILE",
  },
  "time-stamp-authorities": { type: "string", help: "PEM certificates of the authorities whose time stamps you trust", value: "PEM" },
  "auditor-fingerprint": { type: "string", help: "the one key that may have signed as auditor", value: "SHA256:..." },
  identity: { type: "string", help: "age identity file that opens an encrypted pack", value: "FILE" },
} satisfies OptionTable;

/** A copy with a signature is a plain ZIP, also where the pack came encrypted. */
export async function warnOfClearCopy(invocation: Invocation, path: string): Promise<void> {
  if (await needsPassphrase(path))
    invocation.warn("The pack came encrypted and the copy is not: encrypt it again before it is sent (tickmark transport encrypt).");
}

export const TRANSPORT_VARIABLES = ["TICKMARK_TRANSPORT_PASSPHRASE"];

/** The pack of the command line; asks for the passphrase of an encrypted one, unless an identity was given. */
export async function packToReviewOf(invocation: Invocation, path: string): Promise<PackToReview> {
  const identityFile = invocation.text("identity") ?? "";
  const ask = identityFile === "" && (await needsPassphrase(path));
  return {
    path,
    allowedSigners: invocation.text("allowed-signers") ?? "",
    timestampAuthorities: invocation.text("time-stamp-authorities") ?? "",
    transportPassphrase: ask ? await invocation.passphrase("Passphrase of the encrypted pack", TRANSPORT_VARIABLES) : "",
    identityFile,
    auditorFingerprint: invocation.text("auditor-fingerprint") ?? "",
  };
}
