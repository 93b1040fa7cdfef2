import { TickmarkError } from "../foundation/errors.ts";
import { concatenate } from "./octets.ts";

/** Identifier octets of the DER types that time stamps use. */
export const DER = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Context-specific, constructed: `[n]`. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

/** One element of a DER text. */
export interface DerElement {
  /** The whole identifier octet. */
  readonly tag: number;
  readonly content: Uint8Array;
  /** With identifier and length. */
  readonly encoded: Uint8Array;
}

const MAXIMUM_LENGTH = 2 ** 24;
/** RSA moduli of 16384 bits, and a sign octet; work with longer numbers grows with their square. */
const INTEGER_OCTETS = 2049;

/** Reads exactly one element (hostile input): definite, shortest lengths, and no byte behind it. */
export function readDer(bytes: Uint8Array): DerElement {
  const [element, ...others] = readElements(bytes);
  if (element === undefined || others.length > 0) throw malformed("one element, and no bytes behind it, was expected");
  return element;
}

/** The elements in a SEQUENCE, SET or explicit tag. */
export function childrenOf(element: DerElement, tag: number = DER.sequence): DerElement[] {
  return readElements(expectTag(element, tag).content);
}

export function expectTag(element: DerElement | undefined, tag: number): DerElement {
  if (element === undefined) throw malformed("an element is missing");
  if (element.tag !== tag) throw malformed(`type 0x${element.tag.toString(16)} stands where 0x${tag.toString(16)} was expected`);
  return element;
}

function readElements(bytes: Uint8Array): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const { start, end } = extent(bytes, at);
    elements.push({ tag: bytes[at] ?? 0, content: bytes.subarray(start, end), encoded: bytes.subarray(at, end) });
    at = end;
  }
  return elements;
}

function extent(bytes: Uint8Array, at: number): { start: number; end: number } {
  if (((bytes[at] ?? 0) & 0x1f) === 0x1f) throw malformed("a type number above 30");
  const first = bytes[at + 1];
  if (first === undefined) throw malformed("it ends in the middle of an element");
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 3) throw malformed("a length that DER does not have");
    length = 0;
    for (let index = 0; index < octets; index += 1) length = length * 256 + (bytes[start + index] ?? 0);
    start += octets;
    if (length < 0x80 || length < 256 ** (octets - 1)) throw malformed("a length that is not in its shortest form");
  }
  if (length > MAXIMUM_LENGTH || start + length > bytes.length) throw malformed("it ends in the middle of an element");
  return { start, end: start + length };
}

export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatenate(...contents);
  const { length } = content;
  const octets = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >>> 8, length & 0xff];
  if (length > 0xffff) throw malformed("an element of more than 65535 bytes");
  return concatenate(Uint8Array.from([tag, ...octets]), content);
}

export function encodeInteger(value: bigint): Uint8Array {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  const octets = (even.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  return encodeDer(DER.integer, Uint8Array.from((octets[0] ?? 0) >= 0x80 ? [0, ...octets] : octets));
}

/** A non-negative INTEGER in its shortest form. */
export function integerOf(element: DerElement | undefined): bigint {
  const { content } = expectTag(element, DER.integer);
  const [first, second] = content;
  if (first === undefined || first >= 0x80 || (first === 0 && second !== undefined && second < 0x80))
    throw malformed("an INTEGER that is negative or not in its shortest form");
  if (content.length > INTEGER_OCTETS) throw malformed("an INTEGER that is too long");
  return content.reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}

export function booleanOf(element: DerElement): boolean {
  const { content } = expectTag(element, DER.boolean);
  if (content.length !== 1 || (content[0] !== 0xff && content[0] !== 0)) throw malformed("a BOOLEAN that DER does not have");
  return content[0] === 0xff;
}

/** Bytes of a BIT STRING of whole octets. */
export function bitsOf(element: DerElement | undefined): Uint8Array {
  const { content } = expectTag(element, DER.bitString);
  if (content[0] !== 0) throw malformed("a BIT STRING that does not end with an octet");
  return content.subarray(1);
}

/** Dotted form of an OBJECT IDENTIFIER. */
export function oidOf(element: DerElement | undefined): string {
  const { content } = expectTag(element, DER.oid);
  const arcs: number[] = [];
  let arc = 0;
  let within = false;
  for (const octet of content) {
    if ((!within && octet === 0x80) || arc > 2 ** 40) throw malformed("an OBJECT IDENTIFIER that is not in its shortest form");
    arc = arc * 128 + (octet & 0x7f);
    within = octet >= 0x80;
    if (!within) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [first] = arcs;
  if (first === undefined || within) throw malformed("an OBJECT IDENTIFIER that ends too early");
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...arcs.slice(1)].join(".");
}

export function encodeOid(dotted: string): Uint8Array {
  const [root = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const octets = [root * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) groups.unshift((left % 128) + 128);
    return groups;
  });
  return encodeDer(DER.oid, Uint8Array.from(octets));
}

/** Milliseconds since 1970 of a UTCTime or GeneralizedTime in the one form that DER allows. */
export function timeOf(element: DerElement | undefined): number {
  const utc = element?.tag === DER.utcTime;
  const { content } = utc ? element : expectTag(element, DER.generalizedTime);
  const text = Array.from(content, (octet) => String.fromCharCode(octet)).join("");
  const parts = (utc ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{0,8}[1-9])?Z$/).exec(
    text,
  );
  const [, year = "", month, day, hour, minute, second, fraction = ""] = parts ?? [];
  const fullYear = utc ? `${Number(year) < 50 ? "20" : "19"}${year}` : year;
  const iso = `${fullYear}-${month}-${day}T${hour}:${minute}:${second}`;
  const milliseconds = Date.parse(`${iso}${fraction.slice(0, 4)}Z`);
  // Date.parse rolls 30 February over on some hosts.
  if (parts === null || Number.isNaN(milliseconds) || !new Date(milliseconds).toISOString().startsWith(iso))
    throw malformed("a time that DER does not have");
  return milliseconds;
}

export function malformed(what: string): TickmarkError {
  return new TickmarkError("bad-input", `Not in DER form: ${what}.`);
}
