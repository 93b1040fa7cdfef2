import { TickmarkError } from "../foundation/errors.ts";
import { DER, type DerElement, bitsOf, childrenOf, encodeDer, encodeInteger, integerOf, oidOf, readDer } from "./der.ts";

/** The part of WebCrypto that is used; Node and browsers have it, pages outside a secure context do not. */
export interface SubtleVerifier {
  importKey(format: "spki", key: Uint8Array, algorithm: object, extractable: false, usages: readonly ["verify"]): Promise<unknown>;
  verify(algorithm: object, key: unknown, signature: Uint8Array, message: Uint8Array): Promise<boolean>;
}

/** Null where the host has no WebCrypto. */
export function subtleVerifier(): SubtleVerifier | null {
  return (globalThis as unknown as { crypto?: { subtle?: SubtleVerifier } }).crypto?.subtle ?? null;
}

const HASHES = ["SHA-256", "SHA-384", "SHA-512"] as const;
export type HashName = (typeof HASHES)[number];

const RSA_KEY = "1.2.840.113549.1.1.1";
const EC_KEY = "1.2.840.10045.2.1";
const SMALLEST_MODULUS_BITS = 2048;

interface Curve {
  readonly name: string;
  readonly octets: number;
  readonly order: bigint;
}

const CURVES: Readonly<Record<string, Curve>> = {
  "1.2.840.10045.3.1.7": { name: "P-256", octets: 32, order: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n },
  "1.3.132.0.34": {
    name: "P-384",
    octets: 48,
    order: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  },
  "1.3.132.0.35": {
    name: "P-521",
    octets: 66,
    order:
      0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
  },
};

/** A public key of a certificate: RSA of 2048 bits or more, or one of three curves. */
export type PublicKey =
  | { readonly family: "RSA"; readonly spki: Uint8Array; readonly octets: number }
  | { readonly family: "EC"; readonly spki: Uint8Array; readonly curve: Curve };

/** Reads a SubjectPublicKeyInfo; other kinds of key are refused by name. */
export function publicKeyOf(element: DerElement): PublicKey {
  const [algorithm, key] = childrenOf(element);
  if (algorithm === undefined) throw new TickmarkError("bad-input", "A certificate holds no public key.");
  const [oid, parameter] = childrenOf(algorithm);
  const family = oidOf(oid);
  const spki = element.encoded;
  if (family === RSA_KEY) {
    const [modulus, exponent] = childrenOf(readDer(bitsOf(key)));
    // With an exponent of 1 the padded digest is its own signature.
    if (integerOf(exponent) < 3n) throw new TickmarkError("unsupported", "RSA key with an exponent below 3.");
    const bits = integerOf(modulus).toString(2).length;
    if (bits < SMALLEST_MODULUS_BITS)
      throw new TickmarkError("unsupported", `RSA key of ${bits} bits.`, { expected: `at least ${SMALLEST_MODULUS_BITS}` });
    return { family: "RSA", spki, octets: Math.ceil(bits / 8) };
  }
  const curve = family === EC_KEY ? CURVES[oidOf(parameter)] : undefined;
  if (curve === undefined)
    throw new TickmarkError("unsupported", `Public key of type ${family}.`, { expected: "RSA, P-256, P-384 or P-521" });
  return { family: "EC", spki, curve };
}

/** RSASSA-PKCS1-v1_5 or ECDSA, by the family of the key. Malformed signatures are wrong signatures. */
export async function verifyPublicKeySignature(
  subtle: SubtleVerifier,
  key: PublicKey,
  hash: HashName,
  signature: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  try {
    if (key.family === "RSA") {
      const algorithm = { name: "RSASSA-PKCS1-v1_5", hash };
      const imported = await subtle.importKey("spki", key.spki, algorithm, false, ["verify"]);
      return signature.length === key.octets && (await subtle.verify(algorithm, imported, signature, message));
    }
    const imported = await subtle.importKey("spki", key.spki, { name: "ECDSA", namedCurve: key.curve.name }, false, ["verify"]);
    return await subtle.verify({ name: "ECDSA", hash }, imported, fixedWidth(signature, key.curve), message);
  } catch {
    return false;
  }
}

/** ECDSA signatures come in pairs (r, s) and (r, n - s), both good; the smaller s is the one form that is kept. */
export function canonicalSignature(key: PublicKey, signature: Uint8Array): Uint8Array {
  if (key.family === "RSA") return signature;
  const { r, s } = pairOf(signature);
  const mirrored = key.curve.order - s;
  return encodeDer(DER.sequence, encodeInteger(r), encodeInteger(mirrored > 0n && mirrored < s ? mirrored : s));
}

function pairOf(signature: Uint8Array): { r: bigint; s: bigint } {
  const [first, second, ...others] = childrenOf(readDer(signature));
  if (others.length > 0) throw new TickmarkError("bad-input", "Not an ECDSA signature.");
  return { r: integerOf(first), s: integerOf(second) };
}

/** r and s side by side, as WebCrypto takes them. */
function fixedWidth(signature: Uint8Array, { octets }: Curve): Uint8Array {
  const { r, s } = pairOf(signature);
  const hex = [r, s].map((value) => value.toString(16).padStart(octets * 2, "0")).join("");
  if (hex.length !== octets * 4) throw new TickmarkError("bad-input", "Not a signature on this curve.");
  return Uint8Array.from({ length: octets * 2 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}
