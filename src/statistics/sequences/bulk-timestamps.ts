import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { MOST_BALLS, multinomialMaximumAtLeast } from "./multinomial-maximum.ts";

/** How many time slots (seconds or minutes) hold so many reviews of one reviewer. */
export interface SlotOccupancy {
  readonly reviewsInSlot: number;
  readonly slots: number;
}

/**
 * Bulk-timestamp test. Are more reviews of one reviewer stamped in one time slot than chance puts there?
 *
 * Formula: n reviews fall independently and uniformly on T active slots; p = P(fullest slot >= k), k the largest count observed
 * (multinomialMaximumAtLeast). The share of reviews stamped in slots with at least two is description.
 * Source: the distribution of the multinomial maximum, B. Levin (1981) Ann. Stat. 9, 1123-1126, doi:10.1214/aos/1176345593.
 * Units: slots by their number of reviews in (SQL: count by slot, then slots by count), active slots (count; the slots in which the reviewer
 * could have worked, empty ones included); the estimate is the largest count. Work comes in bursts: too many active slots make p too small.
 * Not computable: no reviews (no-rows); one active slot (degenerate); more than 1e6 reviews or slots (numerical). Counts not whole,
 * a slot without reviews, or more used than active slots throw.
 * Golden: full enumeration with exact fractions and mpmath, scripts/golden-values/sequences.py.
 */
export function bulkTimestampTest(occupancy: readonly SlotOccupancy[], activeSlots: number): Outcome {
  requireCount("bulkTimestampTest (active slots)", activeSlots);
  let [reviews, usedSlots, sharedReviews, sharedSlots, largest] = [0, 0, 0, 0, 0];
  for (const { reviewsInSlot, slots } of occupancy) {
    requireCount("bulkTimestampTest (reviews in a slot)", reviewsInSlot);
    requireArgument(reviewsInSlot >= 1, "bulkTimestampTest (reviews in a slot)", "at least 1", reviewsInSlot);
    requireCount("bulkTimestampTest (slots)", slots);
    if (slots === 0) continue;
    reviews += reviewsInSlot * slots;
    usedSlots += slots;
    largest = Math.max(largest, reviewsInSlot);
    if (reviewsInSlot > 1) {
      sharedReviews += reviewsInSlot * slots;
      sharedSlots += slots;
    }
  }
  requireArgument(usedSlots <= activeSlots, "bulkTimestampTest (active slots)", `at least the ${usedSlots} slots used`, activeSlots);
  if (reviews === 0) return notComputable("no-rows", "The reviewer has no reviews with a time.");
  if (activeSlots === 1) return notComputable("degenerate", "There is only one active time slot, so all reviews must fall into it.");
  if (Math.max(reviews, activeSlots) > MOST_BALLS)
    return notComputable("numerical", `The test is computed for up to ${MOST_BALLS} reviews in up to ${MOST_BALLS} time slots.`);
  return computed({
    estimate: largest,
    n: reviews,
    method: "Largest number of reviews in one time slot, exact multinomial maximum",
    pValue: multinomialMaximumAtLeast(largest, reviews, activeSlots),
    detail: { activeSlots, usedSlots, sharedSlots, sharedReviews, sharedShare: sharedReviews / reviews },
  });
}
