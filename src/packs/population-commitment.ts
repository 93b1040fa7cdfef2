import { createHmac, hash } from "node:crypto";
import {
  type CheckpointSubject,
  MAXIMUM_RECORD_BYTES,
  checkpointOrigin,
  encodeCheckpoint,
  makeCheckpoint,
} from "../evidence/checkpoint.ts";
import { HASH_LENGTH, MerkleTreeBuilder } from "../evidence/merkle.ts";
import type { NoteSigner } from "../evidence/signed-note.ts";
import { encodeTlogProof } from "../evidence/tlog-proof.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type PopulationRecord, recordTexts } from "./record-text.ts";

const SALT_LABEL = "leaf-salt/v1\u0000";
const BLOCK_LENGTH = 64;
/** Each is two files of the pack. */
export const MAXIMUM_DISCLOSED = 5000;

export interface CommitmentRequest extends CheckpointSubject {
  /** In batches, in record order; the record at position m (from 0) is leaf m. */
  readonly records: AsyncIterable<readonly PopulationRecord[]>;
  /** 32 bytes of the case secret, which never leave the case. */
  readonly saltKey: Uint8Array;
  /** Null for a key held outside: the checkpoint is then the note text alone. */
  readonly signer: NoteSigner | null;
  /** Positions of the records that the pack shows with their proofs. */
  readonly disclose: ReadonlySet<number> | ((record: PopulationRecord, position: number) => boolean);
  readonly signal?: AbortSignal | undefined;
  /** Records read so far, after each batch. */
  readonly onProgress?: ((records: number) => void) | undefined;
}

export interface PopulationCommitment {
  /** `population/checkpoint` */
  readonly checkpoint: string;
  /** By file name below `population/proofs/`: `<position>.json` and `<position>.tlog-proof`. */
  readonly proofs: Readonly<Record<string, string>>;
  readonly size: number;
  readonly disclosed: readonly number[];
}

/**
 * Commits to a population: leaf m = SHA-256(0x00 || salt || canonical JSON of record m). One pass over the records; memory grows
 * with the logarithm of their number and with what is disclosed. Without the salt key, the root tells nothing about any record.
 */
export async function commitPopulation(request: CommitmentRequest): Promise<PopulationCommitment> {
  const { records, signal, onProgress } = request;
  const disclose = predicateOf(request.disclose);
  const salts = leafSalts(populationKey(request.saltKey, request.fingerprint));
  const leaves = leafHashes();
  const textOf = recordTexts();
  const tree = new MerkleTreeBuilder(sha256);
  const shown = new Map<number, { text: string; salt: Uint8Array }>();
  for await (const batch of records) {
    if (signal?.aborted === true) throw new TickmarkError("cancelled", "The commitment to the population was cancelled.");
    for (const record of batch) {
      const position = tree.size;
      const text = textOf(record);
      const salt = salts(position);
      const disclosed = disclose(record, position);
      if (disclosed) shown.set(position, { text, salt: new Uint8Array(salt) });
      if (shown.size > MAXIMUM_DISCLOSED || (disclosed && Buffer.byteLength(text) > MAXIMUM_RECORD_BYTES)) throw tooMuch();
      tree.append(leaves(salt, text), disclosed);
    }
    onProgress?.(tree.size);
  }
  return assemble(request, tree, shown);
}

function assemble(
  request: CommitmentRequest,
  tree: MerkleTreeBuilder,
  shown: ReadonlyMap<number, { text: string; salt: Uint8Array }>,
): PopulationCommitment {
  const { size, root, proofs } = tree.finish();
  const absent = request.disclose instanceof Function ? undefined : [...request.disclose].find((position) => !shown.has(position));
  if (absent !== undefined)
    throw new TickmarkError("bad-input", `There is no record number ${absent} to disclose.`, { expected: `0 to ${size - 1}` });
  const checkpoint = encodeCheckpoint(makeCheckpoint({ origin: checkpointOrigin(request), size, root }, request.signer));
  const files = [...shown].flatMap(([position, { text, salt }]) => [
    [`${position}.json`, text],
    [`${position}.tlog-proof`, encodeTlogProof({ extra: salt, index: position, hashes: proofs.get(position) ?? [], checkpoint })],
  ]);
  return { checkpoint, proofs: Object.fromEntries(files) as Record<string, string>, size, disclosed: [...shown.keys()] };
}

function tooMuch(): TickmarkError {
  return new TickmarkError("bad-input", "Too much is to be disclosed record by record.", {
    expected: `at most ${MAXIMUM_DISCLOSED} records of at most ${MAXIMUM_RECORD_BYTES} bytes`,
    remedy: "Give the records in a restricted pack.",
  });
}

/** One shot, and as text: a third of the cost of any other call for inputs of this size. */
function sha256(bytes: Uint8Array): Uint8Array {
  return Buffer.from(hash("sha256", bytes, "binary"), "latin1");
}

/** K of one population, so that a salt shown with one population opens no leaf of another. */
export function populationKey(saltKey: Uint8Array, fingerprint: string): Uint8Array {
  if (saltKey.length !== HASH_LENGTH) throw new TickmarkError("bad-input", "A salt key has 32 bytes.");
  return createHmac("sha256", saltKey).update(`population/v1\u0000${fingerprint}`).digest();
}

/**
 * HMAC-SHA-256(key, "leaf-salt/v1" || 0x00 || decimal position), spelt out as RFC 2104 defines it because a Hmac object for each of
 * ten million records costs ten times as much. The result is overwritten by the next call.
 */
export function leafSalts(key: Uint8Array): (position: number) => Uint8Array {
  const padded = new Uint8Array(BLOCK_LENGTH);
  padded.set(key);
  const inner = Buffer.alloc(BLOCK_LENGTH + SALT_LABEL.length + 16);
  const outer = Buffer.alloc(BLOCK_LENGTH + HASH_LENGTH);
  inner.set(padded.map((byte) => byte ^ 0x36));
  outer.set(padded.map((byte) => byte ^ 0x5c));
  inner.write(SALT_LABEL, BLOCK_LENGTH, "latin1");
  const salt = Buffer.alloc(HASH_LENGTH);
  return (position) => {
    const end = BLOCK_LENGTH + SALT_LABEL.length + inner.write(String(position), BLOCK_LENGTH + SALT_LABEL.length, "latin1");
    outer.write(hash("sha256", inner.subarray(0, end), "binary"), BLOCK_LENGTH, "latin1");
    salt.write(hash("sha256", outer, "binary"), "latin1");
    return salt;
  };
}

/** SHA-256(0x00 || salt || text), through one buffer that grows to the longest record. */
function leafHashes(): (salt: Uint8Array, text: string) => Uint8Array {
  const start = 1 + HASH_LENGTH;
  let leaf = Buffer.alloc(4096);
  return (salt, text) => {
    // A UTF-16 unit takes three bytes at most.
    if (leaf.length < start + text.length * 3) leaf = Buffer.alloc(2 * (start + text.length * 3));
    leaf.set(salt, 1);
    const end = start + leaf.write(text, start, "utf8");
    return sha256(leaf.subarray(0, end));
  };
}

function predicateOf(disclose: CommitmentRequest["disclose"]): (record: PopulationRecord, position: number) => boolean {
  return disclose instanceof Function ? disclose : (_record, position) => disclose.has(position);
}
