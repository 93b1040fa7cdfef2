import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64 } from "./base64.ts";
import {
  DER,
  type DerElement,
  bitsOf,
  booleanOf,
  childrenOf,
  contextTag,
  expectTag,
  integerOf,
  malformed,
  oidOf,
  readDer,
  timeOf,
} from "./der.ts";
import { sameBytes } from "./octets.ts";
import { type HashName, type PublicKey, type SubtleVerifier, publicKeyOf, verifyPublicKeySignature } from "./public-key-signature.ts";

/** What is read of an X.509 certificate (RFC 5280). */
export interface Certificate {
  /** The whole DER text. */
  readonly encoded: Uint8Array;
  /** The part that its issuer signed. */
  readonly signedPart: Uint8Array;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
  /** Name and serial number as DER, for comparison byte by byte. */
  readonly issuer: Uint8Array;
  readonly serial: Uint8Array;
  readonly subject: Uint8Array;
  /** For people: the common name, else the organisation. */
  readonly subjectText: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKey: DerElement;
  readonly extensions: ReadonlyMap<string, { readonly critical: boolean; readonly value: Uint8Array }>;
}

/** Extensions that are understood, or that forbid nothing; any other that is marked critical stops the check. */
const KNOWN = new Set(["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.31", "2.5.29.32", "2.5.29.35", "2.5.29.37"]);
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const EXTENDED_KEY_USAGE = "2.5.29.37";
export const SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
const TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
const ANY_USAGE = "2.5.29.37.0";
const COMMON_NAME = "2.5.4.3";
const ORGANISATION = "2.5.4.10";
/** First octet of a KeyUsage BIT STRING: digitalSignature, nonRepudiation, keyCertSign. */
const USAGE = { digitalSignature: 0x80, nonRepudiation: 0x40, keyCertSign: 0x04 };

const SIGNATURE_HASHES: Readonly<Record<string, { family: PublicKey["family"]; hash: HashName }>> = {
  "1.2.840.113549.1.1.11": { family: "RSA", hash: "SHA-256" },
  "1.2.840.113549.1.1.12": { family: "RSA", hash: "SHA-384" },
  "1.2.840.113549.1.1.13": { family: "RSA", hash: "SHA-512" },
  "1.2.840.10045.4.3.2": { family: "EC", hash: "SHA-256" },
  "1.2.840.10045.4.3.3": { family: "EC", hash: "SHA-384" },
  "1.2.840.10045.4.3.4": { family: "EC", hash: "SHA-512" },
};

/** Certificates of a PEM file that the reader gives; text around the blocks is passed over. */
export function parseCertificates(pem: string, file: string): Certificate[] {
  const blocks = [...pem.matchAll(/-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g)];
  if (blocks.length === 0)
    throw new TickmarkError("bad-input", "The file holds no certificates.", { file, expected: "PEM, -----BEGIN CERTIFICATE-----" });
  return blocks.map(([, content = ""]) => {
    try {
      return readCertificate(readDer(decodeBase64(content.replaceAll(/\s/g, ""))));
    } catch (cause) {
      throw new TickmarkError("bad-input", "A certificate in the file cannot be read.", { file }, cause);
    }
  });
}

export function readCertificate(element: DerElement): Certificate {
  const [signedPart, algorithm, signature, ...others] = childrenOf(element);
  if (signedPart === undefined || algorithm === undefined || others.length > 0) throw malformed("no certificate");
  const fields = childrenOf(signedPart);
  const version = fields[0]?.tag === contextTag(0) ? fields.shift() : undefined;
  const [serial, innerAlgorithm, issuer, validity, subject, publicKey, ...rest] = fields;
  if (!serial || !issuer || !validity || !subject || !publicKey) throw malformed("a certificate without its fields");
  if (innerAlgorithm === undefined || !sameBytes(innerAlgorithm.encoded, algorithm.encoded))
    throw malformed("a certificate that names two signature algorithms");
  const [notBefore, notAfter] = childrenOf(validity);
  const list = rest.find(({ tag }) => tag === contextTag(3));
  if (list !== undefined && (version === undefined || integerOf(childrenOf(version, contextTag(0))[0]) !== 2n))
    throw malformed("extensions in a certificate that is not of version 3");
  expectTag(serial, DER.integer);
  return {
    encoded: element.encoded,
    signedPart: signedPart.encoded,
    signatureAlgorithm: oidOf(childrenOf(algorithm)[0]),
    signature: bitsOf(signature),
    issuer: issuer.encoded,
    serial: serial.encoded,
    subject: subject.encoded,
    subjectText: nameText(subject),
    notBeforeMs: timeOf(notBefore),
    notAfterMs: timeOf(notAfter),
    publicKey,
    extensions: list === undefined ? new Map() : readExtensions(list),
  };
}

