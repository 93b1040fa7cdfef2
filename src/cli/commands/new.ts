import { RISK_TIERS, newCaseSchema } from "../../contract/case-schemas.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { type Command, EXIT, requiredOption, requiredPositional } from "../command.ts";

export const newCommand: Command = {
  name: "new",
  summary: "Create an empty case folder.",
  usage: "DIR --title TEXT --auditor NAME",
  example: "tickmark new acme-credit-2026 --title 'Acme credit 2026' --auditor auditor@example.org --tier high --domain credit",
  options: {
    title: { type: "string", help: "title of the engagement" },
    auditor: { type: "string", help: "who works on it; becomes the journal's actor" },
    organisation: { type: "string", help: "whom the case is about" },
    tier: { type: "string", help: `risk tier: ${RISK_TIERS.join(", ")} (default standard)` },
    domain: { type: "string", help: "credit, employment, health care, ..." },
    objective: { type: "string", help: "what the audit is to find out" },
  },
  async run(invocation) {
    const parsed = newCaseSchema.safeParse({
      directory: requiredPositional(invocation, 0, "The folder of the case"),
      title: requiredOption(invocation, "title"),
      auditor: requiredOption(invocation, "auditor"),
      organisation: invocation.text("organisation") ?? "",
      tier: invocation.text("tier") ?? "standard",
      domain: invocation.text("domain") ?? "",
      objective: invocation.text("objective") ?? "",
    });
    if (!parsed.success)
      throw new TickmarkError("usage", parsed.error.issues.map((issue) => `--${issue.path.join(".")}: ${issue.message}`).join("; "));
    const head = await invocation.workbench.cases.create(parsed.data);
    if (invocation.json) invocation.printJson(head);
    else invocation.print(`Created ${head.directory}`);
    return EXIT.good;
  },
};
