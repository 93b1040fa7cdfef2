import { TickmarkError } from "../../foundation/errors.ts";
import { type Command, EXIT, integerOption, requiredPositional, table } from "../command.ts";

export const rejectsCommand: Command = {
  name: "rejects",
  summary: "List the rows of a source that could not be read: where, which column, why.",
  usage: "CASE SOURCE [--offset N] [--limit N]",
  example: "tickmark rejects acme.tickmark decisions-001 --limit 20",
  options: {
    offset: { type: "string", help: "how many to leave out (default 0)", value: "N" },
    limit: { type: "string", help: "how many to list (default 100)", value: "N" },
  },
  async run(invocation) {
    const { workbench } = invocation;
    const sourceId = requiredPositional(invocation, 1, "The source");
    const page = { offset: integerOption(invocation, "offset", 0), limit: integerOption(invocation, "limit", 100) };
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const { session } = workbench.cases;
    const known = workbench.sources.list(session).map((source) => source.sourceId);
    if (!known.includes(sourceId))
      throw new TickmarkError("not-found", `The case has no source ${sourceId}.`, { expected: known.join(", ") });
    const result = await workbench.sources.rejects(session, sourceId, page);
    if (invocation.json) invocation.printJson(result);
    else
      invocation.print(
        [
          table(
            ["file", "line", "column", "reason", "as written"],
            result.rejects.map((reject) => [reject.file, reject.line, reject.column ?? "-", reject.reason, reject.excerpt]),
          ),
          "",
          `${result.rejects.length} of ${result.total} rejects`,
        ].join("\n"),
      );
    return EXIT.good;
  },
};
