import { Link, useLocation } from "wouter";
import type { Verification } from "../../../src/contract/review-schemas.ts";
import { fileName, inWords } from "../../parts/format.ts";
import { EmptyState } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { ComparePart } from "./ComparePart.tsx";
import { StandingMark } from "./Conclusion.tsx";
import { ContentsPart } from "./ContentsPart.tsx";
import { CountersignPart } from "./CountersignPart.tsx";
import { ReperformPart } from "./ReperformPart.tsx";
import { TimestampPart } from "./TimestampPart.tsx";
import { VerifyPart } from "./VerifyPart.tsx";
import { useReview } from "./use-review.ts";

const PARTS = [
  { part: "verification", title: "Verification", path: "/review" },
  { part: "reperformance", title: "Re-performance", path: "/review/reperformance" },
  { part: "contents", title: "Runs and notes", path: "/review/contents" },
  { part: "countersign", title: "Countersign", path: "/review/countersign" },
  { part: "timestamps", title: "Time stamps", path: "/review/timestamps" },
  { part: "compare", title: "Compare", path: "/review/compare" },
] as const;

/** Somebody else's pack: is it whole, is it theirs, do the numbers come out again, what do you say to it? Needs no case. */
export function ReviewScreen({ part }: { readonly part: string }) {
  const { verify } = useReview();
  const verified = verify.result;
  const known = PARTS.some((entry) => entry.part === part);
  return (
    <div className="screen">
      <PageHead title="Review a pack" lead="Checked against the keys that you trust, never against those the pack brings along." />
      {verified !== null && (
        <>
          <PackStrip verification={verified} />
          <nav className="tabs" aria-label="Parts of the review">
            {PARTS.map((entry) => (
              <Link key={entry.part} href={entry.path} aria-current={part === entry.part ? "page" : undefined}>
                {entry.title}
              </Link>
            ))}
          </nav>
        </>
      )}
      {!known || (verified === null && part !== "verification") ? (
        <EmptyState
          title="Choose and verify a pack first"
          actions={
            <Link className="button button-primary" href="/review">
              Choose a pack
            </Link>
          }
        >
          What a pack says is read only after its files and signatures were checked.
        </EmptyState>
      ) : (
        <Part part={part} verification={verified} />
      )}
    </div>
  );
}

function Part({ part, verification }: { readonly part: string; readonly verification: Verification | null }) {
  if (verification === null || part === "verification") return <VerifyPart />;
  switch (part) {
    case "reperformance":
      return <ReperformPart />;
    case "contents":
      return <ContentsPart />;
    case "countersign":
      return <CountersignPart verification={verification} />;
    case "timestamps":
      return <TimestampPart verification={verification} />;
    default:
      return <ComparePart />;
  }
}

/** Which pack it is and how it stands, on every part: nothing below is read without it. */
function PackStrip({ verification }: { readonly verification: Verification }) {
  const { draft, choose } = useReview();
  const [, navigate] = useLocation();
  const another = () => {
    choose({});
    navigate("/review");
  };
  const { packId, revision, kind, title, standing } = verification;
  return (
    <section className="pack-strip" aria-label="Pack under review">
      <StandingMark standing={standing} />
      <div>
        <b>{title ?? fileName(draft.path)}</b>
        <p className="faint small">
          {[packId, revision === null ? null : `revision ${revision}`, kind === null ? null : inWords(kind).toLowerCase()]
            .filter((entry) => entry !== null)
            .join(" · ")}
          {packId !== null && " · "}
          <span className="wrap-anywhere code">{draft.path}</span>
        </p>
      </div>
      <button type="button" className="button" onClick={another}>
        Choose again
      </button>
    </section>
  );
}
