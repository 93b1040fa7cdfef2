import { TickmarkError } from "../../foundation/errors.ts";
import {
  changeKeyPassphrase,
  chooseKey,
  createKey,
  damagedKeys,
  exportKey,
  exportPrivatePem,
  importKey,
  isEncryptedKeyFile,
  listKeys,
  revokeKey,
} from "../../workbench/key-service.ts";
import { type Command, EXIT, type Invocation, requiredOption, requiredPositional, table } from "../command.ts";

const OWN = ["TICKMARK_PASSPHRASE"];
const NEW = ["TICKMARK_NEW_PASSPHRASE"];

type Key = ReturnType<typeof listKeys>[number];

const ACTIONS: Readonly<Record<string, (invocation: Invocation) => number | Promise<number>>> = {
  list,
  create,
  import: importFile,
  export: exportFiles,
  passphrase: changePassphrase,
  revoke,
};

export const keyCommand: Command = {
  name: "key",
  summary: "Signing keys: create, import, export, change the passphrase, revoke, list.",
  usage:
    "[list | create --principal NAME | import FILE --principal NAME | export KEY DIRECTORY | passphrase KEY | revoke KEY --reason TEXT]",
  example: "tickmark key create --principal auditor@example.org",
  options: {
    principal: { type: "string", help: "whose key it is, as reviewers will list it", value: "NAME" },
    file: { type: "string", help: "create: where to store it (default: the key folder of this user)", value: "FILE" },
    "private-pem": { type: "boolean", help: "export: also the private key, as encrypted PKCS#8 PEM (passphrase: TICKMARK_NEW_PASSPHRASE)" },
    reason: { type: "string", help: "revoke: why" },
  },
  async run(invocation) {
    const [action = "list"] = invocation.positionals;
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (run === undefined) throw new TickmarkError("usage", `key knows ${Object.keys(ACTIONS).join(", ")}, not ${action}.`);
    return await run(invocation);
  },
};

function list(invocation: Invocation): number {
  const keys = listKeys();
  for (const file of damagedKeys()) invocation.warn(`This key file cannot be read and is left out: ${file}`);
  if (invocation.json) invocation.printJson(keys);
  else if (keys.length === 0) invocation.print("No keys yet. Create one: tickmark key create --principal NAME");
  else
    invocation.print(
      table(
        ["principal", "fingerprint", "key id", "created", "revoked"],
        keys.map((key) => [key.principal, key.fingerprint, key.keyId.slice(0, 12), key.createdAt, key.revoked?.at ?? ""]),
      ),
    );
  return EXIT.good;
}

async function create(invocation: Invocation): Promise<number> {
  const principal = requiredOption(invocation, "principal");
  const passphrase = await invocation.passphrase("New passphrase");
  return show(invocation, createKey(principal, passphrase, new Date().toISOString(), invocation.text("file")));
}

async function importFile(invocation: Invocation): Promise<number> {
  const path = requiredPositional(invocation, 1, "The file");
  const principal = requiredOption(invocation, "principal");
  const encrypted = isEncryptedKeyFile(path);
  const filePassphrase = encrypted ? await invocation.passphrase("Passphrase of the file", OWN) : "";
  const passphrase = await invocation.passphrase("New passphrase", encrypted ? NEW : [...NEW, ...OWN]);
  const code = show(invocation, importKey({ path, principal, filePassphrase, passphrase }));
  invocation.warn("The file that was imported is still there. Delete it when nothing else needs it.");
  return code;
}

async function exportFiles(invocation: Invocation): Promise<number> {
  const key = chosen(invocation);
  const directory = requiredPositional(invocation, 2, "The folder");
  // The private key first: where its passphrases are missing or wrong, nothing is written.
  const pem = invocation.flag("private-pem") ? [await exportPem(invocation, key, directory)] : [];
  const { files: others, allowedSignersLine } = exportKey(key.keyId, directory);
  const files = [...others, ...pem];
  if (invocation.json) invocation.printJson({ files, allowedSignersLine });
  else
    invocation.print(
      [
        ...files,
        "",
        "line for the list of whoever verifies, as auditor:",
        allowedSignersLine,
        `as reviewer: tickmark signers add ${others[0] ?? "FILE.pub"} --principal ${key.principal} --role reviewer`,
      ].join("\n"),
    );
  return EXIT.good;
}

async function exportPem(invocation: Invocation, key: Key, directory: string): Promise<string> {
  const own = await invocation.passphrase(`Passphrase of ${key.principal}`, OWN);
  return exportPrivatePem(key.keyId, own, await invocation.passphrase("New passphrase of the PEM file", NEW), directory);
}

async function changePassphrase(invocation: Invocation): Promise<number> {
  const key = chosen(invocation);
  const old = await invocation.passphrase(`Passphrase of ${key.principal}`, OWN);
  return show(invocation, changeKeyPassphrase(key.keyId, old, await invocation.passphrase("New passphrase", NEW)));
}

function revoke(invocation: Invocation): number {
  const key = chosen(invocation);
  const result = revokeKey(key.keyId, requiredOption(invocation, "reason"), new Date().toISOString());
  if (invocation.json) invocation.printJson(result);
  else
    invocation.print(
      [
        `${result.key.principal}  ${result.key.fingerprint} is revoked and signs no more.`,
        "Send this to everybody who lists the key; the end of its validity goes into their line:",
        result.allowedSignersLine,
      ].join("\n"),
    );
  return EXIT.good;
}

function chosen(invocation: Invocation): Key {
  return chooseKey(requiredPositional(invocation, 1, "The key (id, fingerprint or principal)"));
}

function show(invocation: Invocation, key: Key): number {
  if (invocation.json) invocation.printJson(key);
  else invocation.print(`${key.principal}  ${key.fingerprint}\nkey id ${key.keyId}\nstored encrypted in ${key.file}`);
  return EXIT.good;
}
