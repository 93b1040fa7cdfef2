import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { concatenate, utf8, utf8Text } from "./octets.ts";

export const SSH_ED25519 = "ssh-ed25519";
/** Ed25519 in a FIDO2 authenticator (PROTOCOL.u2f). */
export const SK_SSH_ED25519 = "sk-ssh-ed25519@openssh.com";
export type SshKeyType = typeof SSH_ED25519 | typeof SK_SSH_ED25519;

/** RFC 4251 string: length as uint32, then the bytes. */
export function sshString(content: Uint8Array | string): Uint8Array {
  const bytes = typeof content === "string" ? utf8(content) : content;
  return concatenate(uint32(bytes.length), bytes);
}

export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** An Ed25519 key in a file or an agent (`application` null), or one in a FIDO2 authenticator, bound to its application. */
export interface SshKey {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly application: string | null;
}

/** Wire form of a public key: RFC 8709, or PROTOCOL.u2f when an application is given. */
export function sshPublicKey(publicKey: Uint8Array, application: string | null = null): Uint8Array {
  const key = concatenate(sshString(sshKeyType(application)), sshString(publicKey));
  return application === null ? key : concatenate(key, sshString(application));
}

export function sshKeyType(application: string | null): SshKeyType {
  return application === null ? SSH_ED25519 : SK_SSH_ED25519;
}

/** `ssh-ed25519 AAAA...`, as in `id_ed25519.pub`. */
export function sshKeyLine({ publicKey, application }: SshKey): string {
  return `${sshKeyType(application)} ${encodeBase64(sshPublicKey(publicKey, application))}`;
}

/** Reads `ssh-ed25519 AAAA...`, with or without a comment after it. */
export function parseSshKeyLine(line: string): SshKey {
  const [, type, key] = /^(\S+) +(\S+)(?:\s.*)?$/s.exec(line.trim()) ?? [];
  if (type === undefined || key === undefined)
    throw new TickmarkError("bad-input", "Not a public key of OpenSSH.", { expected: `${SSH_ED25519} AAAA...` });
  if (type !== SSH_ED25519 && type !== SK_SSH_ED25519) throw refusedType("Keys", type);
  const parsed = parseSshPublicKey(decodeBase64(key));
  if (sshKeyType(parsed.application) !== type)
    throw new TickmarkError("bad-input", "The public key is of another type than its line says.");
  return parsed;
}

/** Reads the wire form; every other key type is refused by name. */
export function parseSshPublicKey(blob: Uint8Array): SshKey {
  const reader = new SshReader(blob);
  const type = reader.text();
  if (type !== SSH_ED25519 && type !== SK_SSH_ED25519) throw refusedType("Keys", type);
  const publicKey = reader.string();
  const application = type === SK_SSH_ED25519 ? reader.text() : null;
  reader.end();
  if (publicKey.length !== 32) throw new TickmarkError("bad-input", "An Ed25519 key has 32 bytes.");
  return { publicKey, application };
}

export function refusedType(what: "Keys" | "Signatures", type: string): TickmarkError {
  return new TickmarkError("unsupported", `${what} of type ${type.slice(0, 60)} cannot be verified here.`, {
    expected: `${SSH_ED25519} or ${SK_SSH_ED25519}`,
  });
}

/** Bounds-checked reader of SSH wire data (hostile input enters here). */
export class SshReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  raw(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new TickmarkError("bad-input", "SSH data ends too early.");
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  uint32(): number {
    const bytes = this.raw(4);
    return new DataView(bytes.buffer).getUint32(0);
  }

  string(): Uint8Array {
    return this.raw(this.uint32());
  }

  text(): string {
    return utf8Text(this.string(), "SSH data");
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new TickmarkError("bad-input", "SSH data goes on after its end.");
  }
}
