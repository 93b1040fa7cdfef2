import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { TickmarkError } from "../foundation/errors.ts";
import { type Certificate, SUBJECT_KEY_IDENTIFIER, readCertificate } from "./certificate.ts";
import {
  DER,
  type DerElement,
  childrenOf,
  contextTag,
  encodeDer,
  encodeInteger,
  encodeOid,
  expectTag,
  integerOf,
  malformed,
  oidOf,
  readDer,
  timeOf,
} from "./der.ts";
import { sameBytes } from "./octets.ts";
import { type HashName, canonicalSignature, publicKeyOf } from "./public-key-signature.ts";

const SIGNED_DATA = "1.2.840.113549.1.7.2";
const TST_INFO = "1.2.840.113549.1.9.16.1.4";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
const SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
export const SHA_256 = "2.16.840.1.101.3.4.2.1";
const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";

/** Digest algorithms by OID; `ecdsa` is the one name an ECDSA signature with this digest has. */
const DIGESTS: Readonly<Record<string, { hash: HashName; digest: (bytes: Uint8Array) => Uint8Array; ecdsa: string }>> = {
  [SHA_256]: { hash: "SHA-256", digest: sha256, ecdsa: "1.2.840.10045.4.3.2" },
  "2.16.840.1.101.3.4.2.2": { hash: "SHA-384", digest: sha384, ecdsa: "1.2.840.10045.4.3.3" },
  "2.16.840.1.101.3.4.2.3": { hash: "SHA-512", digest: sha512, ecdsa: "1.2.840.10045.4.3.4" },
};
const RSA_SIGNATURES = new Set([RSA_ENCRYPTION, "1.2.840.113549.1.1.11", "1.2.840.113549.1.1.12", "1.2.840.113549.1.1.13"]);

/** What a time stamp says (TSTInfo of RFC 3161). */
export interface TimestampInfo {
  readonly imprintAlgorithm: string;
  readonly imprint: Uint8Array;
  readonly timeMs: number;
  /** Null where the request gave none. */
  readonly nonce: bigint | null;
  /** DER name of the authority, where it is stated as a directory name. */
  readonly authority: Uint8Array | null;
}

/** A response in its parts; nothing of it is verified by reading it. */
export interface TimestampResponse {
  readonly info: TimestampInfo;
  /** DER of the TSTInfo. */
  readonly content: Uint8Array;
  readonly hash: HashName;
  readonly digestOid: string;
  /** The signed attributes as a SET: these bytes are signed. */
  readonly signedAttributes: Uint8Array;
  readonly signature: Uint8Array;
  readonly signer: Certificate;
  /** All embedded certificates but the signer's, as they stand. */
  readonly others: readonly Certificate[];
}

/** Reads a TimeStampResp (hostile input): status, one signer, its certificate. */
export function readTimestampResponse(bytes: Uint8Array): TimestampResponse {
  const [status, token, ...rest] = childrenOf(readDer(bytes));
  requireGranted(status);
  if (rest.length > 0) throw malformed("more than a status and a token");
  const [type, wrapped] = token === undefined ? [] : childrenOf(token);
  if (oidOf(type) !== SIGNED_DATA || wrapped === undefined) throw malformed("no signed token");
  const fields = childrenOf(expectTag(childrenOf(wrapped, contextTag(0))[0], DER.sequence));
  const [, , encapsulated] = fields;
  const certificates = fields.find(({ tag }) => tag === contextTag(0));
  const signers = childrenOf(expectTag(fields.at(-1), DER.set), DER.set);
  const [signerInfo] = signers;
  if (encapsulated === undefined || signerInfo === undefined || signers.length !== 1) throw malformed("not exactly one signer");
  if (certificates === undefined)
    throw new TickmarkError("bad-input", "The time stamp comes without its certificate.", {
      remedy: "Ask again, with certificates (openssl: -cert).",
    });
  const content = contentOf(encapsulated);
  const embedded = childrenOf(certificates, contextTag(0)).map(readCertificate);
  return { info: readInfo(content), content, ...readSigner(signerInfo, embedded) };
}

function requireGranted(status: DerElement | undefined): void {
  const [code] = status === undefined ? [] : childrenOf(status);
  const value = integerOf(code);
  // 1 is "granted with modifications": what was modified shows in the token, which is checked.
  if (value > 1n) throw new TickmarkError("bad-input", `The authority refused the request (status ${value}).`);
}

