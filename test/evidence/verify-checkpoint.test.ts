import { describe, expect, test } from "vitest";
import { checkpointText, decodeCheckpoint, encodeCheckpoint, makeCheckpoint } from "../../src/evidence/checkpoint.ts";
import { utf8 } from "../../src/evidence/octets.ts";
import { encodeSignedNote, signNote } from "../../src/evidence/signed-note.ts";
import { decodeTlogProof, encodeTlogProof } from "../../src/evidence/tlog-proof.ts";
import type { VerificationReport, VerificationStep } from "../../src/evidence/verification-report.ts";
import { canonicalJson } from "../../src/foundation/canonical-json.ts";
import { sha256Hex } from "../../src/foundation/digest.ts";
import { type CommitmentRequest, type PopulationCommitment, commitPopulation } from "../../src/packs/population-commitment.ts";
import type { PopulationRecord } from "../../src/packs/record-text.ts";
import { editJson } from "../../src/selftest/edit-pack.ts";
import { bytesOf, textOf } from "../../src/selftest/sample-pack.ts";
import { type PackFiles, packFiles, resign, verifyFiles } from "../packs/support/built-pack.ts";
import { population, sampleInput } from "../packs/support/sample-input.ts";
import { testSigner } from "../packs/support/test-signer.ts";

const CHECKPOINT = "data/population/checkpoint";
const PROOFS = "data/population/proofs";
const { packId, revision } = sampleInput();
const records: PopulationRecord[] = Array.from({ length: population.rows }, (_, number) => ({
  decision: number % 3 === 0 ? "deny" : "approve",
  decision_id: `D${number}`,
  record_number: String(number),
  score: number / 7,
}));

async function* batches(): AsyncGenerator<readonly PopulationRecord[]> {
  for (let start = 0; start < records.length; start += 7) yield await Promise.resolve(records.slice(start, start + 7));
}

async function commitment(change: Partial<CommitmentRequest> = {}): Promise<PopulationCommitment> {
  return await commitPopulation({
    packId,
    revision,
    fingerprint: population.fingerprint,
    records: batches(),
    saltKey: new Uint8Array(32).fill(1),
    signer: testSigner(),
    disclose: new Set([3, 17, 29]),
    ...change,
  });
}

async function pack(change: Partial<CommitmentRequest> = {}): Promise<PackFiles> {
  const { checkpoint, proofs } = await commitment(change);
  return await packFiles({ checkpoint, proofs });
}

/** After an attack by the one who holds the key and makes everything else fit. */
async function step(files: PackFiles, sign = true): Promise<VerificationStep> {
  if (sign) resign(files);
  return stepOf(await verifyFiles(files));
}

function stepOf(report: VerificationReport): VerificationStep {
  const found = report.steps.find(({ id }) => id === "checkpoint");
  if (found === undefined) throw new Error("No step.");
  return found;
}

function edit(files: PackFiles, path: string, change: (text: string) => string): PackFiles {
  const text = textOf(files, path);
  const changed = change(text);
  expect(changed).not.toBe(text);
  return files.set(path, utf8(changed));
}

/** Puts another checkpoint in, and makes pack.json and the proofs agree with it. */
function replaceCheckpoint(files: PackFiles, text: string): PackFiles {
  files.set(CHECKPOINT, utf8(text));
  editJson(files, "data/pack.json", (document) => {
    document["checkpointSha256"] = sha256Hex(text);
  });
  for (const path of files.keys())
    if (path.endsWith(".tlog-proof"))
      files.set(path, utf8(encodeTlogProof({ ...decodeTlogProof(textOf(files, path), path), checkpoint: text })));
  return files;
}

