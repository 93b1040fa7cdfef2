import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeCheckpoint } from "../../src/evidence/checkpoint.ts";
import { decodeTlogProof } from "../../src/evidence/tlog-proof.ts";
import { type Json, canonicalJson } from "../../src/foundation/canonical-json.ts";
import {
  type CommitmentRequest,
  MAXIMUM_DISCLOSED,
  type PopulationCommitment,
  commitPopulation,
  leafSalts,
  populationKey,
} from "../../src/packs/population-commitment.ts";
import { type PopulationRecord, recordTexts } from "../../src/packs/record-text.ts";

const saltKey = createHash("sha256").update("salt key").digest();
const subject = { packId: "urn:uuid:24e51ca2-5067-4598-935a-dac4e327d05a", revision: 1, fingerprint: "a".repeat(64) };

async function* inBatches(records: Iterable<PopulationRecord>, size: number): AsyncGenerator<readonly PopulationRecord[]> {
  let batch: PopulationRecord[] = [];
  for (const record of records) {
    batch.push(record);
    if (batch.length < size) continue;
    yield await Promise.resolve(batch);
    batch = [];
  }
  yield batch;
}

async function commit(
  records: readonly PopulationRecord[],
  change: Partial<CommitmentRequest> = {},
  size = 3,
): Promise<PopulationCommitment> {
  return await commitPopulation({ ...subject, records: inBatches(records, size), saltKey, signer: null, disclose: new Set(), ...change });
}

/** The rules of the format, in the plainest words. */
function plainRoot(records: readonly PopulationRecord[], key = saltKey, fingerprint = subject.fingerprint): string {
  const perPopulation = createHmac("sha256", key).update("population/v1").update(Uint8Array.of(0)).update(fingerprint).digest();
  const hash = (...parts: readonly Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();
  const leaves = records.map((record, index) => {
    const salt = createHmac("sha256", perPopulation).update("leaf-salt/v1").update(Uint8Array.of(0)).update(String(index)).digest();
    return hash(Uint8Array.of(0), salt, Buffer.from(canonicalJson(record)));
  });
  const root = (part: readonly Buffer[]): Buffer => {
    const [only] = part;
    if (part.length <= 1) return only ?? hash();
    const k = 2 ** Math.ceil(Math.log2(part.length) - 1);
    return hash(Uint8Array.of(1), root(part.slice(0, k)), root(part.slice(k)));
  };
  return root(leaves).toString("base64");
}

function records(count: number): PopulationRecord[] {
  return Array.from({ length: count }, (_, number) => ({ decision: "approve", id: `D${number}`, score: number / 3, ü: null }));
}

describe("the commitment to a population", () => {
  test("has the root that the rules give, in whatever batches the records come", async () => {
    for (const count of [0, 1, 2, 7, 64, 65, 100]) {
      const roots = await Promise.all(
        [1, 3, 1000].map(async (size) => decodeCheckpoint((await commit(records(count), {}, size)).checkpoint, "c")),
      );
      for (const { root, size } of roots) {
        expect(size).toBe(count);
        expect(Buffer.from(root).toString("base64")).toBe(plainRoot(records(count)));
      }
    }
  });

  test("is the same again, and another for another key, population, order or value", async () => {
    const base = (await commit(records(9))).checkpoint;
    expect((await commit(records(9))).checkpoint).toBe(base);
    const others = await Promise.all([
      commit(records(9), { saltKey: createHash("sha256").update("other").digest() }),
      commit(records(9), { fingerprint: "b".repeat(64) }),
      commit(records(9).toReversed()),
      commit(records(9).with(4, { decision: "approve" })),
    ]);
    const roots = [base, ...others.map(({ checkpoint }) => checkpoint)].map((text) => text.split("\n")[2]);
    expect(new Set(roots).size).toBe(5);
  });

  test("discloses what is asked for, by number or by condition, with text, salt and proof", async () => {
    const byNumber = await commit(records(20), { disclose: new Set([19, 0, 7]) });
    const byCondition = await commit(records(20), { disclose: (record, position) => record["id"] === "D7" || position % 19 === 0 });
    expect(byNumber).toEqual(byCondition);
    expect(byNumber.disclosed).toEqual([0, 7, 19]);
    expect(Object.keys(byNumber.proofs).toSorted()).toEqual(
      ["0.json", "0.tlog-proof", "19.json", "19.tlog-proof", "7.json", "7.tlog-proof"].toSorted(),
    );
    expect(byNumber.proofs["7.json"]).toBe(canonicalJson(records(20)[7]));
    const proof = decodeTlogProof(byNumber.proofs["7.tlog-proof"] ?? "", "proof");
    expect(proof).toMatchObject({ index: 7, checkpoint: byNumber.checkpoint });
    expect(proof.extra).toEqual(new Uint8Array(leafSalts(populationKey(saltKey, subject.fingerprint))(7)));
  });

  test("shows no salt but those of disclosed records, and never the key", async () => {
    const { checkpoint, proofs } = await commit(records(20), { disclose: new Set([5]) });
    const everything = [checkpoint, ...Object.values(proofs)].join("\n");
    const salts = leafSalts(populationKey(saltKey, subject.fingerprint));
    for (let number = 0; number < 20; number += 1)
      expect(everything.includes(Buffer.from(salts(number)).toString("base64"))).toBe(number === 5);
    expect(everything).not.toContain(saltKey.toString("base64"));
  });

  test("gives each leaf the HMAC of its position as its salt", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(Number.MAX_SAFE_INTEGER), (key, position) => {
        const salts = leafSalts(key);
        salts(123_456_789_012);
        const plain = createHmac("sha256", key).update(`leaf-salt/v1\u0000${position}`).digest();
        expect(Buffer.from(salts(position)).equals(plain)).toBe(true);
      }),
    );
  });

  test("refuses to disclose what is not there, or too much, and a key of another length", async () => {
    await expect(commit(records(5), { disclose: new Set([5]) })).rejects.toMatchObject({
      code: "bad-input",
      detail: { expected: "0 to 4" },
    });
    await expect(commit(records(5), { disclose: new Set([-1]) })).rejects.toMatchObject({ code: "bad-input" });
    await expect(commit(records(MAXIMUM_DISCLOSED + 1), { disclose: () => true }, 500)).rejects.toMatchObject({ code: "bad-input" });
    const large = [{ text: "ü".repeat(2 ** 19) }];
    expect((await commit(large)).size).toBe(1);
    await expect(commit(large, { disclose: new Set([0]) })).rejects.toMatchObject({ code: "bad-input" });
    await expect(commit(records(5), { saltKey: new Uint8Array(16) })).rejects.toMatchObject({ code: "bad-input" });
  });

  test("refuses what JSON cannot say instead of committing to something else", async () => {
    for (const value of [Number.NaN, Infinity, "\ud800", undefined, 5n, new Date(0)])
      await expect(commit([{ value: value as Json }])).rejects.toMatchObject({ code: "bad-input" });
  });

  test("stops when it is cancelled, and passes on what the source throws", async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const stopped = commit(records(30), {
      signal: controller.signal,
      onProgress: (count) => {
        seen.push(count);
        if (count >= 6) controller.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    expect(seen).toEqual([3, 6]);
    const failing = async function* (): AsyncGenerator<readonly PopulationRecord[]> {
      yield await Promise.resolve(records(2));
      throw new Error("disk");
    };
    await expect(commit([], { records: failing() })).rejects.toThrow("disk");
  });
});

