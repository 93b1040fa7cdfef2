import { TickmarkError } from "../../foundation/errors.ts";
import { createKey, damagedKeys, listKeys } from "../../workbench/key-service.ts";
import { type Command, EXIT, requiredOption, table } from "../command.ts";

export const keyCommand: Command = {
  name: "key",
  summary: "List signing keys, or create one (the passphrase comes from the prompt or TICKMARK_PASSPHRASE).",
  usage: "[create --principal NAME]",
  example: "tickmark key create --principal auditor@example.org",
  options: {
    principal: { type: "string", help: "whose key it is, as reviewers will list it", value: "NAME" },
    file: { type: "string", help: "where to store it (default: the key folder of this user)", value: "FILE" },
  },
  async run(invocation) {
    const [action = "list"] = invocation.positionals;
    if (action === "create") {
      const principal = requiredOption(invocation, "principal");
      const key = createKey(principal, await invocation.passphrase("New passphrase"), new Date().toISOString(), invocation.text("file"));
      if (invocation.json) invocation.printJson(key);
      else invocation.print(`${key.principal}  ${key.fingerprint}\nkey id ${key.keyId}\nstored encrypted in ${key.file}`);
      return EXIT.good;
    }
    if (action !== "list") throw new TickmarkError("usage", `key knows list and create, not ${action}.`);
    const keys = listKeys();
    for (const file of damagedKeys()) invocation.warn(`This key file cannot be read and is left out: ${file}`);
    if (invocation.json) invocation.printJson(keys);
    else
      invocation.print(
        table(
          ["principal", "fingerprint", "key id", "created"],
          keys.map((key) => [key.principal, key.fingerprint, key.keyId, key.createdAt]),
        ),
      );
    return EXIT.good;
  },
};
