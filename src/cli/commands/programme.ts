import { z } from "zod";
import { type Programme, programmeSchema } from "../../contract/run-schemas.ts";
import { policyNamed } from "../../workbench/policy-file.ts";
import { type Command, EXIT, requiredPositional, table } from "../command.ts";
import { checkJson, readJson } from "../read-json.ts";

export const programmeCommand: Command = {
  name: "programme",
  summary: "Show the programme and the policy it is judged by; or replace them.",
  usage: "CASE [--set FILE] [--policy ID|FILE]",
  example: "tickmark programme acme.tickmark --json > programme.json   # edit, then: tickmark programme acme.tickmark --set programme.json",
  options: {
    set: { type: "string", help: "programme as JSON: title and entries, or what this command prints", value: "FILE" },
    policy: { type: "string", help: "a policy that comes with the program, by its id, or a policy file", value: "ID|FILE" },
  },
  async run(invocation) {
    const { workbench } = invocation;
    const [file, wanted] = [invocation.text("set"), invocation.text("policy")];
    const given = file === undefined ? null : readProgramme(file);
    const policy = wanted === undefined ? null : policyNamed(wanted);
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const { session } = workbench.cases;
    if (given !== null) workbench.programme.save(session, given, session.policy.policyId);
    if (policy !== null) workbench.programme.savePolicy(session, policy);
    const view = workbench.programme.view(session);
    if (invocation.json) invocation.printJson(view);
    else
      invocation.print(
        [
          view.programme.title,
          table(
            ["entry", "analysis", "parameters that differ from the defaults"],
            view.programme.entries.map((entry) => [entry.entryId, entry.analysisId, JSON.stringify(entry.parameters)]),
          ),
          "",
          `Policy ${view.policy.policyId}, version ${view.policy.version} (that come with the program: ${view.policies.map((entry) => entry.policyId).join(", ")})`,
          view.lock === null
            ? "Not locked."
            : `Locked by journal entry ${view.lock.seq} at ${view.lock.at}${view.lock.inForce ? "" : "; no longer in force"}.`,
        ].join("\n"),
      );
    return EXIT.good;
  },
};

function readProgramme(file: string): Programme {
  const value = readJson(file, z.json());
  const programme =
    value !== null && typeof value === "object" && !Array.isArray(value) && "programme" in value ? value["programme"] : value;
  return checkJson(programme, programmeSchema, file);
}
