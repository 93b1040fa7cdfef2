import { Integer, Null, ObjectIdentifier, OctetString, Sequence, fromBER } from "asn1js";
import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, type KeyObject, pbkdf2Sync, randomBytes } from "node:crypto";
import { TickmarkError } from "../foundation/errors.ts";

/** Rounds of what is written. Node and OpenSSL themselves write 2048, which is too few for a file that travels. */
const ROUNDS = 600_000;
/** More would only be there to hold up whoever opens the file. */
const MOST_ROUNDS = 20_000_000;

const OID = {
  ed25519: "1.3.101.112",
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  hmacSha256: "1.2.840.113549.2.9",
  aes256Cbc: "2.16.840.1.101.3.4.1.42",
} as const;

const KEY_NAMES: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.1": "RSA",
  "1.2.840.10045.2.1": "an elliptic curve (ECDSA)",
  "1.2.840.10040.4.1": "DSA",
  "1.3.101.110": "X25519",
  "1.3.101.113": "Ed448",
};
const DIGESTS: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  [OID.hmacSha256]: "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};
const CIPHERS: Readonly<Record<string, { name: string; keyBytes: number }>> = {
  "2.16.840.1.101.3.4.1.2": { name: "aes-128-cbc", keyBytes: 16 },
  "2.16.840.1.101.3.4.1.22": { name: "aes-192-cbc", keyBytes: 24 },
  [OID.aes256Cbc]: { name: "aes-256-cbc", keyBytes: 32 },
};

/** DER of an Ed25519 private key (RFC 8410) up to its 32 bytes. */
const PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** An Ed25519 key from its 32 secret bytes. */
export function privateKeyOfSeed(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PREFIX, seed]), format: "der", type: "pkcs8" });
}

export function publicKeyBytes(privateKey: KeyObject): Uint8Array {
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return new Uint8Array(Buffer.from(x, "base64url"));
}

/** Reads PrivateKeyInfo or OneAsymmetricKey (RFC 5958) with an Ed25519 key; other keys are refused by name. */
export function readPrivateKeyInfo(der: Uint8Array): KeyObject {
  const [version, algorithm, content, ...rest] = sequence(parse(der));
  const identifier = objectId(sequence(algorithm)[0]);
  if (identifier !== OID.ed25519)
    throw new TickmarkError("unsupported", `This is a key for ${KEY_NAMES[identifier] ?? `the algorithm ${identifier}`}.`, {
      expected: "an Ed25519 key",
      remedy: "Create one: `tickmark key create`.",
    });
  if (!(version instanceof Integer)) throw malformed();
  const seed = octets(parse(octets(content)));
  if (seed.length !== 32) throw malformed();
  const privateKey = privateKeyOfSeed(seed);
  for (const part of rest) {
    const { tagClass, tagNumber } = (part as { idBlock: { tagClass: number; tagNumber: number } }).idBlock;
    if (tagClass !== 3 || tagNumber !== 1) continue;
    // [1] IMPLICIT BIT STRING: one byte that counts unused bits, then the public key.
    const stated = new Uint8Array((part as OctetString).valueBlock.valueHexView).subarray(1);
    if (!Buffer.from(publicKeyBytes(privateKey)).equals(stated))
      throw new TickmarkError("bad-input", "The file states another public key than that of its private key.");
  }
  return privateKey;
}

