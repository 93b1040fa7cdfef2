import { VERDICT_STATES, type VerdictState } from "../../src/contract/vocabulary.ts";
import { formatInteger } from "./format.ts";

export const VERDICT_WORDS: Readonly<Record<VerdictState, string>> = {
  exception: "Exception",
  "no-exception": "No exception",
  "insufficient-evidence": "Insufficient evidence",
};

/** Filled triangle, filled disc, hollow diamond: told apart without colour. */
export function VerdictShape({ state, size = 12 }: { readonly state: VerdictState; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      {state === "exception" && <path d="M6 0.8 11.6 11H0.4Z" fill="currentColor" />}
      {state === "no-exception" && <circle cx="6" cy="6" r="4.8" fill="currentColor" />}
      {state === "insufficient-evidence" && <path d="M6 1.1 10.9 6 6 10.9 1.1 6Z" fill="none" stroke="currentColor" strokeWidth="1.6" />}
    </svg>
  );
}

/** A verdict: colour, shape and word. */
export function VerdictMark({ state }: { readonly state: VerdictState }) {
  return (
    <span className={`mark mark-${state}`}>
      <VerdictShape state={state} />
      {VERDICT_WORDS[state]}
    </span>
  );
}

export type VerdictCounts = Readonly<Record<VerdictState, number>>;
const ORDER: readonly VerdictState[] = ["exception", "no-exception", "insufficient-evidence"];

/** Counts in a line of a list. */
export function VerdictCountsLine({ counts }: { readonly counts: VerdictCounts }) {
  return (
    <span className="counts">
      {ORDER.map((state) => (
        <span key={state} className={counts[state] === 0 ? "mark mark-none" : `mark mark-${state}`} title={VERDICT_WORDS[state]}>
          <VerdictShape state={state} size={10} />
          {formatInteger(counts[state])}
          <span className="hidden-visually">{VERDICT_WORDS[state]}</span>
        </span>
      ))}
    </span>
  );
}

/** Counts as the head of a page. */
export function VerdictTally({ counts, label }: { readonly counts: VerdictCounts; readonly label: string }) {
  return (
    <dl className="tally" aria-label={label}>
      {ORDER.map((state) => (
        <div key={state} className={`tally-${state}`}>
          <dt className={counts[state] === 0 ? "mark mark-neutral" : `mark mark-${state}`}>
            <VerdictShape state={state} />
            {VERDICT_WORDS[state]}
          </dt>
          <dd>{formatInteger(counts[state])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A verdict as a pack states it: one of the three, or a word that stays a word. */
export function StatedVerdict({ verdict }: { readonly verdict: string | null }) {
  if (verdict === null) return <span className="faint">none</span>;
  const known = VERDICT_STATES.find((state) => state === verdict);
  return known === undefined ? <span>{verdict}</span> : <VerdictMark state={known} />;
}
