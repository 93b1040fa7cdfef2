import type { Trust } from "../evidence/allowed-signers.ts";
import type { VerificationReport } from "../evidence/verification-report.ts";
import { type VerifyOptions, verifyPack } from "../evidence/verify-pack.ts";
import { openPack } from "./read-pack.ts";

/** Verifies a ZIP or a bag folder. Throws only when there is nothing at the path. */
export async function verifyPackFile(path: string, trust: Trust, options: VerifyOptions): Promise<VerificationReport> {
  const pack = await openPack(path);
  try {
    return verifyPack(pack, trust, options);
  } finally {
    pack.close();
  }
}
