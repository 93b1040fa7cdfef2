import { TickmarkError } from "../foundation/errors.ts";
import { concatenate, utf8, utf8Text } from "./octets.ts";

export const SSH_ED25519 = "ssh-ed25519";

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

/** RFC 8709 wire form of an Ed25519 public key. */
export function sshPublicKey(publicKey: Uint8Array): Uint8Array {
  return concatenate(sshString(SSH_ED25519), sshString(publicKey));
}

/** Reads the wire form; every other key type is refused by name. */
export function parseSshPublicKey(blob: Uint8Array): Uint8Array {
  const reader = new SshReader(blob);
  const type = reader.text();
  if (type !== SSH_ED25519)
    throw new TickmarkError("unsupported", `Keys of type ${type.slice(0, 60)} cannot be verified here.`, { expected: SSH_ED25519 });
  const publicKey = reader.string();
  reader.end();
  if (publicKey.length !== 32) throw new TickmarkError("bad-input", "An Ed25519 key has 32 bytes.");
  return publicKey;
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