describe("a pack with a checkpoint", () => {
  test("passes, and says what is shown and what is not", async () => {
    const report = await verifyFiles(await pack());
    expect(report.success).toBe(true);
    expect(stepOf(report)).toMatchObject({ state: "pass", details: [] });
    expect(stepOf(report).message).toBe(
      "3 records disclosed; each is number m of exactly 30 (counted from 0; m = 3, 17, 29). That the 30 are all there were is not shown: completeness stays an audit procedure.",
    );
  });

  test("passes with every record disclosed, with one, and with none", async () => {
    const all = await step(await pack({ disclose: () => true }));
    expect(all.state).toBe("pass");
    expect(all.message).toContain("30 records disclosed");
    expect(all.message).toContain("m = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ...");
    expect((await step(await pack({ disclose: (record) => record["decision_id"] === "D4" }))).message).toContain(
      "1 record disclosed: it is number 4 of exactly 30 (counted from 0).",
    );
    expect((await step(await pack({ disclose: new Set() }))).message).toContain("commits to exactly 30 records; none is disclosed");
  });

  test("of a key held outside has no signature of its own, and the message says so", async () => {
    const files = await pack({ signer: null });
    editJson(files, "data/pack.json", (document) => {
      document["signatures"] = "sshsig";
    });
    resign(files);
    files.delete("signatures/auditor.dsse.json");
    const found = stepOf(await verifyFiles(files));
    expect(found.state).toBe("pass");
    expect(found.message).toContain("The checkpoint has no signature of its own; the signature of the pack covers it.");
  });

  test("is not checked where there is none", async () => {
    expect(await step(await packFiles())).toMatchObject({ state: "not-checked", message: "The pack has no population checkpoint." });
  });
});