describe("the text of a record", () => {
  test("is its canonical JSON, whatever the shape, order and values", () => {
    const key = fc.oneof(
      fc.string({ unit: "binary", maxLength: 4 }),
      fc.constantFrom("a", "b", "10", "9", "toJSON", "ü", "\u{1f600}", "\uffff"),
    );
    const value: fc.Arbitrary<Json> = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(null, true, false, -0, 1e21, 1e-7, "\u2028", '"\\', 2 ** 53),
      fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
    );
    const record = fc.dictionary(key, value, { maxKeys: 6 });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), (all) => {
        const textOf = recordTexts();
        for (const one of [...all, ...all]) {
          const expected = outcome(() => canonicalJson(one));
          expect(outcome(() => textOf(one))).toBe(expected);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("is fast for rows of one shape, and right when the shape changes in between", () => {
    const textOf = recordTexts();
    expect(textOf({ a: 1, b: 2 })).toBe('{"a":1,"b":2}');
    expect(textOf({ b: 2, a: 1 })).toBe('{"a":1,"b":2}');
    expect(textOf({})).toBe("{}");
    expect(textOf({ a: -0, b: [2, { d: 1, c: 2 }] })).toBe('{"a":0,"b":[2,{"c":2,"d":1}]}');
    expect(() => textOf({ a: "\udc00", b: 1 })).toThrow("lone surrogate");
    expect(() => textOf(JSON.parse('{"__proto__":1}') as PopulationRecord)).toThrow("__proto__");
  });
});

function outcome(work: () => string): string {
  try {
    return work();
  } catch {
    return "refused";
  }
}
