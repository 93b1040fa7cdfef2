/** The two ways of overriding, named by where the decision ends. */
export const DIRECTIONS = ["to-favourable", "to-unfavourable"] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What the model decided in the cases that can be overridden this way. */
export function eligibleFavourable(direction: Direction): boolean {
  return direction === "to-unfavourable";
}

export function directionInWords(direction: Direction): string {
  return direction === "to-favourable" ? "unfavourable to favourable" : "favourable to unfavourable";
}
