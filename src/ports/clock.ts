/** The only way in which the core learns the time. */
export interface Clock {
  nowMs(): number;
}
