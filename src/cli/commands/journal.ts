import { type Command, EXIT, integerOption, requiredPositional, table } from "../command.ts";

export const journalCommand: Command = {
  name: "journal",
  summary: "Print the journal, newest first, and whether its chain is intact.",
  usage: "CASE [--offset N] [--limit N]",
  example: "tickmark journal acme.tickmark --limit 50",
  options: {
    offset: { type: "string", help: "how many of the newest to leave out (default 0)", value: "N" },
    limit: { type: "string", help: "how many to print (default 100)", value: "N" },
  },
  async run(invocation) {
    const { workbench } = invocation;
    const page = { offset: integerOption(invocation, "offset", 0), limit: integerOption(invocation, "limit", 100) };
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const journal = workbench.cases.journal(page);
    if (invocation.json) invocation.printJson(journal);
    else
      invocation.print(
        [
          table(
            ["seq", "at", "actor", "kind", "what"],
            journal.entries.map((entry) => [entry.seq, entry.at, entry.actor, entry.kind, entry.summary]),
          ),
          "",
          `${journal.entries.length} of ${journal.total} entries; the chain is ${journal.intact ? "intact" : "NOT INTACT"}.`,
        ].join("\n"),
      );
    return journal.intact ? EXIT.good : EXIT.verificationFailed;
  },
};
