import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type MerkleTreeHead,
  MerkleTreeBuilder,
  merkleLeafHash,
  merkleNodeHash,
  verifyConsistency,
  verifyInclusion,
} from "../../src/evidence/merkle.ts";
import { vectorFolder } from "./shared-vectors.ts";

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** RFC 9162 2.1.1, word by word: MTH(D[n]). */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return sha256(Uint8Array.of(0), first);
  const k = split(leaves.length);
  return sha256(Uint8Array.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

/** RFC 9162 2.1.3.1: PATH(m, D[n]). */
function naivePath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}

/** RFC 9162 2.1.4.1: SUBPROOF(m, D[n], b). */
function naiveConsistency(m: number, leaves: readonly Uint8Array[], whole = true): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...naiveConsistency(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
    : [...naiveConsistency(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

/** Largest power of two below n. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function leavesOf(size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, index) => new TextEncoder().encode(`leaf ${index}`));
}

function streamed(leaves: readonly Uint8Array[], prove: (index: number) => boolean = () => false): MerkleTreeHead {
  const tree = new MerkleTreeBuilder(sha256);
  leaves.forEach((leaf, index) => tree.append(merkleLeafHash([leaf]), prove(index)));
  expect(tree.size).toBe(leaves.length);
  return tree.finish();
}

describe("the tree of RFC 9162, streamed", () => {
  test("of no leaf has the hash of nothing as its root", () => {
    expect(Buffer.from(streamed([]).root).toString("hex")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test("hashes leaves and nodes with their prefixes", () => {
    const leaf = merkleLeafHash([Buffer.from("sa"), Buffer.from("lt")]);
    expect(leaf).toEqual(sha256(Buffer.from("\u0000salt")));
    expect(merkleNodeHash(leaf, leaf)).toEqual(sha256(Uint8Array.of(1), leaf, leaf));
    expect(() => new MerkleTreeBuilder().append(new Uint8Array(31))).toThrow("32 bytes");
  });

  test("has the root and every proof of the recursive definition, for 0 to 70 leaves", () => {
    for (let size = 0; size <= 70; size += 1) {
      const leaves = leavesOf(size);
      const head = streamed(leaves, () => true);
      expect(head.root).toEqual(naiveRoot(leaves));
      expect(head.size).toBe(size);
      expect([...head.proofs.keys()]).toEqual(leaves.map((_, index) => index));
      for (const [index, proof] of head.proofs) expect(proof).toEqual(naivePath(index, leaves));
    }
  });

  test("has them for any size and any choice of leaves, and they verify at their own place only", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.array(fc.nat(), { maxLength: 5 }), fc.nat(), (size, picks, salt) => {
        const leaves = leavesOf(size).map((leaf) => sha256(leaf, Buffer.from(String(salt))));
        const chosen = new Set(picks.map((pick) => pick % size));
        const { root, proofs } = streamed(leaves, (index) => chosen.has(index));
        expect(root).toEqual(naiveRoot(leaves));
        expect(new Set(proofs.keys())).toEqual(chosen);
        for (const [index, proof] of proofs) {
          const claim = { index, size, leafHash: merkleLeafHash([leaves[index] ?? new Uint8Array()]), proof, root };
          expect(proof).toEqual(naivePath(index, leaves));
          expect(verifyInclusion(claim)).toBe(true);
          expect(verifyInclusion({ ...claim, index: (index + 1) % size })).toBe(size === 1);
          expect(verifyInclusion({ ...claim, index: index + size })).toBe(false);
          expect(verifyInclusion({ ...claim, leafHash: sha256(claim.leafHash) })).toBe(false);
          expect(verifyInclusion({ ...claim, proof: [...proof, root] })).toBe(false);
          if (proof.length > 0) expect(verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("is consistent with each of its beginnings, and with nothing else", () => {
    for (let size2 = 1; size2 <= 40; size2 += 1) {
      const leaves = leavesOf(size2);
      const root2 = naiveRoot(leaves);
      for (let size1 = 1; size1 <= size2; size1 += 1) {
        const claim = { size1, size2, root1: naiveRoot(leaves.slice(0, size1)), root2, proof: naiveConsistency(size1, leaves) };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, root1: sha256(claim.root1) })).toBe(false);
        expect(verifyConsistency({ ...claim, root2: sha256(claim.root2) })).toBe(false);
        expect(verifyConsistency({ ...claim, proof: [...claim.proof, root2] })).toBe(false);
        expect(verifyConsistency({ ...claim, size1: 0 })).toBe(false);
      }
    }
  });

  test("holds no more than one hash a level and its proofs, however long it grows", () => {
    const tree = new MerkleTreeBuilder(() => new Uint8Array(32));
    for (let index = 0; index < 2 ** 20 - 1; index += 1) tree.append(new Uint8Array(32), index === 5);
    expect(tree.finish().proofs.get(5)).toHaveLength(20);
  });

  test.each([
    ["a negative index", { index: -1 }],
    ["a fraction", { index: 0.5 }],
    ["not a number", { index: Number.NaN }],
    ["a size of zero", { size: 0 }],
    ["a size beyond exact numbers", { size: 2 ** 53 }],
    ["an endless size", { size: Infinity }],
    ["a short leaf hash", { leafHash: new Uint8Array(31) }],
    ["a long root", { root: new Uint8Array(33) }],
    ["a short hash in the proof", { proof: [new Uint8Array(8)] }],
  ])("refuses %s without throwing", (_what, change) => {
    const leaves = leavesOf(2);
    const { root } = streamed(leaves);
    const claim = { index: 0, size: 2, leafHash: merkleLeafHash([leaves[0] ?? new Uint8Array()]), root, proof: naivePath(0, leaves) };
    expect(verifyInclusion(claim)).toBe(true);
    expect(verifyInclusion({ ...claim, ...change })).toBe(false);
  });

  test("takes indices beyond 32 bits as they are", () => {
    const size = 2 ** 40;
    const leafHash = merkleLeafHash([Buffer.from("x")]);
    const proof = Array.from({ length: 40 }, (_, level) => sha256(Buffer.from(String(level))));
    const root = proof.reduce((hash, sibling) => merkleNodeHash(sibling, hash), leafHash);
    expect(verifyInclusion({ index: size - 1, size, leafHash, proof, root })).toBe(true);
    expect(verifyInclusion({ index: 2 ** 32 - 1, size, leafHash, proof, root })).toBe(false);
  });
});

interface InclusionVector {
  leafIdx: number;
  treeSize: number;
  root: string;
  leafHash: string;
  proof: string[] | null;
  desc: string;
  wantErr: boolean;
}
interface ConsistencyVector {
  size1: number;
  size2: number;
  root1: string;
  root2: string;
  proof: string[] | null;
  desc: string;
  wantErr: boolean;
}

const folder = vectorFolder("merkle");
describe.skipIf(folder === null)("the vectors of transparency-dev/merkle", () => {
  const read = <Vector>(kind: string): Vector[] => {
    const place = join(folder ?? "", kind);
    const names = readdirSync(place, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"));
    return names.map((name) => JSON.parse(readFileSync(join(place, name), "utf8")) as Vector);
  };
  const bytes = (text: string | null): Uint8Array => new Uint8Array(Buffer.from(text ?? "", "base64"));

  test("98 inclusion proofs", () => {
    const vectors = read<InclusionVector>("inclusion");
    const wrong = vectors.filter(({ leafIdx, treeSize, root, leafHash, proof, wantErr }) => {
      const claim = { index: leafIdx, size: treeSize, root: bytes(root), leafHash: bytes(leafHash), proof: (proof ?? []).map(bytes) };
      return verifyInclusion(claim) === wantErr;
    });
    expect(vectors).toHaveLength(98);
    expect(vectors.filter((vector) => !vector.wantErr).length).toBeGreaterThan(5);
    expect(wrong.map((vector) => vector.desc)).toEqual([]);
  });

  test("98 consistency proofs, those from an empty tree refused", () => {
    const vectors = read<ConsistencyVector>("consistency");
    const wrong = vectors.filter(({ size1, size2, root1, root2, proof, wantErr }) => {
      const claim = { size1, size2, root1: bytes(root1), root2: bytes(root2), proof: (proof ?? []).map(bytes) };
      return verifyConsistency(claim) === wantErr;
    });
    expect(vectors).toHaveLength(98);
    expect(vectors.filter((vector) => !vector.wantErr).length).toBeGreaterThan(5);
    expect(wrong.map((vector) => vector.desc)).toEqual([]);
  });
});
