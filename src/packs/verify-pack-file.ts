import { type Trust, parseAllowedSigners } from "../evidence/allowed-signers.ts";
import type { VerificationReport } from "../evidence/verification-report.ts";
import { type VerifyOptions, verifyPack } from "../evidence/verify-pack.ts";
import { openPack } from "./read-pack.ts";

export interface VerifyFileOptions extends VerifyOptions {
  /** PEM certificates of the authorities whose time stamps count. */
  readonly timestampAuthorities?: string;
}

/**
 * Verifies a ZIP or a bag folder against the text of an allowed signers file, or against trust made of one. Throws for nothing at the path
 * and for a list that cannot be read; whatever the pack holds ends in the report.
 */
export async function verifyPackFile(path: string, trusted: string | Trust, options: VerifyFileOptions): Promise<VerificationReport> {
  const { timestampAuthorities } = options;
  const trust = {
    ...(typeof trusted === "string" ? { signers: parseAllowedSigners(trusted) } : trusted),
    ...(timestampAuthorities === undefined ? {} : { timestampAuthorities }),
  };
  // Verification only hashes records, so they need no copy.
  const pack = await openPack(path, { records: "hash" });
  try {
    return await verifyPack(pack, trust, options);
  } finally {
    pack.close();
  }
}
