import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PackToSign } from "../../contract/pack-schemas.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { chooseKey, unlockKey } from "../../workbench/key-service.ts";
import { type Command, EXIT, type Invocation, requiredOption, requiredPositional } from "../command.ts";
import { CLAIM_OPTIONS, TRANSPORT_OPTIONS, claimsOf, transportOf } from "../pack-options.ts";
import { builtText } from "./pack.ts";

const ACTIONS: Readonly<Record<string, (invocation: Invocation) => Promise<number>>> = {
  prepare,
  import: importSignature,
  list,
  passphrase: setCasePassphrase,
  allow,
};

export const signCommand: Command = {
  name: "sign",
  summary: "Sign a pack outside: with ssh-agent, a security key, or on another machine.",
  usage:
    "prepare CASE --principal NAME --public-key FILE | import CASE DIRECTORY [--signature FILE] | list CASE | passphrase CASE [--key KEY] | allow CASE [--key KEY]",
  example: "tickmark sign prepare acme.tickmark --principal auditor@example.org --public-key ~/.ssh/id_ed25519_sk.pub",
  options: {
    principal: { type: "string", help: "prepare: whose key it is, as reviewers will list it", value: "NAME" },
    "public-key": { type: "string", help: "prepare: the public key (ssh-ed25519 or sk-ssh-ed25519@openssh.com)", value: "FILE" },
    signature: { type: "string", help: "import: the signature (default: where ssh-keygen writes it)", value: "FILE" },
    key: {
      type: "string",
      help: "passphrase: a key that opens the case's secret; allow: the key to let in by the case passphrase (default: the only key)",
      value: "KEY",
    },
    "new-case-secret": {
      type: "boolean",
      help: "prepare: replace a secret that nobody here opens; pseudonyms then differ from earlier packs",
    },
    ...CLAIM_OPTIONS,
    ...TRANSPORT_OPTIONS,
  },
  async run(invocation) {
    const [action = ""] = invocation.positionals;
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (run === undefined) throw new TickmarkError("usage", `sign takes ${Object.keys(ACTIONS).join(", ")}.`);
    await invocation.workbench.cases.open(requiredPositional(invocation, 1, "The case"));
    return await run(invocation);
  },
};

async function prepare(invocation: Invocation): Promise<number> {
  const { workbench, job } = invocation;
  const signer = {
    principal: requiredOption(invocation, "principal"),
    publicKey: readText(requiredOption(invocation, "public-key")),
    casePassphrase: await invocation.passphrase("Case passphrase"),
    newCaseSecret: invocation.flag("new-case-secret"),
  };
  return show(invocation, [await workbench.outside.prepare(workbench.cases.session, claimsOf(invocation), signer, job)]);
}

async function list(invocation: Invocation): Promise<number> {
  const { outside, cases } = invocation.workbench;
  return await Promise.resolve(show(invocation, outside.waiting(cases.session)));
}

async function importSignature(invocation: Invocation): Promise<number> {
  const { workbench, job } = invocation;
  const directory = requiredPositional(invocation, 2, "The folder of the prepared pack");
  const signatureFile = invocation.text("signature") ?? join(directory, "tagmanifest-sha256.txt.sig");
  const transport = await transportOf(invocation);
  const built = await workbench.outside.importSignature(workbench.cases.session, { directory, signatureFile, transport }, job);
  if (invocation.json) invocation.printJson(built);
  else invocation.print(builtText(built));
  return EXIT.good;
}

/** A case that was sealed by a key file has no passphrase yet; that key lets one in. */
async function setCasePassphrase(invocation: Invocation): Promise<number> {
  const { outside, cases } = invocation.workbench;
  const key = chooseKey(invocation.text("key") ?? "");
  const signer = unlockKey(key.keyId, await invocation.passphrase(`Passphrase of ${key.principal}`));
  outside.allowCasePassphrase(cases.session, signer, await invocation.passphrase("New case passphrase", ["TICKMARK_NEW_PASSPHRASE"]));
  invocation.print("The case passphrase is set. `tickmark sign prepare` asks for it.");
  return EXIT.good;
}

/** For a colleague's key, or a new one of your own. */
async function allow(invocation: Invocation): Promise<number> {
  const { outside, cases } = invocation.workbench;
  const key = chooseKey(invocation.text("key") ?? "");
  const signer = unlockKey(key.keyId, await invocation.passphrase(`Passphrase of ${key.principal}`));
  outside.allowKey(cases.session, await invocation.passphrase("Case passphrase", ["TICKMARK_CASE_PASSPHRASE"]), signer);
  invocation.print(`The key of ${key.principal} (${key.fingerprint}) opens the secret of the case now.`);
  return EXIT.good;
}

function show(invocation: Invocation, waiting: readonly PackToSign[]): number {
  if (invocation.json) invocation.printJson(waiting);
  else invocation.print(waiting.length === 0 ? "No pack waits for a signature." : waiting.map(textOf).join("\n\n"));
  return EXIT.good;
}

function textOf({ directory, command, principal, fingerprint, tagmanifestSha256, signatureFile }: PackToSign): string {
  return [
    `${directory} waits for ${principal} ${fingerprint}`,
    `tagmanifest SHA-256 ${tagmanifestSha256}`,
    "Run this where the agent or the security key is; for a key in a file, give that file after -f:",
    `  ${command}`,
    `It writes ${signatureFile}. Then: tickmark sign import CASE ${directory}`,
  ].join("\n");
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new TickmarkError("not-found", "The public key file cannot be read.", { file }, cause);
  }
}
