import { z } from "zod";
import type { RunHead } from "../../contract/case-schemas.ts";
import { type Command, EXIT, requiredPositional, table } from "../command.ts";
import { parseJson } from "../read-json.ts";

export const analysesCommand: Command = {
  name: "analyses",
  summary: "List the analyses, what they need and what is missing.",
  usage: "[CASE]",
  example: "tickmark analyses acme.tickmark",
  options: {},
  async run(invocation) {
    const { workbench } = invocation;
    const [directory] = invocation.positionals;
    if (directory !== undefined) await workbench.cases.open(directory);
    const list = workbench.programme.list(workbench.cases.optional);
    if (invocation.json) invocation.printJson(list);
    else
      invocation.print(
        table(
          ["id", "version", "question", "needs", "missing"],
          list.map((info) => [
            info.id,
            info.methodVersion,
            info.question,
            info.requiredRoles.join(", "),
            info.missingRoles.join(", ") || "-",
          ]),
        ),
      );
    return EXIT.good;
  },
};

export const runCommand: Command = {
  name: "run",
  summary: "Lock the programme and run it.",
  usage: "CASE [--entry ID]...",
  example: "tickmark run acme.tickmark --fail-on-exception",
  options: {
    entry: { type: "string", multiple: true, help: "only this entry of the programme", value: "ID" },
    "fail-on-exception": { type: "boolean", help: "exit 1 when a verdict is an exception" },
  },
  async run(invocation) {
    const { workbench, job } = invocation;
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const entries = invocation.texts("entry");
    const heads = await workbench.runs.runProgramme(workbench.cases.session, entries.length === 0 ? null : entries, job);
    if (invocation.json) invocation.printJson(heads);
    else invocation.print(describeRuns(heads));
    const exceptions = heads.reduce((sum, head) => sum + head.verdicts.exception, 0);
    return invocation.flag("fail-on-exception") && exceptions > 0 ? EXIT.exceptionsFound : EXIT.good;
  },
};

export const exploreCommand: Command = {
  name: "explore",
  summary: "Run one analysis outside the programme; it gets no verdict.",
  usage: "CASE ANALYSIS [--parameters JSON]",
  example: `tickmark explore acme.tickmark data-drift --parameters '{"window":{"kind":"calendar","unit":"month"}}'`,
  options: { parameters: { type: "string", help: "parameters that differ from the defaults", value: "JSON" } },
  async run(invocation) {
    const { workbench, job } = invocation;
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const parameters = parseJson(invocation.text("parameters") ?? "{}", z.record(z.string(), z.json()), "--parameters");
    const head = await workbench.runs.explore(workbench.cases.session, requiredPositional(invocation, 1, "The analysis"), parameters, job);
    if (invocation.json) invocation.printJson(head);
    else invocation.print(describeRuns([head]));
    return EXIT.good;
  },
};

export function describeRuns(heads: readonly RunHead[]): string {
  return [
    table(
      ["run", "exceptions", "no exception", "insufficient", "figures", "not computable", "seconds"],
      heads.map((head) => [
        head.runId,
        head.verdicts.exception,
        head.verdicts["no-exception"],
        head.verdicts["insufficient-evidence"],
        head.figures,
        head.notComputable,
        (head.durationMs / 1000).toFixed(1),
      ]),
    ),
    "",
    ...heads.map((head) => `${head.title}: ${head.answer}${head.stale === null ? "" : ` [${head.stale}]`}`),
  ].join("\n");
}
