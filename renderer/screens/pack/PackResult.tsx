import { useLocation } from "wouter";
import type { PackBuilt } from "../../../src/contract/pack-schemas.ts";
import { Digest } from "../../parts/Digest.tsx";
import { formatBytes, formatInteger } from "../../parts/format.ts";
import { Note } from "../../parts/Notes.tsx";
import { useReviewDraft } from "./review-draft.ts";

/** Where the pack lies and what was signed. */
export function PackResult({ pack }: { readonly pack: PackBuilt }) {
  const [, navigate] = useLocation();
  const change = useReviewDraft((state) => state.change);
  const review = () => {
    change({ path: pack.zipPath, allowedSigners: pack.allowedSignersPath });
    navigate("/pack/review");
  };
  return (
    <section className="panel pack-result" aria-label="The pack">
      <Note tone="good" title={`${pack.packId}, revision ${pack.revision}, was signed by ${pack.signer}.`}>
        <p>Hand over the pack. Give the key's fingerprint by another way: whoever checks must not take it from the pack itself.</p>
      </Note>
      <dl className="facts">
        <dt>Pack</dt>
        <dd>
          <code>{pack.zipPath}</code>, {formatBytes(pack.bytes)}, {formatInteger(pack.files)} files
        </dd>
        <dt>Signed digest</dt>
        <dd>
          <Digest value={pack.tagmanifestSha256} what="the signed digest" full />
        </dd>
        <dt>Key</dt>
        <dd>
          <code>{pack.fingerprint}</code>
        </dd>
        <dt>Allowed signers</dt>
        <dd>
          <code>{pack.allowedSignersPath}</code>
        </dd>
        <dt>Report</dt>
        <dd>
          <code>{pack.reportPath}</code>
        </dd>
      </dl>
      <div className="actions">
        <button type="button" className="button" onClick={review}>
          Check it as a reviewer would
        </button>
      </div>
    </section>
  );
}
