import type { Verdict } from "../../policy/verdict.ts";
import type { ChartsInput } from "../analysis.ts";
import { driftView, isDriftRefusal } from "./drift-view.ts";
import { worstFigure } from "./charts.ts";
import type { DataDriftParameters } from "./parameters.ts";

const MOST_NAMES = 5;

/** The answer in one sentence; what could not be decided is always said. */
export function driftAnswer(input: ChartsInput<DataDriftParameters>): string {
  const view = driftView(input);
  if (isDriftRefusal(view)) return `Insufficient evidence: ${view.reason}`;
  const judged = view.coverage.windows.filter((status) => status.state === "judged").length;
  const scope = `${view.features.length} ${view.features.length === 1 ? "feature" : "features"} in ${judged} judged ${judged === 1 ? "window" : "windows"}`;
  if (input.verdicts.length === 0) {
    const worst = worstFigure(input.figures);
    const largest =
      worst?.outcome.status === "computed"
        ? `; the largest index is ${worst.outcome.estimate.toFixed(3)} (${worst.dimensions["feature"]} in ${worst.dimensions["window"]})`
        : "";
    return `${scope} were compared with the baseline, without a verdict${largest}.`;
  }
  const exceptions = input.verdicts.filter((verdict) => verdict.state === "exception");
  const undecided = input.verdicts.filter((verdict) => verdict.state === "insufficient-evidence").length;
  const empty = exceptions.filter((verdict) => verdict.family === "coverage").length;
  const { rowsWithoutWindow } = view.coverage;
  const moved = countByFeature(exceptions, input);
  const names = [...moved.entries()].toSorted((left, right) => right[1] - left[1]).map(([feature, count]) => `${feature} (${count})`);
  const parts = [
    judged === 0
      ? "No window could be judged, so nothing is known of drift"
      : moved.size === 0
        ? `Of ${scope}, none moved beyond the policy`
        : `Of ${scope}, ${moved.size} moved beyond the policy: ${names.slice(0, MOST_NAMES).join(", ")}${names.length > MOST_NAMES ? `, ${names.length - MOST_NAMES} more` : ""}`,
    ...(empty > 0 ? [`${empty} expected ${empty === 1 ? "window has" : "windows have"} no rows`] : []),
    ...(rowsWithoutWindow > 0
      ? [`${rowsWithoutWindow} of ${input.population.rows} rows lie outside every window and were not compared`]
      : []),
    ...(undecided > 0 ? [`${undecided} of ${input.verdicts.length} questions could not be decided`] : []),
    ...(input.population.roles.includes("subjectId") ? ["rows are assumed independent although subjects may have several"] : []),
  ];
  return `${parts.join("; ")}.`;
}

function countByFeature(exceptions: readonly Verdict[], input: ChartsInput<DataDriftParameters>): Map<string, number> {
  const featureOf = new Map(input.figures.map((figure) => [figure.figureId, figure.dimensions["feature"]]));
  const counts = new Map<string, number>();
  for (const verdict of exceptions) {
    const feature = featureOf.get(verdict.figureId);
    if (feature !== undefined) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  return counts;
}
