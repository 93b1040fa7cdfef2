/** Park-Miller minimal standard generator; only to make sample data that is the same each time. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}
