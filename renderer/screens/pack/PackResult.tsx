import type { PackBuilt } from "../../../src/contract/pack-schemas.ts";
import { Digest } from "../../parts/Digest.tsx";
import { formatBytes, formatInteger } from "../../parts/format.ts";
import { Note } from "../../parts/Notes.tsx";
import { useFocusWhenLost } from "../../parts/use-focus-when-lost.ts";
import { ReviewButton } from "./PackTable.tsx";

/** Where the pack lies and what was signed. */
export function PackResult({ pack }: { readonly pack: PackBuilt }) {
  const place = useFocusWhenLost<HTMLElement>();
  return (
    <section ref={place} tabIndex={-1} className="panel pack-result" aria-label="The pack">
      <Note tone="good" title={`Revision ${pack.revision}, ${pack.kind}, was signed by ${pack.signer}.`}>
        <p>Hand over the pack. Give the key&rsquo;s fingerprint by another way: whoever checks must not take it from the pack itself.</p>
      </Note>
      <dl className="facts">
        <dt>Pack</dt>
        <dd>
          <code>{pack.zipPath}</code>, {formatBytes(pack.bytes)}, {formatInteger(pack.files)} files
        </dd>
        {pack.encryptedPath !== null && (
          <>
            <dt>For transport</dt>
            <dd>
              <code>{pack.encryptedPath}</code>, encrypted
            </dd>
          </>
        )}
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
        <ReviewButton pack={pack} />
      </div>
    </section>
  );
}
