import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import type { TrustedSigner, newTrustedSignerSchema } from "../contract/key-schemas.ts";
import { type AllowedSigner, allowedSignersLine, matchesPatterns, namespacesOf, parseAllowedSigners } from "../evidence/allowed-signers.ts";
import { ROLE_NAMESPACES, SIGNER_ROLES } from "../evidence/profile.ts";
import { type SshKey, parseSshKeyLine } from "../evidence/ssh-wire.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { replaceFile } from "../packs/durable-files.ts";
import { requirePrincipal } from "../packs/key-file.ts";
import { stateDirectory } from "./state-directory.ts";

const HEADER = `# Whom this user trusts to sign evidence packs: an OpenSSH allowed signers file (ssh-keygen -Y verify -f takes it).
# Compare the fingerprint with the signer by another way before you add a line. Lines of your own and comments are kept.
`;

/** The user's own list of trusted signers: an OpenSSH allowed signers file in the state directory. */
export function trustedSignersFile(): string {
  return join(stateDirectory(), "allowed_signers");
}

/** Its text, which is what a verification without another list goes by; empty when there is none, which trusts nobody. */
export function trustedSignersText(): string {
  const file = trustedSignersFile();
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new TickmarkError("bad-input", "The list of trusted signers cannot be read.", { file }, cause);
  }
}

export function listTrustedSigners(): { file: string; signers: TrustedSigner[] } {
  const file = trustedSignersFile();
  return { file, signers: parseAllowedSigners(trustedSignersText(), file).map(describe) };
}

/** Adds a line; a key that has the same roles and name already is refused, so that a window is changed on purpose. */
export function addTrustedSigner(signer: z.infer<typeof newTrustedSignerSchema>): TrustedSigner[] {
  requirePrincipal(signer.principal);
  if (signer.roles.length === 0) throw new TickmarkError("bad-input", "A trusted signer needs a role: auditor, reviewer or both.");
  const { validAfter, validBefore } = signer;
  if (validAfter !== null && validBefore !== null && Date.parse(validAfter) > Date.parse(validBefore))
    throw new TickmarkError("bad-input", "The key would never be valid: its end lies before its beginning.");
  const line = allowedSignersLine({
    principal: signer.principal,
    ...keyOf(signer.publicKey),
    namespaces: namespacesOf(signer.roles),
    validAfter,
    validBefore,
  });
  const text = trustedSignersText();
  const [added] = parseAllowedSigners(line, "the new line");
  const same = parseAllowedSigners(text, trustedSignersFile()).find(
    (known) => known.fingerprint === added?.fingerprint && known.principals.join(",") === signer.principal,
  );
  if (same !== undefined)
    throw new TickmarkError("already-exists", `${signer.principal} is on the list with this key already.`, {
      file: trustedSignersFile(),
      line: same.line,
      remedy: "Remove the key first to change its roles or its time.",
    });
  const before = text === "" ? HEADER : text.endsWith("\n") ? text : `${text}\n`;
  return write(`${before}${line}\n`);
}

/** Takes every line with this key out; comments and the other lines stay as they are. */
export function removeTrustedSigner(fingerprint: string): TrustedSigner[] {
  const text = trustedSignersText();
  const gone = new Set(
    parseAllowedSigners(text, trustedSignersFile())
      .filter((signer) => signer.fingerprint === fingerprint)
      .map(({ line }) => line),
  );
  if (gone.size === 0)
    throw new TickmarkError("not-found", `No line of the list has the key ${fingerprint}.`, { file: trustedSignersFile() });
  return write(
    text
      .split("\n")
      .filter((_content, index) => !gone.has(index + 1))
      .join("\n"),
  );
}

function write(text: string): TrustedSigner[] {
  // Parsed before it is written: a list that cannot be read would stop every verification.
  const signers = parseAllowedSigners(text, trustedSignersFile()).map(describe);
  replaceFile(trustedSignersFile(), text, 0o644);
  return signers;
}

/** `ssh-ed25519 AAAA...`, with or without a comment, or a line of an allowed signers file. */
function keyOf(text: string): SshKey {
  const line = text.trim();
  if (/[\r\n]/.test(line)) throw new TickmarkError("bad-input", "One public key at a time: this has several lines.");
  const start = /(?:^|\s)((?:ssh|sk|ecdsa)-\S+\s+[A-Za-z0-9+/=]{20,})/.exec(line)?.[1];
  return parseSshKeyLine(start ?? line);
}

function describe(signer: AllowedSigner): TrustedSigner {
  const { line, principals, namespaces, validAfterMs, validBeforeMs, keyType, fingerprint, publicKey } = signer;
  const roles = SIGNER_ROLES.filter(
    (role) => publicKey !== null && namespaces !== null && matchesPatterns(namespaces, ROLE_NAMESPACES[role]),
  );
  return {
    line,
    principals: [...principals],
    roles,
    validAfter: instant(validAfterMs),
    validBefore: instant(validBeforeMs),
    keyType,
    fingerprint,
  };
}

function instant(epochMs: number | null): string | null {
  return epochMs === null ? null : new Date(epochMs).toISOString();
}
