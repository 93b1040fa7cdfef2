import { type Command, EXIT, requiredPositional } from "../command.ts";
import { describeSource } from "./import.ts";
import { describeRuns } from "./run.ts";

export const showCommand: Command = {
  name: "show",
  summary: "Show the state of a case: sources, runs, journal.",
  usage: "CASE",
  example: "tickmark show acme.tickmark",
  options: {},
  async run(invocation) {
    const { workbench } = invocation;
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const summary = workbench.cases.summary();
    if (invocation.json) {
      invocation.printJson(summary);
      return EXIT.good;
    }
    const { session } = workbench.cases;
    invocation.print(
      [
        `${summary.head.title} (${summary.head.directory})`,
        ...workbench.sources.list(session).map(describeSource),
        summary.population === null
          ? "No population yet."
          : `Population: ${summary.population.rows} rows, fingerprint ${summary.population.fingerprint}`,
        "",
        describeRuns(workbench.runs.list(session)),
        "",
        `Journal: ${summary.journalIntact ? "intact" : "NOT INTACT"}, ${session.kase.journalHead().seq} entries`,
        `Next: ${summary.next.text}`,
      ].join("\n"),
    );
    return summary.journalIntact ? EXIT.good : EXIT.verificationFailed;
  },
};
