import { type KeyboardEvent, useState } from "react";

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

export interface RovingRows {
  /** For the control of a row. */
  readonly control: (index: number) => {
    readonly tabIndex: 0 | -1;
    readonly "data-row": number;
    readonly onFocus: () => void;
    readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
  };
  /** Which rows are in the document, so that one of them can always be reached. */
  readonly show: (first: number, last: number) => void;
}

/** One stop of Tab for the controls of a long table; arrow keys go from row to row. */
export function useRovingRows(count: number): RovingRows {
  const [active, setActive] = useState(0);
  const [range, setRange] = useState({ first: 0, last: 0 });
  const stop = active >= range.first && active <= Math.max(range.last, range.first) && active < count ? active : range.first;
  return {
    control: (index) => ({
      tabIndex: index === stop ? 0 : -1,
      "data-row": index,
      onFocus: () => setActive(index),
      onKeyDown(event) {
        const step = STEPS[event.key];
        if (step === undefined) return;
        event.preventDefault();
        const next = Math.max(0, Math.min(count - 1, index + step));
        const table = event.currentTarget.closest("[role=table]");
        table?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus();
      },
    }),
    show: (first, last) => setRange((before) => (before.first === first && before.last === last ? before : { first, last })),
  };
}
