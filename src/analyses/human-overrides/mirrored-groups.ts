import { compareText } from "../../foundation/aggregate.ts";
import type { Figure } from "../../foundation/figure.ts";
import { UNKNOWN_GROUP, keyName } from "./figure-building.ts";

/** Dimension of a comparison of two groups that is not judged: names the group whose figure is, with the sign turned. */
export const MIRROR_OF = "mirrorOf";
/** Dimension of the other, judged comparison of the two: who the rest is. */
export const THE_REST = "rest";

/**
 * Of two groups each is the other's rest: one question, so only the smaller group's comparison is judged (ties: the last by name).
 * Sizes, chosen before any override is looked at, are those of the whole attribute, so that all reviewers are asked the same.
 */
export function mirrored(figure: Figure, group: string, present: readonly string[], sizes: ReadonlyMap<string, number>): Figure {
  const [first, second] = present;
  if (present.length !== 2 || first === undefined || second === undefined) return figure;
  const difference = (sizes.get(first) ?? 0) - (sizes.get(second) ?? 0);
  const larger = difference > 0 || (difference === 0 && compareText(first, second) < 0) ? first : second;
  const other = keyName(group === first ? second : first, UNKNOWN_GROUP);
  return { ...figure, dimensions: { ...figure.dimensions, [group === larger ? MIRROR_OF : THE_REST]: other } };
}

export function isMirror(figure: Figure): boolean {
  return Object.hasOwn(figure.dimensions, MIRROR_OF);
}
