import type { VerdictState } from "../../../src/contract/vocabulary.ts";

/** Colours of a chart, taken from the window's tokens so that both can never differ. */
export interface ChartLook {
  readonly paper: string;
  readonly ink: string;
  readonly inkSoft: string;
  readonly inkFaint: string;
  readonly line: string;
  readonly states: Readonly<Record<VerdictState, string>>;
  /** Series apart from verdicts; drawn with different dashes as well. */
  readonly series: readonly string[];
  readonly rampLow: string;
  readonly rampHigh: string;
  readonly rampBelow: string;
}

export const STATE_SYMBOLS: Readonly<Record<VerdictState, string>> = {
  exception: "triangle-up",
  "no-exception": "circle",
  "insufficient-evidence": "diamond-open",
};
export const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"] as const;

/** Resolves the tokens in the theme that is on now. */
export function readChartLook(host: HTMLElement): ChartLook {
  const probe = document.createElement("span");
  host.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const look: ChartLook = {
    paper: read("--surface"),
    ink: read("--ink"),
    inkSoft: read("--ink-soft"),
    inkFaint: read("--ink-faint"),
    line: read("--line"),
    states: { exception: read("--exception"), "no-exception": read("--no-exception"), "insufficient-evidence": read("--insufficient") },
    series: ["--series-1", "--series-2", "--series-3", "--series-4", "--series-5", "--series-6"].map(read),
    rampLow: read("--ramp-low"),
    rampHigh: read("--ramp-high"),
    rampBelow: read("--ramp-below"),
  };
  probe.remove();
  return look;
}

export function seriesColour(look: ChartLook, index: number): string {
  return look.series[index % look.series.length] ?? look.ink;
}
