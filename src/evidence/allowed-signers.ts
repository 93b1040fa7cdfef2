import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { sameBytes } from "./octets.ts";
import { ROLE_NAMESPACES } from "./profile.ts";
import { SSH_ED25519, parseSshPublicKey, sshPublicKey } from "./ssh-wire.ts";

/** One line of an OpenSSH allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS). */
export interface AllowedSigner {
  readonly line: number;
  /** Patterns with `*` and `?`. */
  readonly principals: readonly string[];
  /** Null where the line names none; such a line is bound to no role and trusts nobody here. */
  readonly namespaces: readonly string[] | null;
  readonly validAfterMs: number | null;
  readonly validBeforeMs: number | null;
  /** Null for key types and certificate authorities that are not supported. */
  readonly publicKey: Uint8Array | null;
}

/** Whom the verifier trusts. It comes from outside the pack, always. */
export interface Trust {
  readonly signers: readonly AllowedSigner[];
}

const LINE =
  /^(?<principals>[^\s"]+|"[^"]*")\s+(?:(?<options>(?:[a-z-]+(?:="[^"]*")?)(?:,[a-z-]+(?:="[^"]*")?)*)\s+)?(?<type>(?:ssh|ecdsa|sk|webauthn)-\S+)\s+(?<key>[A-Za-z0-9+/=]+)(?:\s.*)?$/;

/** The line that a reviewer puts into their list after having compared the fingerprint by other means. */
export function allowedSignersLine({ principal, publicKey }: { principal: string; publicKey: Uint8Array }): string {
  return `${principal} namespaces="${ROLE_NAMESPACES.auditor}" ${SSH_ED25519} ${encodeBase64(sshPublicKey(publicKey))}`;
}

export function parseAllowedSigners(text: string, file = "allowed_signers"): AllowedSigner[] {
  return text
    .split(/\r?\n/)
    .map((content, index) => ({ content: content.trim(), line: index + 1 }))
    .filter(({ content }) => content !== "" && !content.startsWith("#"))
    .map(({ content, line }) => parseLine(content, line, file));
}

function parseLine(content: string, line: number, file: string): AllowedSigner {
  const groups = LINE.exec(content)?.groups;
  const { principals, options = "", type, key } = groups ?? {};
  if (principals === undefined || type === undefined || key === undefined)
    throw new TickmarkError("bad-input", "Not a line of an allowed signers file.", {
      file,
      line,
      expected: 'name namespaces="..." ssh-ed25519 AAAA...',
    });
  const settings = parseOptions(options, file, line);
  return {
    line,
    principals: principals.replaceAll('"', "").split(","),
    namespaces: settings.get("namespaces")?.split(",") ?? null,
    validAfterMs: parseTime(settings.get("valid-after"), file, line),
    validBeforeMs: parseTime(settings.get("valid-before"), file, line),
    publicKey: type === SSH_ED25519 && !settings.has("cert-authority") ? parseKey(key, file, line) : null,
  };
}

function parseOptions(options: string, file: string, line: number): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [, name = "", value = ""] of options.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)) {
    if (!["namespaces", "valid-after", "valid-before", "cert-authority"].includes(name) || settings.has(name))
      throw new TickmarkError("bad-input", `Unknown or repeated option ${name}.`, { file, line });
    settings.set(name, value);
  }
  return settings;
}

function parseTime(value: string | undefined, file: string, line: number): number | null {
  if (value === undefined) return null;
  const parts = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z$/.exec(value);
  const [, year, month, day, hour = "00", minute = "00", second = "00"] = parts ?? [];
  const epochMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // OpenSSH reads a time without Z in the zone of the machine; the same list must mean the same everywhere.
  if (parts === null || Number.isNaN(epochMs))
    throw new TickmarkError("bad-input", `"${value}" is no time in UTC.`, { file, line, expected: "YYYYMMDDZ or YYYYMMDDHHMM[SS]Z" });
  return epochMs;
}

function parseKey(key: string, file: string, line: number): Uint8Array {
  try {
    return parseSshPublicKey(decodeBase64(key));
  } catch (cause) {
    throw new TickmarkError("bad-input", "The key cannot be read.", { file, line }, cause);
  }
}

export interface TrustQuestion {
  readonly publicKey: Uint8Array;
  readonly namespace: string;
  readonly verifyTimeMs: number;
  /** The name the pack claims; null while it is not known. */
  readonly principal: string | null;
}

/** Null when the list allows it; otherwise one sentence that says what the list lacks. */
export function refusalOf(trust: Trust, question: TrustQuestion): string | null {
  const lines = trust.signers.filter((signer) => signer.publicKey !== null && sameBytes(signer.publicKey, question.publicKey));
  if (lines.length === 0) return "the key is not in the list of trusted signers";
  const reasons = lines.map((line) => refusalByLine(line, question));
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}

function refusalByLine(signer: AllowedSigner, { namespace, verifyTimeMs, principal }: TrustQuestion): string | null {
  if (signer.namespaces === null) return `line ${signer.line} of the list names no namespaces, so it binds the key to no role`;
  if (!matchesPatterns(signer.namespaces, namespace))
    return `line ${signer.line} of the list does not allow this key the role ${namespace}`;
  if (signer.validAfterMs !== null && verifyTimeMs < signer.validAfterMs) return `line ${signer.line} of the list is not valid yet`;
  if (signer.validBeforeMs !== null && verifyTimeMs > signer.validBeforeMs) return `line ${signer.line} of the list is no longer valid`;
  if (principal !== null && !matchesPatterns(signer.principals, principal))
    return `line ${signer.line} of the list gives this key to ${signer.principals.join(",")}, not to ${principal}`;
  return null;
}

/** OpenSSH pattern list: one must match, and none that starts with `!`. */
function matchesPatterns(patterns: readonly string[], text: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith("!") && matchesPattern(pattern.slice(1), text))) return false;
  return patterns.some((pattern) => !pattern.startsWith("!") && matchesPattern(pattern, text));
}

function matchesPattern(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "s").test(text);
}
