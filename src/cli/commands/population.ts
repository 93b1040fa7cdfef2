import { z } from "zod";
import { type PopulationRequest, type PopulationView, populationDraftSchema } from "../../contract/source-schemas.ts";
import { draftRequest, statedRequest } from "../../workbench/population-draft.ts";
import { type Command, EXIT, requiredPositional, table } from "../command.ts";
import { checkJson, readJson } from "../read-json.ts";

export const populationCommand: Command = {
  name: "population",
  summary: "State what the population is made of and build it; without --define, print a draft or what is there.",
  usage: "CASE [--define FILE]",
  example:
    "tickmark population acme.tickmark --json > population.json   # edit, then: tickmark population acme.tickmark --define population.json",
  options: { define: { type: "string", help: "JSON as this command prints it, draft or built, with everything stated", value: "FILE" } },
  async run(invocation) {
    const { workbench, job } = invocation;
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const { session } = workbench.cases;
    const file = invocation.text("define");
    const view =
      file === undefined ? workbench.population.current(session) : await workbench.population.build(session, readRequest(file), job);
    if (view === null) {
      invocation.printJson(draftRequest(session, workbench.sources));
      return EXIT.good;
    }
    if (invocation.json) invocation.printJson(view);
    else invocation.print(describePopulation(view));
    return EXIT.good;
  },
};

/** A draft, or the view of a built population, which holds its request. */
function readRequest(file: string): PopulationRequest {
  const value = readJson(file, z.json());
  const request = value !== null && typeof value === "object" && !Array.isArray(value) && "request" in value ? value["request"] : value;
  return statedRequest(checkJson(request, populationDraftSchema, file));
}

function describePopulation(view: PopulationView): string {
  return [
    `${view.request.title}: ${view.rows} decisions, ${view.from ?? "?"} to ${view.to ?? "?"}`,
    `fingerprint ${view.fingerprint}`,
    `roles ${view.roles.join(", ")}`,
    `${view.features.length} features, ${view.attributes.length} attributes, ${view.duplicateDecisionIds} rows with an id seen before`,
    "",
    table(
      ["joined", "rule", "matched", "decisions without", "ids without decision", "duplicate ids"],
      view.joins.map((join) => [join.title, join.reduction, join.matched, join.decisionsWithout, join.unmatched, join.duplicates]),
    ),
    "",
    table(
      ["step", "rows", "lost or null"],
      view.funnel.map((line) => [line.step, line.rows, line.lost]),
    ),
  ].join("\n");
}
