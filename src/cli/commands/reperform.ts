import { windowReperformance } from "../../workbench/review-service.ts";
import { type Command, EXIT, requiredPositional, table } from "../command.ts";

export const reperformCommand: Command = {
  name: "reperform",
  summary: "Recompute figures and verdicts from a pack's aggregates; with --sources, the aggregates too.",
  usage: "PACK [--sources DIR]",
  example: "tickmark reperform acme-r1.zip --sources exports",
  options: { sources: { type: "string", help: "folder that holds the source files (found by digest)", value: "DIR" } },
  async run(invocation) {
    const path = requiredPositional(invocation, 0, "The pack");
    const result = windowReperformance(
      await invocation.workbench.review.reperform(path, invocation.text("sources") ?? null, invocation.job),
    );
    if (invocation.json) invocation.printJson(result);
    else
      invocation.print(
        [
          table(
            ["run", "aggregates", "figures", "verdicts", "differences"],
            result.runs.map((run) => [run.runId, run.aggregates, run.figures, run.verdicts, run.differences]),
          ),
          ...result.differences.map(
            (difference) => `${difference.runId}: ${difference.subject}: stored ${difference.stored}, recomputed ${difference.recomputed}`,
          ),
          "",
          result.conclusion,
        ].join("\n"),
      );
    return result.success ? EXIT.good : EXIT.verificationFailed;
  },
};
