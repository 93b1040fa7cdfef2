import { type FindingDraft, type FindingView, findingDraftSchema } from "../../contract/finding-schemas.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { chooseKey, unlockKey } from "../../workbench/key-service.ts";
import { type Command, EXIT, type Invocation, requiredOption, requiredPositional } from "../command.ts";
import { readJson } from "../read-json.ts";

export const findingCommand: Command = {
  name: "finding",
  summary: "Findings of a case: list, save, remove, sign off (a signature over the text as it is).",
  usage: "CASE [list | template [ID] | save FILE.json | remove ID --reason TEXT | sign-off ID --role preparer|reviewer]",
  example: "tickmark finding acme.tickmark template > finding.json   # edit, then: tickmark finding acme.tickmark save finding.json",
  options: {
    reason: { type: "string", help: "remove: why" },
    role: { type: "string", help: "sign-off: preparer or reviewer", value: "ROLE" },
    key: { type: "string", help: "key id, fingerprint or principal (default: the only key)", value: "KEY" },
  },
  async run(invocation) {
    const { workbench } = invocation;
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const { session } = workbench.cases;
    const { findings } = workbench;
    const [, action = "list"] = invocation.positionals;
    switch (action) {
      case "list":
        return show(invocation, findings.list(session));
      case "template":
        invocation.printJson(draftOf(findings.list(session), invocation.positionals[2] ?? null));
        return EXIT.good;
      case "save":
        return show(invocation, [findings.save(session, readJson(requiredPositional(invocation, 2, "The file"), findingDraftSchema))]);
      case "remove":
        findings.remove(session, requiredPositional(invocation, 2, "The finding"), requiredOption(invocation, "reason"));
        return show(invocation, findings.list(session));
      case "sign-off": {
        const findingId = requiredPositional(invocation, 2, "The finding");
        const role = requiredOption(invocation, "role");
        if (role !== "preparer" && role !== "reviewer") throw new TickmarkError("usage", "--role takes preparer or reviewer.");
        const key = chooseKey(invocation.text("key") ?? "");
        const signer = unlockKey(key.keyId, await invocation.passphrase(`Passphrase of ${key.principal}`));
        return show(invocation, [findings.signOff(session, findingId, role, signer)]);
      }
      default:
        throw new TickmarkError("usage", `finding knows list, template, save, remove and sign-off, not ${action}.`);
    }
  },
};

/** What `save` takes: a new finding without text, or one of the case to be edited. */
function draftOf(findings: readonly FindingView[], wanted: string | null): FindingDraft {
  const empty = {
    findingId: null,
    title: "",
    rating: "medium" as const,
    criteria: "",
    condition: "",
    cause: "",
    consequence: "",
    correctiveAction: { text: "", owner: "", due: "", managementResponse: "" },
    figures: [],
  };
  if (wanted === null) return empty;
  const finding = findings.find(({ findingId }) => findingId === wanted);
  if (finding === undefined) throw new TickmarkError("not-found", `There is no finding "${wanted}" in this case.`);
  const { findingId, title, rating, criteria, condition, cause, consequence, correctiveAction, figures } = finding;
  return { findingId, title, rating, criteria, condition, cause, consequence, correctiveAction, figures };
}

function show(invocation: Invocation, findings: readonly FindingView[]): number {
  if (invocation.json) invocation.printJson(findings);
  else invocation.print(findings.length === 0 ? "No findings." : findings.map(textOf).join("\n\n"));
  return EXIT.good;
}

function textOf({ findingId, rating, title, figures, figureTexts, signOffs, savedAt, savedBy }: FindingView): string {
  return [
    `${findingId}  ${title} (${rating})`,
    `  saved ${savedAt} by ${savedBy}`,
    ...figures.map(({ figureId }, index) => `  ${figureId}: ${figureTexts[index] ?? "no longer there"}`),
    ...signOffs.map(
      ({ role, principal, at, fingerprint, inForce }) =>
        `  ${role}: ${principal}, ${at}, ${fingerprint}${inForce ? "" : " - VOID, the finding was edited since"}`,
    ),
  ].join("\n");
}
