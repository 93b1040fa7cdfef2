import { useLocation } from "wouter";
import type { PackBuilt } from "../../../src/contract/pack-schemas.ts";
import { fileName, formatBytes, formatInstant } from "../../parts/format.ts";
import { useReview } from "../review/use-review.ts";

/** All packs, the newest revision first; an older revision of the same kind was superseded. */
export function PackTable({ packs }: { readonly packs: readonly PackBuilt[] }) {
  const ordered = packs.toSorted((left, right) => right.revision - left.revision || (left.kind < right.kind ? 1 : -1));
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Packs, the newest revision first</caption>
        <thead>
          <tr>
            <th scope="col">Pack</th>
            <th scope="col" className="fit">
              Kind
            </th>
            <th scope="col">File</th>
            <th scope="col">Signed, UTC</th>
            <th scope="col" className="fit">
              <span className="hidden-visually">Review</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((pack) => (
            <tr key={`${pack.packId} ${pack.revision} ${pack.kind} ${pack.zipPath}`}>
              <th scope="row">
                Revision {pack.revision} {isSuperseded(pack, packs) && <span className="badge">Superseded</span>}
                <div className="faint small wrap-anywhere">{pack.packId}</div>
              </th>
              <td className="fit">{pack.kind === "restricted" ? "Restricted" : "Shareable"}</td>
              <td className="wrap-anywhere">
                <code title={pack.zipPath}>{fileName(pack.zipPath)}</code> <span className="faint small">{formatBytes(pack.bytes)}</span>
                {pack.encryptedPath !== null && (
                  <div>
                    <code title={pack.encryptedPath}>{fileName(pack.encryptedPath)}</code> <span className="faint small">encrypted</span>
                  </div>
                )}
              </td>
              <td>
                {formatInstant(pack.builtAt)}
                <div className="faint small wrap-anywhere">by {pack.signer}</div>
              </td>
              <td className="fit">
                <ReviewButton pack={pack} small />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function isSuperseded(pack: PackBuilt, packs: readonly PackBuilt[]): boolean {
  return packs.some((other) => other.packId === pack.packId && other.kind === pack.kind && other.revision > pack.revision);
}

/** Opens review mode on a pack of this case, against the list of signers that was written with it. */
export function ReviewButton({ pack, small = false }: { readonly pack: PackBuilt; readonly small?: boolean }) {
  const [, navigate] = useLocation();
  const { choose } = useReview();
  const review = () => {
    choose({ path: pack.zipPath, signersFrom: "file", allowedSigners: pack.allowedSignersPath });
    navigate("/review");
  };
  return (
    <button
      type="button"
      className={small ? "button button-small" : "button"}
      {...(small ? { "aria-label": `Review revision ${pack.revision}, ${pack.kind}` } : {})}
      onClick={review}
    >
      {small ? "Review" : "Check it as a reviewer would"}
    </button>
  );
}