/** Each change is made by the holder of the key, so that nothing but this step can see it. */
const attacks: [string, string, (files: PackFiles) => PackFiles | Promise<PackFiles>, Partial<CommitmentRequest>?][] = [
  ["a changed record", "is not record 17", (files) => edit(files, `${PROOFS}/17.json`, (text) => text.replace("approve", "approved"))],
  ["a record with its keys in another order", "canonical form", (files) => edit(files, `${PROOFS}/17.json`, reordered)],
  ["a record with white space", "canonical form", (files) => edit(files, `${PROOFS}/17.json`, (text) => `${text}\n`)],
  ["a record that is a list", "is not a record", (files) => files.set(`${PROOFS}/17.json`, utf8("[1]"))],
  ["a record that is nothing", "is not a record", (files) => files.set(`${PROOFS}/17.json`, utf8("null"))],
  ["a record that is no text", "UTF-8", (files) => files.set(`${PROOFS}/17.json`, Uint8Array.of(0xff, 0xfe))],
  ["an empty record", "JSON", (files) => files.set(`${PROOFS}/17.json`, new Uint8Array())],
  ["records under each other's numbers", "is not record 3", (files) => swap(files, "3.json", "17.json")],
  ["proofs under each other's numbers", "is about record 17", (files) => swap(files, "3.tlog-proof", "17.tlog-proof")],
  [
    "both under each other's numbers",
    "is about record 17",
    (files) => swap(swap(files, "3.json", "17.json"), "3.tlog-proof", "17.tlog-proof"),
  ],
  ["swapped salts", "is not record 3", swapSalts],
  ["no salt", "no salt of 32 bytes", (files) => edit(files, `${PROOFS}/3.tlog-proof`, (text) => text.replace(/extra .*\n/, ""))],
  [
    "a short salt",
    "no salt of 32 bytes",
    (files) => edit(files, `${PROOFS}/3.tlog-proof`, (text) => text.replace(/extra .*\n/, "extra AAAA\n")),
  ],
  ["a shortened proof", "Not an inclusion proof", (files) => edit(files, `${PROOFS}/3.tlog-proof`, (text) => text.slice(0, 90))],
  ["garbage for a proof", "Not an inclusion proof", (files) => files.set(`${PROOFS}/3.tlog-proof`, utf8("\u0000\u0001proof"))],
  ["a hash less", "is not record 3", (files) => edit(files, `${PROOFS}/3.tlog-proof`, (text) => text.replace(/(index 3\n).{44}\n/, "$1"))],
  [
    "a hash more",
    "is not record 3",
    (files) => edit(files, `${PROOFS}/3.tlog-proof`, (text) => text.replace(/(index 3\n)(.{44}\n)/, "$1$2$2")),
  ],
  [
    "another index in the proof",
    "is about record 4",
    (files) => edit(files, `${PROOFS}/3.tlog-proof`, (text) => text.replace("index 3", "index 4")),
  ],
  [
    "a negative index",
    "Not an inclusion proof",
    (files) => edit(files, `${PROOFS}/3.tlog-proof`, (text) => text.replace("index 3", "index -3")),
  ],
  [
    "leading zeros",
    "Not an inclusion proof",
    (files) => edit(files, `${PROOFS}/3.tlog-proof`, (text) => text.replace("index 3", "index 03")),
  ],
  ["a number beyond the population", "no record 30 among 30", (files) => renumber(files, 3, "30")],
  ["a huge number", "no record 9007199254740991", (files) => renumber(files, 3, "9007199254740991")],
  ["a number beyond exact ones", "neither a disclosed record nor its proof", (files) => renumber(files, 3, "9007199254740993")],
  ["a number with leading zeros", "neither a disclosed record nor its proof", (files) => renumber(files, 3, "003")],
  ["base64 with stray bits", "base64", (files) => edit(files, `${PROOFS}/3.tlog-proof`, strayBits)],
  ["a record without proof", "Record 3 has no proof", (files) => drop(files, `${PROOFS}/3.tlog-proof`)],
  ["a proof without record", "The proof of record 3 has no record", (files) => drop(files, `${PROOFS}/3.json`)],
  ["a stray file", "neither a disclosed record nor its proof", (files) => files.set(`${PROOFS}/notes.txt`, utf8("read me"))],
  ["a proof for another checkpoint", "about another checkpoint", otherCheckpoint],
  ["proofs without checkpoint", "is missing", (files) => drop(files, CHECKPOINT)],
  ["a checkpoint that pack.json does not know", "not the one that pack.json states", (files) => states(files, null)],
  ["a checkpoint that pack.json states otherwise", "not the one that pack.json states", (files) => states(files, "0".repeat(64))],
  ["a checkpoint of another pack", "names another pack, revision or population", (files) => files, { packId: packId.replace("2", "3") }],
  ["a checkpoint of another revision", "names another pack, revision or population", (files) => files, { revision: 2 }],
  ["a checkpoint of another population", "names another pack, revision or population", (files) => files, { fingerprint: "b".repeat(64) }],
  [
    "a smaller population",
    "of 29 records, and the population has 30 rows",
    (files) => files,
    { records: shorter(), disclose: new Set([3]) },
  ],
  ["a checkpoint by somebody else", "not signed by the auditor's key", (files) => files, { signer: testSigner("other@example.org", 8) }],
  ["a checkpoint without signature", "The checkpoint is not signed", (files) => files, { signer: null }],
  ["a signature under another name", "not signed by the auditor's key", signedAs],
  [
    "a signature over other lines",
    "not signed by the auditor's key",
    (files) => replaceCheckpoint(files, textOf(files, CHECKPOINT).replace("\n30\n", "\n31\n")),
  ],
  [
    "another root, signed by the auditor",
    "is not record 3",
    (files) => {
      const { origin, size } = decodeCheckpoint(textOf(files, CHECKPOINT), CHECKPOINT);
      return replaceCheckpoint(files, encodeCheckpoint(makeCheckpoint({ origin, size, root: new Uint8Array(32) }, testSigner())));
    },
  ],
  ["garbage for a checkpoint", "Not a population checkpoint", (files) => files.set(CHECKPOINT, utf8("checkpoint"))],
  ["a deeply nested record", "JSON", (files) => files.set(`${PROOFS}/3.json`, utf8(`{"a":${"[".repeat(400_000)}${"]".repeat(400_000)}}`))],
  ["a good signature under the name of another log", "not signed by the auditor's key", signedUnderOtherName],
  ["a huge checkpoint", "Not a population checkpoint", (files) => files.set(CHECKPOINT, new Uint8Array(5_000_000).fill(10))],
  ["a huge proof", "Not an inclusion proof", (files) => files.set(`${PROOFS}/3.tlog-proof`, new Uint8Array(5_000_000).fill(10))],
  ["a huge record", "larger than a record may be", (files) => files.set(`${PROOFS}/3.json`, utf8(`{"a":"${"x".repeat(2 ** 20)}"}`))],
  ["bytes for a checkpoint", "UTF-8", (files) => files.set(CHECKPOINT, Uint8Array.of(0xc3))],
];

