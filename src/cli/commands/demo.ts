import { runDemo } from "../../workbench/demo.ts";
import { type Command, EXIT, integerOption, requiredOption, table } from "../command.ts";

export const demoCommand: Command = {
  name: "demo",
  summary: "The whole job on a synthetic case: import, run, report, sign, verify, recompute.",
  usage: "--out DIR",
  example: "npm run demo -- --out demo-case",
  options: {
    out: { type: "string", help: "empty folder for exports, case, pack, allowed_signers and report.html", value: "DIR" },
    rows: { type: "string", help: "decisions (default 40000)", value: "N" },
    seed: { type: "string", help: "seed of the generator (default 1)", value: "N" },
    clean: { type: "boolean", help: "the clean twin: no planted faults" },
  },
  async run(invocation) {
    const result = await runDemo(
      invocation.workbench,
      {
        out: requiredOption(invocation, "out"),
        rows: integerOption(invocation, "rows", 40_000),
        seed: integerOption(invocation, "seed", 1),
        clean: invocation.flag("clean"),
      },
      invocation.job,
    );
    if (invocation.json) invocation.printJson(result);
    else
      invocation.print(
        [
          table(
            ["analysis", "exceptions", "no exception", "insufficient", "figures", "seconds"],
            result.runs.map((run) => [
              run.analysisId,
              run.exceptions,
              run.noException,
              run.insufficient,
              run.figures,
              run.seconds.toFixed(1),
            ]),
          ),
          "",
          ...result.runs.map((run) => `${run.analysisId}: ${run.answer}`),
          "",
          table(
            ["planted fault", "seen"],
            result.faults.map((fault) => [fault.fault, fault.seen ? "yes" : "NO"]),
          ),
          "",
          `verify:    ${result.verification.conclusion}`,
          `reperform: ${result.reperformance.conclusion}`,
          "",
          `case             ${result.case}`,
          `pack             ${result.pack}`,
          `allowed_signers  ${result.allowedSigners}`,
          `report           ${result.report}`,
          `${result.rows} decisions, ${result.seconds.toFixed(1)} s`,
        ].join("\n"),
      );
    return result.verification.success && result.reperformance.success ? EXIT.good : EXIT.verificationFailed;
  },
};
