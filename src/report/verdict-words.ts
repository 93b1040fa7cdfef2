import type { VerdictState } from "../policy/verdict.ts";

/** The word of each state; colour and shape go with it, never instead of it. */
export const VERDICT_WORDS: Readonly<Record<VerdictState, string>> = {
  exception: "Exception",
  "no-exception": "No exception",
  "insufficient-evidence": "Insufficient evidence",
};

/** What needs attention first; what was shown to be in order last. */
export const VERDICT_ORDER: readonly VerdictState[] = ["exception", "insufficient-evidence", "no-exception"];