describe("a hostile pack, signed by the key's own holder,", () => {
  test.each(attacks)("with %s fails", async (_what, message, attack, change = {}) => {
    const found = await step(await attack(await pack(change)));
    expect(found.state).toBe("fail");
    expect([found.message, ...found.details].join(" ")).toMatch(message);
  });

  test("whose signatures are all by a key that pack.json does not name fails", async () => {
    const other = testSigner("other@example.org", 8);
    const files = await pack({ signer: other });
    resign(files, other);
    expect(stepOf(await verifyFiles(files)).message).toBe("The checkpoint is not signed by the auditor's key.");
  });

  test("that claims a signature which such a key cannot make fails", async () => {
    const files = await pack();
    editJson(files, "data/pack.json", (document) => {
      document["signatures"] = "sshsig";
    });
    resign(files);
    files.delete("signatures/auditor.dsse.json");
    expect(stepOf(await verifyFiles(files)).message).toContain("the key makes no such signature");
  });

  test("never makes the step pass when any one byte of record, proof or checkpoint changes", async () => {
    const genuine = await pack();
    const paths = [CHECKPOINT, `${PROOFS}/17.json`, `${PROOFS}/17.tlog-proof`];
    for (const path of paths) {
      const bytes = bytesOf(genuine, path);
      for (let at = 0; at < bytes.length; at += 5) {
        const files = new Map(genuine);
        files.set(path, bytes.with(at, (bytes[at] ?? 0) ^ 1));
        if (path === CHECKPOINT) states(files, sha256Hex(files.get(path) ?? ""));
        const { state } = await step(files);
        expect({ path, at, state }).toEqual({ path, at, state: "fail" });
      }
    }
  });
});

function reordered(text: string): string {
  const entries = Object.entries(JSON.parse(text) as Record<string, unknown>).toReversed();
  const changed = JSON.stringify(Object.fromEntries(entries));
  expect(canonicalJson(JSON.parse(changed))).toBe(text);
  return changed;
}

function swap(files: PackFiles, left: string, right: string): PackFiles {
  const [first, second] = [bytesOf(files, `${PROOFS}/${left}`), bytesOf(files, `${PROOFS}/${right}`)];
  return files.set(`${PROOFS}/${left}`, second).set(`${PROOFS}/${right}`, first);
}

function swapSalts(files: PackFiles): PackFiles {
  const [left, right] = [`${PROOFS}/3.tlog-proof`, `${PROOFS}/17.tlog-proof`];
  const [first, second] = [left, right].map((path) => decodeTlogProof(textOf(files, path), path));
  if (first === undefined || second === undefined) throw new Error("No proofs.");
  files.set(left, utf8(encodeTlogProof({ ...first, extra: second.extra })));
  return files.set(right, utf8(encodeTlogProof({ ...second, extra: first.extra })));
}

function renumber(files: PackFiles, from: number, to: string): PackFiles {
  const record = bytesOf(files, `${PROOFS}/${from}.json`);
  const proof = textOf(files, `${PROOFS}/${from}.tlog-proof`).replace(`index ${from}\n`, `index ${to}\n`);
  drop(drop(files, `${PROOFS}/${from}.json`), `${PROOFS}/${from}.tlog-proof`);
  return files.set(`${PROOFS}/${to}.json`, record).set(`${PROOFS}/${to}.tlog-proof`, utf8(proof));
}

function drop(files: PackFiles, path: string): PackFiles {
  expect(files.delete(path)).toBe(true);
  return files;
}

function strayBits(text: string): string {
  return text.replace(
    /^(.{42})(.)=$/m,
    (_line, start: string, last: string) => `${start}${String.fromCodePoint((last.codePointAt(0) ?? 0) + 1)}=`,
  );
}

async function otherCheckpoint(files: PackFiles): Promise<PackFiles> {
  const { proofs } = await commitment({ saltKey: new Uint8Array(32).fill(2) });
  return files.set(`${PROOFS}/3.tlog-proof`, utf8(proofs["3.tlog-proof"] ?? ""));
}

function states(files: PackFiles, sha256: string | null): PackFiles {
  return editJson(files, "data/pack.json", (document) => {
    document["checkpointSha256"] = sha256;
  });
}

/** A good signature of the auditor's key, but of another log. */
function signedUnderOtherName(files: PackFiles): PackFiles {
  const checkpoint = decodeCheckpoint(textOf(files, CHECKPOINT), CHECKPOINT);
  return replaceCheckpoint(files, encodeSignedNote(signNote(checkpointText(checkpoint), "tickmark.example/other", testSigner())));
}

function signedAs(files: PackFiles): PackFiles {
  return replaceCheckpoint(files, textOf(files, CHECKPOINT).replace("\u2014 tickmark.example", "\u2014 tackmark.example"));
}

async function* shorter(): AsyncGenerator<readonly PopulationRecord[]> {
  yield await Promise.resolve(records.slice(0, -1));
}