export function readExtensions(list: DerElement): Certificate["extensions"] {
  const extensions = new Map<string, { critical: boolean; value: Uint8Array }>();
  const [sequence] = childrenOf(list, list.tag);
  for (const extension of sequence === undefined ? [] : childrenOf(sequence)) {
    const [oid, ...rest] = childrenOf(extension);
    const name = oidOf(oid);
    const critical = rest.length > 1 && rest[0] !== undefined && booleanOf(rest[0]);
    if (rest.length > 2) throw malformed("an extension of more than three parts");
    if (extensions.has(name)) throw malformed("the same extension twice");
    extensions.set(name, { critical, value: expectTag(rest.at(-1), DER.octetString).content });
  }
  return extensions;
}

function nameText(name: DerElement): string {
  const parts = childrenOf(name).flatMap((set) => childrenOf(set, DER.set).map((pair) => childrenOf(pair)));
  const value = (wanted: string): string | undefined => {
    const content = parts.find(([oid]) => oidOf(oid) === wanted)?.[1]?.content;
    return content === undefined
      ? undefined
      : new TextDecoder("utf-8")
          .decode(content)
          .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu, "")
          .slice(0, 200);
  };
  return value(COMMON_NAME) ?? value(ORGANISATION) ?? "a name without common name";
}

export async function isSignedBy(subtle: SubtleVerifier, certificate: Certificate, issuer: Certificate): Promise<boolean> {
  const algorithm = SIGNATURE_HASHES[certificate.signatureAlgorithm];
  if (algorithm === undefined || !sameBytes(certificate.issuer, issuer.subject)) return false;
  const key = publicKeyOf(issuer.publicKey);
  if (key.family !== algorithm.family) return false;
  return verifyPublicKeySignature(subtle, key, algorithm.hash, certificate.signature, certificate.signedPart);
}

export function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return sameBytes(issuer, subject);
}

/** Null, or why this certificate may not sign time stamps at that time. */
export function signerRefusal(certificate: Certificate, atMs: number): string | null {
  const usage = certificate.extensions.get(EXTENDED_KEY_USAGE);
  if (usage === undefined) return "the certificate is not for time stamping: it has no extended key usage";
  const purposes = usagesOf(usage.value);
  if (!usage.critical || purposes.length !== 1 || purposes[0] !== TIME_STAMPING)
    return "the certificate is not for time stamping alone (extended key usage, critical)";
  const bits = keyUsageBits(certificate);
  const allowed = USAGE.digitalSignature | USAGE.nonRepudiation;
  if (bits !== null && (bits === 0 || (bits & ~allowed) !== 0)) return "the key usage of the certificate is not for signatures alone";
  return validityRefusal(certificate, atMs);
}

/** Null, or why this certificate may not have issued the one `below` it (0: the time stamping certificate itself). */
export function issuerRefusal(certificate: Certificate, below: number, atMs: number): string | null {
  const { subjectText } = certificate;
  const constraints = certificate.extensions.get(BASIC_CONSTRAINTS);
  if (constraints === undefined) return `${subjectText} is no certification authority`;
  const [authority, length] = childrenOf(readDer(constraints.value));
  if (authority?.tag !== DER.boolean || !booleanOf(authority)) return `${subjectText} is no certification authority`;
  if (length !== undefined && integerOf(length) < BigInt(below)) return `${subjectText} may not have that many authorities below it`;
  const bits = keyUsageBits(certificate);
  if (bits !== null && (bits & USAGE.keyCertSign) === 0) return `${subjectText} may not sign certificates`;
  const usage = certificate.extensions.get(EXTENDED_KEY_USAGE);
  if (usage !== undefined && !usagesOf(usage.value).some((purpose) => purpose === TIME_STAMPING || purpose === ANY_USAGE))
    return `${subjectText} is no authority for time stamping`;
  return validityRefusal(certificate, atMs);
}

function validityRefusal({ notBeforeMs, notAfterMs, subjectText, extensions }: Certificate, atMs: number): string | null {
  const strange = [...extensions].find(([name, { critical }]) => critical && !KNOWN.has(name))?.[0];
  if (strange !== undefined) return `the certificate of ${subjectText} has a critical extension (${strange}) that is not understood`;
  if (atMs < notBeforeMs) return `the certificate of ${subjectText} was not yet valid`;
  return atMs > notAfterMs ? `the certificate of ${subjectText} had expired` : null;
}

function usagesOf(value: Uint8Array): string[] {
  return childrenOf(readDer(value)).map(oidOf);
}

function keyUsageBits({ extensions }: Certificate): number | null {
  const usage = extensions.get(KEY_USAGE);
  if (usage === undefined) return null;
  const { content } = expectTag(readDer(usage.value), DER.bitString);
  // Bits after the first octet say only what a key agreement may do; here they stand for "something else".
  return (content[1] ?? 0) | (content.length > 2 ? 0x08 : 0);
}
