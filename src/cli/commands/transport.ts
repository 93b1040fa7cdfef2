import { TickmarkError } from "../../foundation/errors.ts";
import { decryptPackFile, encryptPackFile, newIdentity } from "../../workbench/transport-service.ts";
import { type Command, EXIT, type Invocation, requiredPositional } from "../command.ts";
import { TRANSPORT_VARIABLES } from "../review-options.ts";

export const transportCommand: Command = {
  name: "transport",
  summary: "Encrypt a pack for the way (age format): make an identity, encrypt a ZIP, decrypt one.",
  usage: "keygen FILE | encrypt PACK.zip [--recipient age1...] | decrypt PACK.zip.age OUT.zip [--identity FILE]",
  example: "tickmark transport encrypt acme-r1-restricted.zip --recipient age1...",
  options: {
    recipient: {
      type: "string",
      multiple: true,
      help: "public key of a recipient; without one, a passphrase is asked for",
      value: "age1...",
    },
    identity: { type: "string", help: "decrypt: your age identity file; without one, a passphrase is asked for", value: "FILE" },
  },
  async run(invocation) {
    const [action] = invocation.positionals;
    if (action === "keygen") return await keygen(invocation);
    if (action === "encrypt") return await encrypt(invocation);
    if (action === "decrypt") return await decrypt(invocation);
    throw new TickmarkError("usage", "transport knows keygen, encrypt and decrypt.");
  },
};

async function keygen(invocation: Invocation): Promise<number> {
  const file = requiredPositional(invocation, 1, "The identity file");
  const { recipient } = await newIdentity(file);
  if (invocation.json) invocation.printJson({ file, recipient });
  else invocation.print(`${recipient}\nsend this line to whoever encrypts for you; keep ${file} secret, it is not encrypted itself`);
  return EXIT.good;
}

async function encrypt(invocation: Invocation): Promise<number> {
  const recipients = invocation.texts("recipient");
  const passphrase = recipients.length > 0 ? "" : await invocation.passphrase("Passphrase for transport", TRANSPORT_VARIABLES);
  const written = await encryptPackFile(requiredPositional(invocation, 1, "The pack"), { recipients, passphrase });
  if (invocation.json) invocation.printJson(written);
  else invocation.print(`${written.path} (${written.bytes} bytes)`);
  return EXIT.good;
}

async function decrypt(invocation: Invocation): Promise<number> {
  const file = requiredPositional(invocation, 1, "The encrypted pack");
  const target = requiredPositional(invocation, 2, "The ZIP to write");
  const identityFile = invocation.text("identity") ?? "";
  const passphrase = identityFile === "" ? await invocation.passphrase("Passphrase of the encrypted pack", TRANSPORT_VARIABLES) : "";
  await decryptPackFile(file, { identityFile, passphrase }, target);
  if (invocation.json) invocation.printJson({ path: target });
  else invocation.print(target);
  return EXIT.good;
}
