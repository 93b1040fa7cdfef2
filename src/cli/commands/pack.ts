import { TickmarkError } from "../../foundation/errors.ts";
import { listKeys, noSuchKey, unlockKey } from "../../workbench/key-service.ts";
import { type Command, EXIT, requiredPositional } from "../command.ts";

export const packCommand: Command = {
  name: "pack",
  summary: "Seal the case, and write the signed evidence pack.",
  usage: "CASE [--key ID]",
  example: "tickmark pack acme.tickmark --purpose 'annual model review' --recipient 'Assessors Ltd' --retain-until 2033-12-31",
  options: {
    key: { type: "string", help: "key id, or its first characters (default: the only key)", value: "ID" },
    purpose: { type: "string", help: "why the pack is made" },
    recipient: { type: "string", help: "for whom" },
    classification: { type: "string", help: "default internal" },
    "retain-until": { type: "string", help: "date until which it is kept", value: "DATE" },
  },
  async run(invocation) {
    const { workbench, job } = invocation;
    await workbench.cases.open(requiredPositional(invocation, 0, "The case"));
    const wanted = invocation.text("key") ?? "";
    const keys = listKeys().filter((key) => key.keyId.startsWith(wanted) || key.principal === wanted);
    const [key] = keys;
    if (key === undefined || keys.length > 1)
      throw keys.length > 0
        ? new TickmarkError("usage", "Several keys fit; choose one with --key.")
        : new TickmarkError("usage", "There is no such key. Create one: tickmark key create --principal NAME", noSuchKey().detail);
    const claims = {
      purpose: invocation.text("purpose") ?? "",
      recipient: invocation.text("recipient") ?? "",
      classification: invocation.text("classification") ?? "internal",
      retainUntil: invocation.text("retain-until") ?? "",
    };
    const signer = unlockKey(key.keyId, await invocation.passphrase(`Passphrase of ${key.principal}`));
    const built = await workbench.packs.build(workbench.cases.session, claims, signer, job);
    if (invocation.json) invocation.printJson(built);
    else
      invocation.print(
        [
          `${built.zipPath} (${built.files} files, ${built.bytes} bytes)`,
          `signed by ${built.signer} ${built.fingerprint}`,
          `tagmanifest SHA-256 ${built.tagmanifestSha256}`,
          `give the reviewer, by another way than the pack: ${built.allowedSignersPath}`,
        ].join("\n"),
      );
    return EXIT.good;
  },
};
