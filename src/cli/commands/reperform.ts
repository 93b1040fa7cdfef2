import { type Reperformance, visibleText } from "../../contract/review-schemas.ts";
import { windowReperformance } from "../../workbench/review-service.ts";
import { type Command, EXIT, requiredPositional, table } from "../command.ts";
import { REVIEW_OPTIONS, packToReviewOf } from "../review-options.ts";

export const reperformCommand: Command = {
  name: "reperform",
  summary:
    "Recompute figures and verdicts from a pack's aggregates, and these from its records (or, with --sources, from the source files).",
  usage: "PACK [--records] [--sources DIR] [--run-foreign-sql]",
  example: "tickmark reperform acme-r1-restricted.zip",
  options: {
    records: { type: "boolean", help: "insist on records: a pack without them is an error" },
    sources: { type: "string", help: "folder that holds the source files (found by digest)", value: "DIR" },
    "run-foreign-sql": {
      type: "boolean",
      help: "also run SQL of the pack that this program would not write itself, locked up; read it first",
    },
    identity: REVIEW_OPTIONS.identity,
  },
  async run(invocation) {
    const pack = await packToReviewOf(invocation, requiredPositional(invocation, 0, "The pack"));
    const options = { records: invocation.flag("records"), runForeignSql: invocation.flag("run-foreign-sql") };
    const result = windowReperformance(
      await invocation.workbench.review.reperform(pack, invocation.text("sources") ?? null, invocation.job, options),
    );
    if (invocation.json) invocation.printJson(result);
    else invocation.print(resultText(result, options.runForeignSql));
    if (result.success) return EXIT.good;
    const onlyWithheld = result.runs.every(({ state }) => state === "pass" || state === "withheld") && result.differences.length === 0;
    return onlyWithheld ? EXIT.figuresWithheld : EXIT.verificationFailed;
  },
};

function resultText({ runs, differences, foreignSql, conclusion }: Reperformance, ran: boolean): string {
  return [
    table(
      ["run", "state", "aggregates", "figures", "verdicts", "withheld", "differences"],
      runs.map((run) => [run.runId, run.state, run.aggregates, run.figures, run.verdicts, run.withheld, run.differences]),
    ),
    ...differences.map(({ runId, subject, stored, recomputed }) =>
      visibleText(`${runId}: ${subject}: stored ${stored}, recomputed ${recomputed}`),
    ),
    ...foreignSql.flatMap(({ runId, query, sql }) => [
      "",
      visibleText(`SQL of the pack, ${ran ? "run locked up" : "not run"}: ${runId}, ${query}`),
      // Set in, so that none of its lines passes for one of this program.
      ...sql.split("\n").map((line) => `  | ${line}`),
    ]),
    "",
    visibleText(conclusion),
    "Who signed was not checked here: tickmark verify does that.",
  ].join("\n");
}
