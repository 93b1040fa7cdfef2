import { TickmarkError } from "../foundation/errors.ts";
import { DER, childrenOf, encodeDer, encodeInteger, encodeOid, expectTag, integerOf, readDer } from "./der.ts";
import { sameBytes } from "./octets.ts";
import { SHA_256 } from "./timestamp-token.ts";

/** What is asked of a time stamping authority: a digest and a number used once, nothing else of the pack. */
export interface TimestampRequest {
  /** SHA-256 of the signature file. */
  readonly imprint: Uint8Array;
  readonly nonce: bigint;
}

/** TimeStampReq of RFC 3161, asking for the authority's certificate. */
export function encodeTimestampRequest({ imprint, nonce }: TimestampRequest): Uint8Array {
  const algorithm = encodeDer(DER.sequence, encodeOid(SHA_256), encodeDer(DER.null));
  return encodeDer(
    DER.sequence,
    encodeInteger(1n),
    encodeDer(DER.sequence, algorithm, encodeDer(DER.octetString, imprint)),
    encodeInteger(nonce),
    encodeDer(DER.boolean, Uint8Array.of(0xff)),
  );
}

/** Reads a request that `encodeTimestampRequest` wrote. */
export function decodeTimestampRequest(bytes: Uint8Array, file: string): TimestampRequest {
  const [, imprint, nonce] = childrenOf(readDer(bytes));
  const request = {
    imprint: expectTag(imprint === undefined ? undefined : childrenOf(imprint)[1], DER.octetString).content,
    nonce: integerOf(nonce),
  };
  if (!sameBytes(encodeTimestampRequest(request), bytes))
    throw new TickmarkError("bad-input", "Not a time stamp request of this program.", { file });
  return request;
}

/** A positive number of 64 bits from 8 random bytes. */
export function nonceFrom(random: Uint8Array): bigint {
  return random.slice(0, 8).reduce((value, octet, index) => value * 256n + BigInt(index === 0 ? (octet & 0x7f) | 0x40 : octet), 0n);
}
