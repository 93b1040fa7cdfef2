import { withdrawals, withdraw } from "../../workbench/withdrawal-service.ts";
import { type Command, EXIT, requiredOption, requiredPositional, table } from "../command.ts";
import { REVIEW_OPTIONS, packToReviewOf } from "../review-options.ts";

export const withdrawCommand: Command = {
  name: "withdraw",
  summary: "Put a pack that its auditor withdrew on your own list: it fails verification here from then on.",
  usage: "PACK --reason TEXT | --list",
  example: "tickmark withdraw acme-r1.zip --reason 'Withdrawn by the auditor on 2026-12-01, letter 14.'",
  options: {
    ...REVIEW_OPTIONS,
    reason: { type: "string", help: "why, and who said so" },
    list: { type: "boolean", help: "show the list" },
  },
  async run(invocation) {
    if (!invocation.flag("list"))
      await withdraw(await packToReviewOf(invocation, requiredPositional(invocation, 0, "The pack")), requiredOption(invocation, "reason"));
    const list = withdrawals();
    if (invocation.json) invocation.printJson(list);
    else
      invocation.print(
        table(
          ["withdrawn", "tagmanifest SHA-256", "reason"],
          list.map(({ at, tagmanifestSha256, reason }) => [at, tagmanifestSha256, reason]),
        ),
      );
    return EXIT.good;
  },
};