/** Opens EncryptedPrivateKeyInfo with PBES2, PBKDF2 and AES-CBC; `key-unusable` for a wrong passphrase. */
export function openEncryptedKey(der: Uint8Array, passphrase: string): KeyObject {
  const [algorithm, content] = sequence(parse(der));
  const [scheme, parameters] = sequence(algorithm);
  if (objectId(scheme) !== OID.pbes2) throw otherEncryption();
  const [derivation, encryption] = sequence(parameters);
  const [derivationId, derivationParameters] = sequence(derivation);
  const [cipherId, iv] = sequence(encryption);
  const cipher = CIPHERS[objectId(cipherId)];
  if (objectId(derivationId) !== OID.pbkdf2 || cipher === undefined) throw otherEncryption();
  const [salt, rounds, ...more] = sequence(derivationParameters);
  const count = rounds instanceof Integer ? rounds.valueBlock.valueDec : 0;
  if (count < 1 || count > MOST_ROUNDS) throw malformed();
  const prf = more.find((part) => part instanceof Sequence);
  const digest = DIGESTS[prf === undefined ? "1.2.840.113549.2.7" : objectId(sequence(prf)[0])];
  if (digest === undefined) throw otherEncryption();
  const key = pbkdf2Sync(passphrase, octets(salt), count, cipher.keyBytes, digest);
  const decipher = createDecipheriv(cipher.name, key, octets(iv));
  let plain: Buffer;
  try {
    plain = Buffer.concat([decipher.update(octets(content)), decipher.final()]);
    parse(plain);
  } catch (cause) {
    throw wrongPassphrase(cause);
  }
  return readPrivateKeyInfo(plain);
}

/** EncryptedPrivateKeyInfo in PEM, as `openssl pkey` opens it: PBES2, PBKDF2-HMAC-SHA-256 with 600,000 rounds, AES-256-CBC. */
export function encryptedPem(privateKey: KeyObject, passphrase: string): string {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", pbkdf2Sync(passphrase, salt, ROUNDS, 32, "sha256"), iv);
  const content = Buffer.concat([cipher.update(privateKey.export({ format: "der", type: "pkcs8" })), cipher.final()]);
  const pbkdf2 = [new OctetString({ valueHex: salt }), new Integer({ value: ROUNDS }), algorithmOf(OID.hmacSha256, new Null())];
  const parameters = new Sequence({
    value: [algorithmOf(OID.pbkdf2, new Sequence({ value: pbkdf2 })), algorithmOf(OID.aes256Cbc, new OctetString({ valueHex: iv }))],
  });
  const info = new Sequence({ value: [algorithmOf(OID.pbes2, parameters), new OctetString({ valueHex: content })] });
  return pem("ENCRYPTED PRIVATE KEY", Buffer.from(info.toBER()));
}

export function pem(label: string, der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `${[`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n")}\n`;
}

export function wrongPassphrase(cause?: unknown): TickmarkError {
  return new TickmarkError(
    "key-unusable",
    "The passphrase does not open this key file.",
    { remedy: "Check the passphrase of the file." },
    cause,
  );
}

function algorithmOf(identifier: string, parameters: Sequence | OctetString | Null): Sequence {
  return new Sequence({ value: [new ObjectIdentifier({ value: identifier }), parameters] });
}

/** Exactly one value, and nothing after it. */
function parse(der: Uint8Array): unknown {
  const { offset, result } = fromBER(der);
  if (offset !== der.length) throw malformed();
  return result;
}

function sequence(value: unknown): readonly unknown[] {
  if (!(value instanceof Sequence)) throw malformed();
  return value.valueBlock.value;
}

function objectId(value: unknown): string {
  if (!(value instanceof ObjectIdentifier)) throw malformed();
  return value.valueBlock.toString();
}

function octets(value: unknown): Uint8Array {
  if (!(value instanceof OctetString)) throw malformed();
  return new Uint8Array(value.valueBlock.valueHexView);
}

function malformed(): TickmarkError {
  return new TickmarkError("bad-input", "The private key in this file cannot be read.", {
    expected: "PKCS#8 with an Ed25519 key (RFC 8410)",
  });
}

function otherEncryption(): TickmarkError {
  return new TickmarkError("unsupported", "The key file is encrypted in a way that cannot be opened here.", {
    expected: "PBES2 with PBKDF2 and AES-CBC",
    remedy: "Convert a copy: openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 600000 -in KEY -out COPY",
  });
}
