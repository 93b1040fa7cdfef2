import { sha256 } from "@noble/hashes/sha2.js";
import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { verifyEd25519 } from "./ed25519.ts";
import { concatenate, utf8 } from "./octets.ts";

/** One signature line of a note; `keyId` is a hint, the key is given by whoever verifies. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes. */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

/** C2SP signed note: the text with its last newline, and who signed it. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSigner {
  /** 32 bytes, Ed25519. */
  readonly publicKey: Uint8Array;
  /** 64 bytes over exactly these bytes. */
  sign(message: Uint8Array): Uint8Array;
}

const ED25519 = 1;
const KEY_ID_LENGTH = 4;
const MAXIMUM_SIGNATURES = 16;
const MAXIMUM_LENGTH = 128 * 1024;
/** Em dash and space. */
const LINE_START = "\u2014 ";

/** First four bytes of SHA-256(name || 0x0A || 0x01 || public key). */
export function noteKeyId(name: string, publicKey: Uint8Array): Uint8Array {
  return sha256(concatenate(utf8(`${name}\n`), Uint8Array.of(ED25519), publicKey)).slice(0, KEY_ID_LENGTH);
}

/** A note's text begins with its own words, never with `DSSEv1 ` or `SSHSIG`: the same key may sign all three. */
export function signNote(text: string, name: string, signer: NoteSigner): SignedNote {
  const signature = { name, keyId: noteKeyId(name, signer.publicKey), signature: signer.sign(utf8(text)) };
  return { text, signatures: [signature] };
}

export function verifyNoteSignature(text: string, { name, keyId, signature }: NoteSignature, publicKey: Uint8Array): boolean {
  const expected = noteKeyId(name, publicKey);
  return (
    keyId.length === KEY_ID_LENGTH &&
    expected.every((byte, index) => byte === keyId[index]) &&
    verifyEd25519(signature, utf8(text), publicKey)
  );
}

export function encodeSignedNote({ text, signatures }: SignedNote): string {
  const lines = signatures.map(({ name, keyId, signature }) => `${LINE_START}${name} ${encodeBase64(concatenate(keyId, signature))}\n`);
  return `${text}\n${lines.join("")}`;
}

/** Reads a note (hostile input); one that would not be written the same way again is refused. */
export function decodeSignedNote(note: string, file: string): SignedNote {
  if (note.length > MAXIMUM_LENGTH) throw malformed(file);
  const end = note.lastIndexOf("\n\n");
  const lines = note.slice(end + 2).split("\n");
  const wellFormed = end > 0 && lines.length >= 2 && lines.length <= MAXIMUM_SIGNATURES + 1 && !hasControlCharacters(note);
  if (!wellFormed) throw malformed(file);
  const decoded = { text: note.slice(0, end + 1), signatures: lines.slice(0, -1).map((line) => decodeLine(line, file)) };
  if (encodeSignedNote(decoded) !== note) throw malformed(file);
  return decoded;
}

function decodeLine(line: string, file: string): NoteSignature {
  const [dash, name = "", encoded = "", ...rest] = line.split(" ");
  if (dash !== LINE_START.trimEnd() || rest.length > 0 || !isKeyName(name)) throw malformed(file);
  const bytes = decodeBase64(encoded);
  if (bytes.length <= KEY_ID_LENGTH) throw malformed(file);
  return { name, keyId: bytes.slice(0, KEY_ID_LENGTH), signature: bytes.slice(KEY_ID_LENGTH) };
}

function isKeyName(name: string): boolean {
  return name !== "" && !/[\s+]/u.test(name);
}

/** Newline is the only control character of a note. */
export function hasControlCharacters(note: string): boolean {
  return Array.from(note).some((character) => character < " " && character !== "\n");
}

function malformed(file: string): TickmarkError {
  return new TickmarkError("bad-input", "Not a signed note.", {
    file,
    expected: "text, an empty line, and lines of em dash, key name and canonical base64",
  });
}