function contentOf(encapsulated: DerElement): Uint8Array {
  const [type, wrapped] = childrenOf(encapsulated);
  if (oidOf(type) !== TST_INFO || wrapped === undefined) throw malformed("the token is about something else than a time");
  const [octets, ...others] = childrenOf(wrapped, contextTag(0));
  if (others.length > 0) throw malformed("more than one content");
  return expectTag(octets, DER.octetString).content;
}

function readInfo(content: Uint8Array): TimestampInfo {
  const [version, policy, imprint, serial, time, ...optional] = childrenOf(readDer(content));
  if (integerOf(version) !== 1n) throw malformed("not version 1 of a time stamp");
  oidOf(policy);
  expectTag(serial, DER.integer);
  const [algorithm, hashed] = imprint === undefined ? [] : childrenOf(imprint);
  if (algorithm === undefined) throw malformed("no imprint");
  const nonce = optional.find(({ tag }) => tag === DER.integer);
  const name = optional.find(({ tag }) => tag === contextTag(0));
  if (optional.some(({ tag }) => tag === contextTag(1)))
    throw new TickmarkError("unsupported", "The time stamp has extensions, which are not understood.");
  const stated = name === undefined ? undefined : childrenOf(name, contextTag(0))[0];
  return {
    imprintAlgorithm: oidOf(childrenOf(algorithm)[0]),
    imprint: expectTag(hashed, DER.octetString).content,
    timeMs: timeOf(expectTag(time, DER.generalizedTime)),
    nonce: nonce === undefined ? null : integerOf(nonce),
    authority: stated?.tag === contextTag(4) ? stated.content : null,
  };
}

function readSigner(signerInfo: DerElement, embedded: readonly Certificate[]): Omit<TimestampResponse, "info" | "content"> {
  const [, identifier, digestAlgorithm, attributes, signatureAlgorithm, signature] = childrenOf(signerInfo);
  if (identifier === undefined || digestAlgorithm === undefined || signatureAlgorithm === undefined) throw malformed("no signer");
  const digestOid = oidOf(childrenOf(digestAlgorithm)[0]);
  const digest = DIGESTS[digestOid];
  if (digest === undefined)
    throw new TickmarkError("unsupported", `The time stamp is made with the digest ${digestOid}.`, {
      expected: "SHA-256, SHA-384 or SHA-512",
    });
  const signer = embedded.find((certificate) => isNamed(certificate, identifier));
  if (signer === undefined) throw new TickmarkError("bad-input", "The time stamp comes without the certificate of its signer.");
  const key = publicKeyOf(signer.publicKey);
  const algorithm = oidOf(childrenOf(signatureAlgorithm)[0]);
  if (key.family === "RSA" ? !RSA_SIGNATURES.has(algorithm) : algorithm !== digest.ecdsa)
    throw new TickmarkError("unsupported", `The time stamp is signed with ${algorithm}.`, {
      expected: "RSA PKCS #1 v1.5 or ECDSA with its digest",
    });
  return {
    hash: digest.hash,
    digestOid,
    signedAttributes: encodeDer(DER.set, expectTag(attributes, contextTag(0)).content),
    signature: canonicalSignature(key, expectTag(signature, DER.octetString).content),
    signer,
    others: embedded.filter((certificate) => certificate !== signer),
  };
}

/** A signer is named by issuer and serial number, or by the identifier of its key. */
function isNamed(certificate: Certificate, identifier: DerElement): boolean {
  if (identifier.tag === 0x80) {
    const value = certificate.extensions.get(SUBJECT_KEY_IDENTIFIER)?.value;
    return value !== undefined && sameBytes(expectTag(readDer(value), DER.octetString).content, identifier.content);
  }
  const [issuer, serial] = childrenOf(identifier);
  return (
    issuer !== undefined &&
    serial !== undefined &&
    sameBytes(issuer.encoded, certificate.issuer) &&
    sameBytes(serial.encoded, certificate.serial)
  );
}

