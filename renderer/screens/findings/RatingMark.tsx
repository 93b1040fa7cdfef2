import { FINDING_RATINGS } from "../../../src/contract/finding-schemas.ts";
import type { FindingDraft } from "../../../src/contract/finding-schemas.ts";
import { inWords } from "../../parts/format.ts";

export type Rating = FindingDraft["rating"];

/** Weight as bars and a word: a rating is no verdict, so it has no colour of one. */
export function RatingMark({ rating }: { readonly rating: Rating }) {
  const weight = FINDING_RATINGS.length - FINDING_RATINGS.indexOf(rating);
  return (
    <span className="mark rating">
      <svg width="19" height="11" viewBox="0 0 19 11" aria-hidden="true">
        {FINDING_RATINGS.map((_, index) => (
          <rect
            key={index}
            x={index * 4}
            y={8 - index * 2}
            width="2.5"
            height={3 + index * 2}
            className={index < weight ? "rating-on" : "rating-off"}
          />
        ))}
      </svg>
      {inWords(rating)}
    </span>
  );
}
