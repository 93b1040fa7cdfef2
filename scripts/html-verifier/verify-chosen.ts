import { analyses } from "../../src/analyses/index.ts";
import { parseAllowedSigners } from "../../src/evidence/allowed-signers.ts";
import { expectAuditor } from "../../src/evidence/expected-signer.ts";
import type { VerificationReport } from "../../src/evidence/verification-report.ts";
import { verifyPack } from "../../src/evidence/verify-pack.ts";
import { type Chosen, type OnRead, openChosen } from "./browser-pack.ts";

/** What the reader brings along; nothing of it comes from the pack. */
export interface Wishes {
  /** Text of an allowed signers file. */
  readonly allowedSigners: string;
  /** `SHA256:...`, or empty. */
  readonly fingerprint: string;
  /** PEM certificates, or empty. */
  readonly timestampAuthorities: string;
  readonly countersignatures: number;
  readonly timestamp: boolean;
  readonly reperform: boolean;
  /** ISO instant at which keys must be valid. */
  readonly verifyTime: string;
}

export async function verifyChosen(chosen: Chosen, wishes: Wishes, onRead: OnRead): Promise<VerificationReport> {
  const signers = parseAllowedSigners(wishes.allowedSigners);
  const trust = {
    signers: wishes.fingerprint.trim() === "" ? signers : expectAuditor(signers, wishes.fingerprint),
    ...(wishes.timestampAuthorities.trim() === "" ? {} : { timestampAuthorities: wishes.timestampAuthorities }),
  };
  const pack = await openChosen(chosen, onRead);
  return verifyPack(pack, trust, {
    verifyTime: wishes.verifyTime,
    analyses: wishes.reperform ? analyses : null,
    require: { countersignatures: wishes.countersignatures, timestamp: wishes.timestamp },
  });
}
