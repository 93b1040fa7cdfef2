import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64 } from "./base64.ts";
import { sshFingerprint } from "./ed25519.ts";
import { sameBytes } from "./octets.ts";
import { ROLE_NAMESPACES, SIGNER_ROLES, SIGN_OFF_NAMESPACE, type SignerRole } from "./profile.ts";
import { SK_SSH_ED25519, SSH_ED25519, parseSshKeyLine, sshKeyLine } from "./ssh-wire.ts";

/** One line of an OpenSSH allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS). */
export interface AllowedSigner {
  readonly line: number;
  /** Patterns with `*` and `?`. */
  readonly principals: readonly string[];
  /** Null where the line names none; such a line is bound to no role and trusts nobody here. */
  readonly namespaces: readonly string[] | null;
  readonly validAfterMs: number | null;
  readonly validBeforeMs: number | null;
  /** As the line names it, for example `ssh-ed25519`. */
  readonly keyType: string;
  /** `SHA256:...` as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Null for key types and certificate authorities that are not supported; they trust nobody here. */
  readonly publicKey: Uint8Array | null;
  /** Of a security key, for example `ssh:`; null for any other. */
  readonly application: string | null;
}

/** Whom the verifier trusts. It comes from outside the pack, always. */
export interface Trust {
  readonly signers: readonly AllowedSigner[];
  /** PEM certificates of the certification authorities whose time stamps count. */
  readonly timestampAuthorities?: string;
}

/** The program's own names have a hundred at most. */
const LONGEST_PRINCIPAL = 256;

const LINE =
  /^(?<principals>[^\s"]+|"[^"]*")\s+(?:(?<options>(?:[a-z-]+(?:="[^"]*")?)(?:,[a-z-]+(?:="[^"]*")?)*)\s+)?(?<type>(?:ssh|ecdsa|sk|webauthn)-\S+)\s+(?<key>[A-Za-z0-9+/=]+)(?:\s.*)?$/;

export interface NewAllowedSigner {
  readonly principal: string;
  readonly publicKey: Uint8Array;
  readonly application?: string | null;
  /** SSHSIG namespaces; the auditor's when left out. */
  readonly namespaces?: readonly string[];
  /** ISO instants, both included; null: no bound. */
  readonly validAfter?: string | null;
  readonly validBefore?: string | null;
}

/** The line that a reviewer puts into their list after having compared the fingerprint by other means. */
export function allowedSignersLine({ principal, publicKey, application = null, ...more }: NewAllowedSigner): string {
  const { namespaces = [ROLE_NAMESPACES.auditor], validAfter = null, validBefore = null } = more;
  const options = [
    `namespaces="${namespaces.join(",")}"`,
    ...(validAfter === null ? [] : [`valid-after="${allowedSignersTime(validAfter)}"`]),
    ...(validBefore === null ? [] : [`valid-before="${allowedSignersTime(validBefore)}"`]),
  ];
  return `${principal} ${options.join(",")} ${sshKeyLine({ publicKey, application })}`;
}

/** Namespaces of a line that gives these roles; the sign-off of findings goes with each. */
export function namespacesOf(roles: readonly SignerRole[]): string[] {
  return [...SIGNER_ROLES.filter((role) => roles.includes(role)).map((role) => ROLE_NAMESPACES[role]), SIGN_OFF_NAMESPACE];
}

/** `20261123160000Z`: always UTC, because without the Z OpenSSH reads the zone of whoever verifies. */
function allowedSignersTime(instant: string): string {
  // Without a Z a time would be read in the zone of this machine; a day alone is its beginning in UTC.
  const epochMs = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(instant) ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(epochMs))
    throw new TickmarkError("bad-input", `"${instant}" is no instant.`, { expected: "2026-11-23 or 2026-11-23T16:00:00Z, in UTC" });
  return `${new Date(epochMs).toISOString().slice(0, 19).replaceAll(/[-:T]/g, "")}Z`;
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
    keyType: type,
    ...parseKey(type, key, settings.has("cert-authority"), { file, line }),
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

type LineKey = Pick<AllowedSigner, "fingerprint" | "publicKey" | "application">;

function parseKey(type: string, key: string, isAuthority: boolean, place: { file: string; line: number }): LineKey {
  try {
    const blob = decodeBase64(key);
    const supported = !isAuthority && (type === SSH_ED25519 || type === SK_SSH_ED25519);
    const parsed = supported ? parseSshKeyLine(`${type} ${key}`) : { publicKey: null, application: null };
    return { fingerprint: sshFingerprint(blob), ...parsed };
  } catch (cause) {
    throw new TickmarkError("bad-input", "The key cannot be read.", place, cause);
  }
}

export interface TrustQuestion {
  readonly publicKey: Uint8Array;
  /** Of a security key; the same 32 bytes in a key file are another key. */
  readonly application?: string | null;
  readonly namespace: string;
  readonly verifyTimeMs: number;
  /** The name the pack claims; null while it is not known. */
  readonly principal: string | null;
}

/** Null when the list allows it; otherwise one sentence that says what the list lacks. */
export function refusalOf(trust: Trust, question: TrustQuestion): string | null {
  const { publicKey, application = null } = question;
  const lines = trust.signers.filter(
    (signer) => signer.publicKey !== null && sameBytes(signer.publicKey, publicKey) && signer.application === application,
  );
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
  // Patterns take time that grows with a power of the length of what they meet.
  if (principal !== null && principal.length > LONGEST_PRINCIPAL)
    return `the pack names its signer with more than ${LONGEST_PRINCIPAL} characters`;
  if (principal !== null && !matchesPatterns(signer.principals, principal))
    return `line ${signer.line} of the list gives this key to ${signer.principals.join(",")}, not to ${principal}`;
  return null;
}

/** OpenSSH pattern list: one must match, and none that starts with `!`. */
export function matchesPatterns(patterns: readonly string[], text: string): boolean {
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
