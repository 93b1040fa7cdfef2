import { parseAllowedSigners } from "../evidence/allowed-signers.ts";
import type { VerificationReport } from "../evidence/verification-report.ts";
import { type VerifyOptions, verifyPack } from "../evidence/verify-pack.ts";
import { openPack } from "./read-pack.ts";

/**
 * Verifies a ZIP or a bag folder against the text of an allowed signers file. Throws for nothing at the path
 * and for a list that cannot be read; whatever the pack holds ends in the report.
 */
export async function verifyPackFile(path: string, allowedSigners: string, options: VerifyOptions): Promise<VerificationReport> {
  const trust = { signers: parseAllowedSigners(allowedSigners) };
  const pack = await openPack(path);
  try {
    return verifyPack(pack, trust, options);
  } finally {
    pack.close();
  }
}
