import { rebuildPopulation } from "../../workbench/rebuild.ts";
import { type Command, EXIT, requiredPositional } from "../command.ts";

export const rebuildCommand: Command = {
  name: "rebuild",
  summary: "Make the population anew from the source files, and check that it is the same.",
  usage: "CASE",
  example: "tickmark rebuild acme.tickmark",
  options: {},
  async run(invocation) {
    const { workbench, job } = invocation;
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const result = await rebuildPopulation(workbench.cases.session, workbench, job);
    if (invocation.json) invocation.printJson(result);
    else
      invocation.print(
        `Rebuilt from ${result.sources} sources: ${result.rows} rows, fingerprint ${result.fingerprint ?? "(no population)"} as before.`,
      );
    return EXIT.good;
  },
};
