import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { TickmarkError } from "../foundation/errors.ts";
import { concatenate, sameBytes } from "./octets.ts";

/** One-shot SHA-256, 32 bytes. Hosts with a faster one than the default give theirs. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const HASH_LENGTH = 32;
const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = 1;

/** RFC 9162 2.1.1: SHA-256(0x00 || parts). */
export function merkleLeafHash(parts: readonly Uint8Array[], sha256: Sha256 = nobleSha256): Uint8Array {
  return sha256(concatenate(LEAF_PREFIX, ...parts));
}

/** RFC 9162 2.1.1: SHA-256(0x01 || left || right). */
export function merkleNodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256 = nobleSha256): Uint8Array {
  const node = new Uint8Array(1 + 2 * HASH_LENGTH);
  node[0] = NODE_PREFIX;
  node.set(left, 1);
  node.set(right, 1 + HASH_LENGTH);
  return sha256(node);
}

/** A whole subtree of 2^level leaves, and the proofs that grow with it. */
interface Subtree {
  readonly hash: Uint8Array;
  readonly level: number;
  readonly proofs: readonly Uint8Array[][];
}

export interface MerkleTreeHead {
  readonly size: number;
  /** 32 bytes; SHA-256 of nothing for an empty tree. */
  readonly root: Uint8Array;
  /** For each leaf that was asked for: the hashes from its sibling up to a child of the root. */
  readonly proofs: ReadonlyMap<number, readonly Uint8Array[]>;
}

/**
 * The tree of RFC 6962 / 9162 over leaves that come one by one. Held are one hash for each bit of the size, and for each of k
 * proofs one hash for each level: O(k log n) memory, one pass.
 */
export class MerkleTreeBuilder {
  readonly #sha256: Sha256;
  /** Whole subtrees from left to right, each smaller than the one before. */
  #range: Subtree[] = [];
  readonly #proofs = new Map<number, Uint8Array[]>();
  #size = 0;

  constructor(sha256: Sha256 = nobleSha256) {
    this.#sha256 = sha256;
  }

  get size(): number {
    return this.#size;
  }

  /** Takes the next leaf hash; with `prove`, its inclusion proof is part of the head. */
  append(leafHash: Uint8Array, prove = false): void {
    if (leafHash.length !== HASH_LENGTH) throw new TickmarkError("bad-input", "A leaf hash has 32 bytes.");
    const proofs: Uint8Array[][] = [];
    if (prove) {
      const proof: Uint8Array[] = [];
      proofs.push(proof);
      this.#proofs.set(this.#size, proof);
    }
    let subtree: Subtree = { hash: leafHash, level: 0, proofs };
    for (let left = this.#range.at(-1); left?.level === subtree.level; left = this.#range.at(-1)) {
      this.#range.pop();
      subtree = this.#merge(left, subtree);
    }
    this.#range.push(subtree);
    this.#size += 1;
  }

  /** The head over all leaves; nothing can be appended afterwards. */
  finish(): MerkleTreeHead {
    const [last, ...before] = this.#range.toReversed();
    this.#range = [];
    const whole = last === undefined ? null : before.reduce((right, left) => this.#merge(left, right), last);
    return { size: this.#size, root: whole?.hash ?? this.#sha256(new Uint8Array()), proofs: this.#proofs };
  }

  #merge(left: Subtree, right: Subtree): Subtree {
    // Copies: a hash may be a view into a larger buffer, which a proof would keep alive.
    if (left.proofs.length > 0) extend(left.proofs, new Uint8Array(right.hash));
    if (right.proofs.length > 0) extend(right.proofs, new Uint8Array(left.hash));
    const proofs = right.proofs.length === 0 ? left.proofs : left.proofs.length === 0 ? right.proofs : [...left.proofs, ...right.proofs];
    return { hash: merkleNodeHash(left.hash, right.hash, this.#sha256), level: left.level + 1, proofs };
  }
}

function extend(proofs: readonly Uint8Array[][], hash: Uint8Array): void {
  for (const proof of proofs) proof.push(hash);
}

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** RFC 9162 2.1.3.2: whether the leaf is number `index` (from 0) of exactly `size` below this root. Never throws. */
export function verifyInclusion({ index, size, leafHash, proof, root }: InclusionClaim, sha256: Sha256 = nobleSha256): boolean {
  if (!isCount(index) || !isCount(size) || index >= size || ![leafHash, root, ...proof].every(isHash)) return false;
  let [node, last] = [index, size - 1];
  let hash = leafHash;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = merkleNodeHash(sibling, hash, sha256);
      while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)];
    } else hash = merkleNodeHash(hash, sibling, sha256);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameBytes(hash, root);
}

export interface ConsistencyClaim {
  readonly size1: number;
  readonly size2: number;
  readonly root1: Uint8Array;
  readonly root2: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * RFC 9162 2.1.4.2: whether the second tree begins with exactly the leaves of the first. An empty first tree is refused: it is
 * consistent with every tree, so nothing would be proved. Never throws.
 */
export function verifyConsistency({ size1, size2, root1, root2, proof }: ConsistencyClaim, sha256: Sha256 = nobleSha256): boolean {
  if (!isCount(size1) || !isCount(size2) || size1 === 0 || size1 > size2) return false;
  // Nothing is hashed here, so nothing is asked of the roots but that they are the same.
  if (size1 === size2) return proof.length === 0 && sameBytes(root1, root2);
  if (proof.length === 0 || ![root1, root2, ...proof].every(isHash)) return false;
  let [node, last] = [size1 - 1, size2 - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // The first tree is whole (its size a power of two) exactly when all bits are used up; its root then starts the path.
  const [start = root1, ...rest] = node === 0 ? [root1, ...proof] : proof;
  let [first, second] = [start, start];
  for (const hash of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      first = merkleNodeHash(hash, first, sha256);
      second = merkleNodeHash(hash, second, sha256);
      while (!isOdd(node) && node > 0) [node, last] = [half(node), half(last)];
    } else second = merkleNodeHash(second, hash, sha256);
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameBytes(first, root1) && sameBytes(second, root2);
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === HASH_LENGTH;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isOdd(value: number): boolean {
  return value % 2 === 1;
}

/** Not a shift, which would cut off at 32 bits. */
function half(value: number): number {
  return Math.floor(value / 2);
}
