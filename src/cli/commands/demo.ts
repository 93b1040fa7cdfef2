import { runDemo } from "../../workbench/demo.ts";
import { type Command, EXIT, integerOption, requiredOption, table } from "../command.ts";

export const demoCommand: Command = {
  name: "demo",
  summary: "The whole job on a synthetic case: import, run, report, sign both packs, verify, recompute.",
  usage: "--out DIR",
  example: "npm run demo -- --out demo-case",
  options: {
    out: { type: "string", help: "empty folder for exports, case, both packs, allowed_signers and the reports", value: "DIR" },
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
          "restricted pack, with pseudonymised records:",
          `  verify     ${result.verification.conclusion}`,
          `  reperform  ${result.reperformance.conclusion}`,
          "shareable pack, without records, small cells suppressed:",
          `  verify     ${result.shareable.verification.conclusion}`,
          `  reperform  ${result.shareable.reperformance.conclusion}`,
          "",
          `case             ${result.case}`,
          `restricted pack  ${result.pack}`,
          `shareable pack   ${result.shareable.pack}`,
          `allowed_signers  ${result.allowedSigners}`,
          `report           ${result.report}`,
          `what is shared   ${result.shareable.report}`,
          `${result.rows} decisions, ${result.seconds.toFixed(1)} s`,
        ].join("\n"),
      );
    const { shareable } = result;
    const sharedWell = shareable.result === "withheld" || shareable.result === "success";
    return result.verification.success && result.reperformance.success && sharedWell ? EXIT.good : EXIT.verificationFailed;
  },
};