/** Problems of the signed attributes: they must be about this content, and name this signer's certificate. */
export function signedAttributeProblems({ signedAttributes, content, digestOid, signer }: TimestampResponse): string[] {
  const attributes = new Map<string, DerElement>();
  for (const attribute of childrenOf(readDer(signedAttributes), DER.set)) {
    const [oid, values] = childrenOf(attribute);
    const [value, ...others] = childrenOf(expectTag(values, DER.set), DER.set);
    if (value === undefined || others.length > 0 || attributes.has(oidOf(oid))) return ["its signed attributes are ambiguous"];
    attributes.set(oidOf(oid), value);
  }
  const type = attributes.get(CONTENT_TYPE);
  const digest = attributes.get(MESSAGE_DIGEST);
  const expected = DIGESTS[digestOid]?.digest(content) ?? new Uint8Array();
  return [
    ...(type !== undefined && oidOf(type) === TST_INFO ? [] : ["its signed attributes are about something else than a time"]),
    ...(digest !== undefined && sameBytes(expectTag(digest, DER.octetString).content, expected)
      ? []
      : ["what it says was changed after it was signed"]),
    ...certificateProblems(attributes, signer),
  ];
}

function certificateProblems(attributes: ReadonlyMap<string, DerElement>, signer: Certificate): string[] {
  const older = attributes.get(SIGNING_CERTIFICATE);
  const newer = attributes.get(SIGNING_CERTIFICATE_V2);
  if (older === undefined && newer === undefined) return ["its signed attributes do not name the certificate of the signer"];
  const good = (older === undefined || namesSigner(older, signer, sha1)) && (newer === undefined || namesSigner(newer, signer, null));
  return good ? [] : ["its signed attributes name another certificate than the one that comes with it"];
}

/** ESSCertID (RFC 2634, SHA-1) or ESSCertIDv2 (RFC 5035, SHA-256 unless stated): the first is the signer's. */
function namesSigner(attribute: DerElement, signer: Certificate, fixed: ((bytes: Uint8Array) => Uint8Array) | null): boolean {
  const [list] = childrenOf(attribute);
  const [first] = list === undefined ? [] : childrenOf(list);
  const fields = first === undefined ? [] : childrenOf(first);
  const stated = fixed === null && fields[0]?.tag === DER.sequence ? fields.shift() : undefined;
  const digest = fixed ?? DIGESTS[stated === undefined ? SHA_256 : oidOf(childrenOf(stated)[0])]?.digest;
  const [hash, issuerSerial] = fields;
  if (digest === undefined || hash === undefined || !sameBytes(expectTag(hash, DER.octetString).content, digest(signer.encoded)))
    return false;
  return issuerSerial === undefined || sameBytes(expectTag(childrenOf(issuerSerial)[1], DER.integer).encoded, signer.serial);
}

/**
 * The one form in which a response is kept. Everything that the authority did not sign is fixed here: status "granted" and no
 * text, the certificates from the signer upwards, no revocation lists, no unsigned attributes, one spelling of each algorithm.
 */
export function encodeTimestampResponse(response: TimestampResponse, path: readonly Certificate[]): Uint8Array {
  const { signer, digestOid, content, signedAttributes, signature } = response;
  const digest = encodeDer(DER.sequence, encodeOid(digestOid));
  const ecdsa = DIGESTS[digestOid]?.ecdsa ?? "";
  const signatureAlgorithm =
    publicKeyOf(signer.publicKey).family === "RSA"
      ? encodeDer(DER.sequence, encodeOid(RSA_ENCRYPTION), encodeDer(DER.null))
      : encodeDer(DER.sequence, encodeOid(ecdsa));
  const signerInfo = encodeDer(
    DER.sequence,
    encodeInteger(1n),
    encodeDer(DER.sequence, signer.issuer, signer.serial),
    digest,
    encodeDer(contextTag(0), readDer(signedAttributes).content),
    signatureAlgorithm,
    encodeDer(DER.octetString, signature),
  );
  const signedData = encodeDer(
    DER.sequence,
    encodeInteger(3n),
    encodeDer(DER.set, digest),
    encodeDer(DER.sequence, encodeOid(TST_INFO), encodeDer(contextTag(0), encodeDer(DER.octetString, content))),
    encodeDer(contextTag(0), ...path.map(({ encoded }) => encoded)),
    encodeDer(DER.set, signerInfo),
  );
  const token = encodeDer(DER.sequence, encodeOid(SIGNED_DATA), encodeDer(contextTag(0), signedData));
  return encodeDer(DER.sequence, encodeDer(DER.sequence, encodeInteger(0n)), token);
}
