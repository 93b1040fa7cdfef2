import { type EngagementDraft, engagementDraftSchema } from "../../contract/finding-schemas.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { engagementOf, saveEngagement } from "../../workbench/engagement-service.ts";
import { type Command, EXIT, requiredPositional } from "../command.ts";
import { readJson } from "../read-json.ts";

export const engagementCommand: Command = {
  name: "engagement",
  summary: "Show what is stated of the engagement (objectives, scope, criteria, roles, independence); or replace it.",
  usage: "CASE [show | set FILE.json]",
  example:
    "tickmark engagement acme.tickmark --json > engagement.json   # edit, then: tickmark engagement acme.tickmark set engagement.json",
  options: {},
  async run(invocation) {
    const path = requiredPositional(invocation, 0, "The case");
    const action = invocation.positionals[1] ?? "show";
    if (action !== "show" && action !== "set") throw new TickmarkError("usage", `engagement knows show and set, not ${action}.`);
    const draft = action === "set" ? readJson(requiredPositional(invocation, 2, "The file"), engagementDraftSchema) : null;
    await invocation.workbench.cases.open(path);
    const { session } = invocation.workbench.cases;
    const stated = draft === null ? engagementOf(session) : saveEngagement(session, draft);
    if (invocation.json) invocation.printJson(stated);
    else invocation.print(inWords(stated));
    return EXIT.good;
  },
};

function inWords({ objectives, scope, criteria, roles, independenceDeclaration, retention }: EngagementDraft): string {
  const list = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [`${title}: not stated`] : [`${title}:`, ...lines.map((line) => `  - ${line}`)];
  const one = (title: string, text: string): string => `${title}: ${text === "" ? "not stated" : text}`;
  return [
    ...list("Objectives", objectives),
    one("Scope", scope),
    ...list("Criteria", criteria),
    ...list(
      "Roles",
      roles.map(({ person, role }) => `${role}: ${person}`),
    ),
    one("Independence", independenceDeclaration),
    one("Retention", retention),
  ].join("\n");
}
