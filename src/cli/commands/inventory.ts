import { importInventory, listInventory } from "../../workbench/inventory-service.ts";
import { type Command, EXIT, requiredPositional, table } from "../command.ts";

export const inventoryCommand: Command = {
  name: "inventory",
  summary: "Import a model-registry snapshot, and compare it with the versions in the log.",
  usage: "CASE [PATH]",
  example: "tickmark inventory acme.tickmark exports/registry",
  options: {},
  async run(invocation) {
    const { workbench } = invocation;
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const path = invocation.positionals[1];
    if (path !== undefined) importInventory(workbench.cases.session, path);
    const list = await listInventory(workbench.cases.session, workbench.population);
    if (invocation.json) invocation.printJson(list);
    else
      invocation.print(
        [
          table(
            ["model", "version", "stage", "created", "rows in log"],
            list.models.flatMap((model) =>
              model.versions.map((version) => [
                model.name,
                version.version,
                version.stage ?? "-",
                version.createdAt ?? "not shown",
                version.rowsInLog ?? "unknown",
              ]),
            ),
          ),
          "",
          ...list.unregistered.map(
            (entry) =>
              `NOT REGISTERED: ${entry.modelId ?? "(no model name)"} ${entry.modelVersion ?? "(no version)"}: ${entry.rows} decisions`,
          ),
          ...list.limits.map((limit) => `- ${limit}`),
        ].join("\n"),
      );
    return EXIT.good;
  },
};
