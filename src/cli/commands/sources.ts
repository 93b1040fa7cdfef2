import { TickmarkError } from "../../foundation/errors.ts";
import { type Command, EXIT, requiredOption, requiredPositional, table } from "../command.ts";
import { describeSource } from "./import.ts";

export const sourcesCommand: Command = {
  name: "sources",
  summary: "List the sources of a case; hash their files again; or take one out.",
  usage: "CASE [--verify | --remove ID --reason TEXT]",
  example: "tickmark sources acme.tickmark --verify",
  options: {
    verify: { type: "boolean", help: "hash every file again; exit 4 when one is changed or missing" },
    remove: { type: "string", help: "take this source out; the case keeps the record of it and the reason", value: "ID" },
    reason: { type: "string", help: "why it is taken out" },
  },
  async run(invocation) {
    const { workbench, job } = invocation;
    const removed = invocation.text("remove");
    const reason = removed === undefined ? "" : requiredOption(invocation, "reason").trim();
    if (removed !== undefined && reason === "")
      throw new TickmarkError("usage", "--reason is empty: the case keeps why a source was taken out.");
    if (removed !== undefined && invocation.flag("verify")) throw new TickmarkError("usage", "Give either --verify or --remove.");
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const { session } = workbench.cases;
    if (invocation.flag("verify")) {
      const files = await workbench.sources.verify(session, job);
      if (invocation.json) invocation.printJson(files);
      else
        invocation.print(
          table(
            ["state", "file"],
            files.map((file) => [file.state === "unchanged" ? "unchanged" : file.state.toUpperCase(), file.path]),
          ),
        );
      return files.every((file) => file.state === "unchanged") ? EXIT.good : EXIT.verificationFailed;
    }
    if (removed !== undefined) await workbench.sources.remove(session, removed, reason);
    const list = workbench.sources.list(session);
    if (invocation.json) invocation.printJson(list);
    else
      invocation.print(list.length === 0 ? "No sources." : list.map((source) => `${source.title}\n${describeSource(source)}`).join("\n\n"));
    return EXIT.good;
  },
};
