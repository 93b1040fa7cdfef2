import { TickmarkError } from "../../foundation/errors.ts";
import { ATTACKS } from "../../selftest/attacks.ts";
import { type AttackResult, isDefect, runAttacks } from "../../selftest/run-attacks.ts";
import { sampleGenuine } from "../../selftest/sample-genuine.ts";
import { type Command, EXIT, table } from "../command.ts";

export const selftestCommand: Command = {
  name: "selftest",
  summary: "Try every known attack on a pack made on the spot; each must be stopped.",
  usage: "",
  example: "tickmark selftest --json",
  options: {
    only: { type: "string", help: "attacks whose name or threat holds this text", value: "TEXT" },
  },
  async run(invocation) {
    const wanted = (invocation.text("only") ?? "").toLowerCase();
    const chosen = ATTACKS.filter(({ id, threat }) => `${id} ${threat}`.toLowerCase().includes(wanted));
    if (chosen.length === 0) throw new TickmarkError("usage", `No attack is named "${wanted}".`);
    const results: AttackResult[] = [];
    for await (const result of runAttacks(chosen, await sampleGenuine())) {
      if (invocation.job.signal.aborted) throw new TickmarkError("cancelled", "The self-test was cancelled.");
      results.push(result);
      invocation.job.report({ step: "Trying attacks", fraction: results.length / (chosen.length + 1) });
    }
    const defects = results.filter(isDefect);
    if (invocation.json) invocation.printJson({ formatVersion: 1, success: defects.length === 0, results });
    else invocation.print(`${resultTable(results)}\n\n${conclusion(results, defects)}`);
    return defects.length === 0 ? EXIT.good : EXIT.verificationFailed;
  },
};

function resultTable(results: readonly AttackResult[]): string {
  const rows = results.map(({ id, description, expectedStep, result }) => [
    id,
    description,
    expectedStep,
    result.replaceAll("-", " ").toUpperCase(),
  ]);
  return table(["attack", "what is done", "expected step", "result"], rows);
}

function conclusion(results: readonly AttackResult[], defects: readonly AttackResult[]): string {
  const skipped = results.filter(({ result }) => result === "skipped").length;
  const tried = results.length - 1 - skipped;
  if (defects.length === 0)
    return `${tried} attacks, all stopped at the expected step; the genuine pack was accepted.${skipped > 0 ? ` Skipped: ${skipped}.` : ""}`;
  const told = defects.map(({ id, expectedStep, result, message }) => `${id} (expected at: ${expectedStep}): ${result}. ${message}`);
  return [`NOT ALL ATTACKS WERE STOPPED: ${defects.length} of ${tried}.`, ...told].join("\n");
}
