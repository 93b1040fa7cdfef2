import { readFileSync } from "node:fs";
import type { z } from "zod";
import { newTrustedSignerSchema } from "../../contract/key-schemas.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { addTrustedSigner, listTrustedSigners, removeTrustedSigner } from "../../workbench/trusted-signers.ts";
import { type Command, EXIT, type Invocation, requiredOption, requiredPositional, table } from "../command.ts";

export const signersCommand: Command = {
  name: "signers",
  summary: "Whom you trust to sign packs: an OpenSSH allowed signers file of your own.",
  usage: "[list | add FILE.pub --principal NAME --role auditor|reviewer | remove FINGERPRINT]",
  example: "tickmark signers add auditor.pub --principal auditor@example.org --role auditor --valid-before 2028-01-01",
  options: {
    principal: { type: "string", help: "whose key it is", value: "NAME" },
    role: { type: "string", multiple: true, help: "auditor or reviewer; may be given twice", value: "ROLE" },
    "valid-after": { type: "string", help: "from then on; UTC, 2026-01-31 or 2026-01-31T12:00:00Z", value: "TIME" },
    "valid-before": { type: "string", help: "until then; a day means its beginning", value: "TIME" },
  },
  async run(invocation) {
    const [action = "list"] = invocation.positionals;
    if (action === "add") addTrustedSigner(newSigner(invocation));
    else if (action === "remove") removeTrustedSigner(requiredPositional(invocation, 1, "The fingerprint"));
    else if (action !== "list") throw new TickmarkError("usage", `signers knows list, add and remove, not ${action}.`);
    return await Promise.resolve(show(invocation));
  },
};

function newSigner(invocation: Invocation): z.infer<typeof newTrustedSignerSchema> {
  const signer = newTrustedSignerSchema.safeParse({
    principal: requiredOption(invocation, "principal"),
    roles: [...invocation.texts("role")],
    publicKey: publicKeyOf(requiredPositional(invocation, 1, "The public key file")),
    validAfter: invocation.text("valid-after") ?? null,
    validBefore: invocation.text("valid-before") ?? null,
  });
  if (!signer.success) throw new TickmarkError("usage", "--role takes auditor or reviewer, at least once.");
  return signer.data;
}

/** A `.pub` file, or a file with one line of an allowed signers list. */
function publicKeyOf(file: string): string {
  try {
    const lines = readFileSync(file, "utf8").split(/\r?\n/);
    return lines.filter((line) => line.trim() !== "" && !line.startsWith("#")).join("\n");
  } catch (cause) {
    throw new TickmarkError("not-found", "The public key file cannot be read.", { file }, cause);
  }
}

function show(invocation: Invocation): number {
  const { file, signers } = listTrustedSigners();
  if (invocation.json) invocation.printJson({ file, signers });
  else if (signers.length === 0) invocation.print(`Nobody is trusted yet: add whoever signs your packs.\nlist: ${file}`);
  else
    invocation.print(
      [
        table(
          ["principal", "roles", "fingerprint", "valid after", "valid before"],
          signers.map((signer) => [
            signer.principals.join(","),
            signer.roles.join(", ") || "none",
            signer.fingerprint,
            signer.validAfter ?? "",
            signer.validBefore ?? "",
          ]),
        ),
        `list: ${file}`,
      ].join("\n"),
    );
  return EXIT.good;
}
