import { TickmarkError } from "../foundation/errors.ts";
import { type PackToReview, identityOf, openSound } from "./review-request.ts";
import { type Withdrawal, withdrawPack, withdrawnPacks } from "./rollback-file.ts";

/** Notes that this very pack, known by the digest of its tag manifest, is not to be relied on any more. */
export async function withdraw(request: PackToReview, reason: string): Promise<void> {
  if (reason.trim() === "") throw new TickmarkError("usage", "A withdrawal needs a reason.");
  const pack = await openSound(request, { records: "hash" });
  try {
    withdrawPack({ tagmanifestSha256: identityOf(pack).tagmanifestSha256, reason: reason.trim(), at: new Date().toISOString() });
  } finally {
    pack.close();
  }
}

export function withdrawals(): readonly Withdrawal[] {
  return withdrawnPacks();
}
