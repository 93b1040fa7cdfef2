import type { SshKeyType } from "../evidence/ssh-wire.ts";

/** Signs with one person's Ed25519 key. A key file is one; an agent or a security key can be another. */
export interface PackSigner {
  /** How an allow-list names the person, in e-mail form. */
  readonly principal: string;
  readonly keyType: SshKeyType;
  /** Hexadecimal SHA-256 of the SubjectPublicKeyInfo. */
  readonly keyId: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes over exactly these bytes. */
  sign(message: Uint8Array): Uint8Array;
  /** 32 secret bytes for one purpose (HKDF-SHA-256 over the private key); the same key and `info` give the same bytes. */
  derive(info: string): Uint8Array;
}
