import type { Figure } from "../../foundation/figure.ts";
import { isComputed } from "../../foundation/outcome.ts";
import { type Evidence, type Hypothesis, type Refusal, judgeHypotheses } from "../../policy/judge.ts";
import { thresholdOf } from "../../policy/policy.ts";
import type { Verdict } from "../../policy/verdict.ts";
import type { VerdictsInput } from "../analysis.ts";
import { type DriftView, driftView, isDriftRefusal } from "./drift-view.ts";
import { evidenceOf } from "./drift-evidence.ts";
import { type JudgedFigure, ROWS_WITHOUT_WINDOW, SETUP_FIGURE, THRESHOLD_KEYS, judgedWindowsFigureId, rowsFigureId } from "./figure-ids.ts";
import type { DataDriftParameters } from "./parameters.ts";
import { seasonNote } from "./trend-figures.ts";

const MEASURES: Record<JudgedFigure, string> = {
  psi: "Population stability index",
  "missing-share-difference": "Change of the missing share",
  "out-of-range-share": "Out-of-range share",
  "unseen-share": "Unseen share",
  "mean-ridit-change": "Change of the mean ridit",
  "psi-change": "Change of the population stability index",
};

export function driftVerdicts(input: VerdictsInput<DataDriftParameters>): readonly Verdict[] {
  const view = driftView(input);
  if (isDriftRefusal(view))
    return [
      {
        figureId: SETUP_FIGURE,
        subject: "Data drift",
        family: "windows",
        state: "insufficient-evidence",
        reason: view.reason,
        missing: view.missing,
      },
    ];
  const listed = new Set(view.coverage.windows.filter((status) => isListedOnly(status.state)).map((status) => status.window.label));
  const season = seasonNote(view.setup.windows);
  const hypotheses = input.figures.flatMap((figure): Hypothesis[] => {
    if (!isJudged(figure.name) || listed.has(figure.dimensions["window"] ?? "")) return [];
    const family = figure.name === "mean-ridit-change" || figure.name === "psi-change" ? "trend" : "windows";
    return [
      {
        figureId: figure.figureId,
        subject: subjectOf(figure, figure.name, season),
        family,
        measure: MEASURES[figure.name],
        evidence: weigh(figure, figure.name, input),
      },
    ];
  });
  return [...coverageVerdicts(view, input), ...judgeHypotheses(hypotheses, input.policy.q)];
}

function isJudged(name: string): name is JudgedFigure {
  return Object.hasOwn(THRESHOLD_KEYS, name);
}

/** Windows that are shown but ask no question of their own; an empty one is a finding of the family "coverage". */
function isListedOnly(state: string): boolean {
  return state === "partial" || state === "overlaps-baseline" || state === "empty";
}

function weigh(figure: Figure, name: JudgedFigure, input: VerdictsInput<DataDriftParameters>): Evidence | Refusal {
  if (!isComputed(figure.outcome)) return { kind: "refusal", reason: figure.outcome.reason };
  const threshold = thresholdOf(input.policy, THRESHOLD_KEYS[name]);
  if (threshold === undefined)
    return { kind: "refusal", reason: `The policy has no threshold ${THRESHOLD_KEYS[name]}.`, missing: [THRESHOLD_KEYS[name]] };
  return evidenceOf(name, figure.outcome, threshold, input.policy.q);
}

function subjectOf(figure: Figure, name: JudgedFigure, season: string): string {
  const { feature, window } = figure.dimensions;
  switch (name) {
    case "psi":
      return `Distribution of ${feature} in ${window} against the baseline${mergedNote(figure)}`;
    case "missing-share-difference":
      return `Missing values of ${feature} in ${window} against the baseline`;
    case "out-of-range-share":
      return `Values of ${feature} in ${window} beyond the baseline's range`;
    case "unseen-share":
      return `Values of ${feature} in ${window} that the baseline never showed`;
    case "psi-change":
      return `Gradual departure of ${feature} from the baseline over the judged windows (${season})`;
    case "mean-ridit-change":
      return `Gradual shift of ${feature} over the judged windows (${season})`;
  }
}

/** A window too small for the frozen cells is judged on fewer, which the question must say. */
function mergedNote({ outcome }: Figure): string {
  const frozen = isComputed(outcome) ? outcome.detail?.["frozenCells"] : undefined;
  return frozen === undefined || !isComputed(outcome) ? "" : ` (on ${outcome.detail?.["cells"]} of ${frozen} cells: too few rows for all)`;
}

/** What was never compared is a finding of its own: no row and no feature drops out without a word. */
function coverageVerdicts(view: DriftView, input: VerdictsInput<DataDriftParameters>): Verdict[] {
  const insufficient = (figureId: string, subject: string, reason: string): Verdict => ({
    figureId,
    subject,
    family: "coverage",
    state: "insufficient-evidence",
    reason,
  });
  const { rowsWithoutWindow, windows } = view.coverage;
  return [
    ...emptyWindowVerdicts(view, input),
    ...(rowsWithoutWindow === 0
      ? []
      : [
          insufficient(
            ROWS_WITHOUT_WINDOW,
            "Rows outside every window",
            `${rowsWithoutWindow} of ${input.population.rows} rows are neither in the baseline nor in any window (no time, or a time outside the covered period), so they were not compared.`,
          ),
        ]),
    ...(windows.some(({ state }) => state === "judged")
      ? []
      : view.features.map(({ sample: { feature } }) =>
          insufficient(
            judgedWindowsFigureId(feature.name),
            `${feature.name} against the baseline`,
            `No window could be judged: ${statesInWords(view)}.`,
          ),
        )),
  ];
}

const STATE_WORDS = {
  judged: "judged",
  empty: "empty",
  "too-few": "with too few rows",
  partial: "partial",
  "overlaps-baseline": "overlapping the baseline",
} as const;

function statesInWords({ coverage }: DriftView): string {
  const groups = Map.groupBy(coverage.windows, ({ state }) => state);
  return groups.size === 0
    ? "there are no windows"
    : [...groups].map(([state, members]) => `${members.length} ${STATE_WORDS[state]}`).join(", ");
}

function emptyWindowVerdicts({ coverage }: DriftView, input: VerdictsInput<DataDriftParameters>): Verdict[] {
  return coverage.windows.flatMap(({ window, state }): Verdict[] => {
    if (state !== "empty") return [];
    const sampled = input.population.sampledCapture;
    return [
      {
        figureId: rowsFigureId(window.label),
        subject: `Rows in ${window.label}`,
        family: "coverage",
        state: sampled ? "insufficient-evidence" : "exception",
        reason: sampled
          ? "No rows in an expected window; the log is a sample, so this does not show that nothing was decided."
          : "No rows in an expected window: inside the covered period nothing was logged.",
        effect: 0,
      },
    ];
  });
}
