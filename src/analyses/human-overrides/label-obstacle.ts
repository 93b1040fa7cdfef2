import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import type { Population } from "../../population/population.ts";

/** Why outcomes cannot say who was right; null when they can. */
export function labelObstacle(population: Population): NotComputable | null {
  if (population.taskType !== "binary") return notComputable("unsupported-task", "Who was right is judged for binary decisions only.");
  if (!population.roles.includes("outcome")) return notComputable("missing-role", "The population has no outcome.");
  if (population.positiveOutcome === null || population.positiveDecision === null)
    return notComputable("missing-role", "The positive outcome and the decision that predicts it were not stated.");
  if (population.labelCausedByDecision)
    return notComputable("not-identifiable", "The outcome is produced by the reviewer's own decision, so it cannot judge that decision.");
  if (population.outcomeHorizonDays !== null && !population.roles.includes("decidedAt"))
    return notComputable("missing-role", "An outcome horizon is stated, but no decision time tells which outcomes are mature.");
  if (population.outcomeHorizonDays !== null && population.cutOffMs === null)
    return notComputable("missing-role", "An outcome horizon is stated, but not the cut-off instant of the data.");
  if (population.labelAvailability === "not-stated")
    return notComputable("selective-labels", "It was not stated for which decisions an outcome can exist.");
  if (population.labelAvailability !== "all")
    return notComputable("selective-labels", "Outcomes exist only after one decision, so one kind of disagreement never gets an outcome.");
  return null;
}
