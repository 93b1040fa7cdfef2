import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { HASH_LENGTH } from "./merkle.ts";
import { type NoteSignature, type NoteSigner, decodeSignedNote, encodeSignedNote, hasControlCharacters, signNote } from "./signed-note.ts";

/** Of a disclosed record's canonical JSON. */
export const MAXIMUM_RECORD_BYTES = 2 ** 20;
const MAXIMUM_LENGTH = 4096;

/**
 * C2SP tree head of a population: this many records have this root. With a key file it is a signed note (name of the key: the
 * origin). A key held outside signs nothing but the tag manifest; the checkpoint is then the note text alone, three lines without
 * the empty line and signature lines, and only the signature of the pack, which covers the file, vouches for it.
 */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** Null for the note text alone. */
  readonly signature: NoteSignature | null;
}

/** What the origin of a population checkpoint names: it is one log, of one checkpoint. */
export interface CheckpointSubject {
  /** `urn:uuid:...` */
  readonly packId: string;
  readonly revision: number;
  /** Of the population. */
  readonly fingerprint: string;
}

/** `tickmark.example/population/<uuid>/r<revision>/<fingerprint>`; the host is a reserved placeholder. */
export function checkpointOrigin({ packId, revision, fingerprint }: CheckpointSubject): string {
  return `tickmark.example/population/${packId.replace(/^urn:uuid:/, "")}/r${revision}/${fingerprint}`;
}

/** The lines that are signed, each with its newline. */
export function checkpointText({ origin, size, root }: Pick<Checkpoint, "origin" | "size" | "root">): string {
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const text = checkpointText(checkpoint);
  return checkpoint.signature === null ? text : encodeSignedNote({ text, signatures: [checkpoint.signature] });
}

/** Without a signer, the note text alone. */
export function makeCheckpoint(head: Pick<Checkpoint, "origin" | "size" | "root">, signer: NoteSigner | null): Checkpoint {
  const unsigned = { ...head, signature: null };
  if (signer === null) return unsigned;
  return { ...head, signature: signNote(checkpointText(head), head.origin, signer).signatures[0] ?? null };
}

/** Reads a checkpoint (hostile input): no extension lines, one signature at most, and only as it would be written again. */
export function decodeCheckpoint(text: string, file: string): Checkpoint {
  if (text.length > MAXIMUM_LENGTH) throw malformed(file);
  const note = text.includes("\n\n") ? decodeSignedNote(text, file) : { text, signatures: [] };
  const [origin = "", size = "", root = "", end, ...rest] = note.text.split("\n");
  const wellFormed = origin !== "" && isDecimal(size) && end === "" && rest.length === 0 && !hasControlCharacters(text);
  if (!wellFormed || note.signatures.length > 1) throw malformed(file);
  const checkpoint = { origin, size: Number(size), root: decodeBase64(root), signature: note.signatures[0] ?? null };
  if (checkpoint.root.length !== HASH_LENGTH || encodeCheckpoint(checkpoint) !== text) throw malformed(file);
  return checkpoint;
}

/** A whole number as the formats write it: no sign, no leading zeros, exact as a JavaScript number. */
export function isDecimal(text: string): boolean {
  return /^(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text));
}

function malformed(file: string): TickmarkError {
  return new TickmarkError("bad-input", "Not a population checkpoint.", {
    file,
    expected: "origin, size, base64 root, and at most one signature",
  });
}
