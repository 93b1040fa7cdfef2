import { execFileSync, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Checkpoint,
  checkpointOrigin,
  checkpointText,
  decodeCheckpoint,
  encodeCheckpoint,
  makeCheckpoint,
} from "../../src/evidence/checkpoint.ts";
import { subjectPublicKeyInfo } from "../../src/evidence/ed25519.ts";
import { decodeSignedNote, encodeSignedNote, noteKeyId, verifyNoteSignature } from "../../src/evidence/signed-note.ts";
import { decodeTlogProof, encodeTlogProof } from "../../src/evidence/tlog-proof.ts";
import { temporaryFolder } from "../packs/support/built-pack.ts";
import { testSigner } from "../packs/support/test-signer.ts";

const signer = testSigner();
const head = { origin: "tickmark.example/population/x/r1/y", size: 7, root: new Uint8Array(32).fill(3) };
const signed = encodeCheckpoint(makeCheckpoint(head, signer));
const unsigned = encodeCheckpoint(makeCheckpoint(head, null));

/** The verifier key and note of the C2SP signed-note specification. */
const SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const SPEC_NOTE = `This is an example message.

\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`;

describe("signed notes", () => {
  const [name = "", id = "", encoded = ""] = SPEC_KEY.split("+");
  const key = new Uint8Array(Buffer.from(encoded, "base64").subarray(1));

  test("the example of the specification: key id and signature", () => {
    const note = decodeSignedNote(SPEC_NOTE, "note");
    const [signature] = note.signatures;
    expect(note.text).toBe("This is an example message.\n");
    expect(Buffer.from(noteKeyId(name, key)).toString("hex")).toBe(id);
    expect(Buffer.from(signature?.keyId ?? "").toString("hex")).toBe("530d903a");
    expect(signature !== undefined && verifyNoteSignature(note.text, signature, key)).toBe(true);
    expect(encodeSignedNote(note)).toBe(SPEC_NOTE);
  });

  test("its signature is refused over another text, under another name or key id, and with another key", () => {
    const [signature] = decodeSignedNote(SPEC_NOTE, "note").signatures;
    if (signature === undefined) throw new Error("No signature.");
    const text = "This is an example message.\n";
    expect(verifyNoteSignature(`${text}\n`, signature, key)).toBe(false);
    expect(verifyNoteSignature(text, { ...signature, name: "example.com/bar" }, key)).toBe(false);
    expect(verifyNoteSignature(text, { ...signature, keyId: Uint8Array.of(0, 0, 0, 0) }, key)).toBe(false);
    expect(verifyNoteSignature(text, { ...signature, keyId: signature.keyId.slice(1) }, key)).toBe(false);
    expect(verifyNoteSignature(text, signature, signer.publicKey)).toBe(false);
    expect(verifyNoteSignature(text, { ...signature, signature: new Uint8Array(3) }, key)).toBe(false);
  });

  test("empty lines belong to the text, up to the last one", () => {
    const note = SPEC_NOTE.replace("This is", "Ognuno sta\n\nsolo");
    expect(decodeSignedNote(note, "note").text).toBe("Ognuno sta\n\nsolo an example message.\n");
  });

  const line = SPEC_NOTE.split("\n")[2] ?? "";
  test.each([
    ["nothing", ""],
    ["no signature", "text\n\n"],
    ["no empty line", `text\n${line}\n`],
    ["no text", `\n\n${line}\n`],
    ["no last newline", SPEC_NOTE.trimEnd()],
    ["a carriage return", SPEC_NOTE.replace("message.", "message.\r")],
    ["a tab", SPEC_NOTE.replace("example message", "example\tmessage")],
    ["a hyphen for the dash", SPEC_NOTE.replace("\u2014", "-")],
    ["two spaces", SPEC_NOTE.replace("\u2014 ", "\u2014  ")],
    ["a plus in the name", SPEC_NOTE.replace("example.com/foo", "example.com+foo")],
    ["a wide space in the name", SPEC_NOTE.replace("example.com/foo", "example.com\u2003foo")],
    ["base64 without padding", SPEC_NOTE.replace("yaQM=", "yaQM")],
    ["base64 with stray bits", SPEC_NOTE.replace("yaQM=", "yaQN=")],
    ["a key id alone", SPEC_NOTE.replace(/Uw2Q.*/, "Uw2QOg==")],
    ["a last line that does not end", `${SPEC_NOTE}more`],
    ["more text than a note may have", "x".repeat(200_000) + SPEC_NOTE],
    ["17 signatures", SPEC_NOTE + `${line}\n`.repeat(16)],
  ])("with %s are refused", (_what, note) => {
    expect(() => decodeSignedNote(note, "note")).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("checkpoints", () => {
  test("are three lines, signed or not, and read as they were written", () => {
    expect(unsigned).toBe(`tickmark.example/population/x/r1/y\n7\n${Buffer.alloc(32, 3).toString("base64")}\n`);
    expect(signed.startsWith(`${unsigned}\n\u2014 tickmark.example/population/x/r1/y `)).toBe(true);
    expect(decodeCheckpoint(unsigned, "checkpoint")).toEqual({ ...head, signature: null });
    const read = decodeCheckpoint(signed, "checkpoint");
    expect(read).toMatchObject(head);
    expect(read.signature !== null && verifyNoteSignature(checkpointText(read), read.signature, signer.publicKey)).toBe(true);
  });

  test("origin names pack, revision and population", () => {
    expect(checkpointOrigin({ packId: "urn:uuid:24e51ca2-5067-4598-935a-dac4e327d05a", revision: 2, fingerprint: "ff" })).toBe(
      "tickmark.example/population/24e51ca2-5067-4598-935a-dac4e327d05a/r2/ff",
    );
  });

  // macOS has LibreSSL, which knows no Ed25519 here.
  const withOpenssl = spawnSync("openssl", ["version"], { encoding: "utf8" }).stdout?.startsWith("OpenSSL 3") === true;
  test.skipIf(!withOpenssl)("are read by openssl: the signature is a plain Ed25519 signature over the text", () => {
    const folder = temporaryFolder();
    const signature = decodeCheckpoint(signed, "checkpoint").signature?.signature ?? new Uint8Array();
    writeFileSync(join(folder, "text"), unsigned);
    writeFileSync(join(folder, "sig"), signature);
    writeFileSync(join(folder, "key.der"), subjectPublicKeyInfo(signer.publicKey));
    const parameters = ["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", "key.der", "-in", "text", "-sigfile", "sig"];
    expect(execFileSync("openssl", parameters, { cwd: folder, encoding: "utf8" })).toContain("Signature Verified Successfully");
  });

  test.each([
    ["an extension line", unsigned.replace("7\n", "7\nmore\n")],
    ["a line after the root", `${unsigned}more\n`],
    ["no root", "origin\n7\n"],
    ["no origin", unsigned.replace(head.origin, "")],
    ["leading zeros", unsigned.replace("\n7\n", "\n07\n")],
    ["a negative size", unsigned.replace("\n7\n", "\n-7\n")],
    ["a fraction", unsigned.replace("\n7\n", "\n7.0\n")],
    ["an exponent", unsigned.replace("\n7\n", "\n1e3\n")],
    ["a size beyond exact numbers", unsigned.replace("\n7\n", "\n9007199254740993\n")],
    ["a huge size", unsigned.replace("\n7\n", `\n${"9".repeat(400)}\n`)],
    ["a short root", unsigned.replace(/[^\n]{44}/, Buffer.alloc(31).toString("base64"))],
    ["base64 with stray bits", unsigned.replace(/M=\n$/, "N=\n")],
    ["two signatures", signed + (signed.split("\n").at(-2) ?? "") + "\n"],
    ["Windows line ends", unsigned.replaceAll("\n", "\r\n")],
    ["a byte order mark", `\uFEFF${unsigned.replace("\n7\n", "\n7 \n")}`],
    ["the empty line alone", `${unsigned}\n`],
  ])("with %s are refused", (_what, text) => {
    expect(() => decodeCheckpoint(text, "checkpoint")).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("any text is either refused or read to what gives the same text again", () => {
    const piece = fc.constantFrom("\n", "7", "0", "origin", " ", "\u2014 ", "AAAA", "=", Buffer.alloc(32).toString("base64"), "\u0000");
    const edits = fc.tuple(fc.nat(signed.length), fc.nat(4), fc.array(piece, { maxLength: 3 }));
    fc.assert(
      fc.property(fc.constantFrom(signed, unsigned), edits, (text, [at, removed, added]) => {
        const changed = text.slice(0, at) + added.join("") + text.slice(at + removed);
        let read: Checkpoint;
        try {
          read = decodeCheckpoint(changed, "checkpoint");
        } catch (error) {
          expect(error).toMatchObject({ code: "bad-input" });
          return;
        }
        expect(encodeCheckpoint(read)).toBe(changed);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("inclusion proofs", () => {
  const hashes = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const proof = { extra: new Uint8Array(32).fill(9), index: 3, hashes, checkpoint: signed };
  const text = encodeTlogProof(proof);

  test("have the lines of c2sp.org/tlog-proof@v1 and are read as they were written", () => {
    const base64 = (fill: number): string => Buffer.alloc(32, fill).toString("base64");
    expect(text).toBe(`c2sp.org/tlog-proof@v1\nextra ${base64(9)}\nindex 3\n${base64(1)}\n${base64(2)}\n\n${signed}`);
    expect(decodeTlogProof(text, "proof")).toEqual(proof);
    const bare = encodeTlogProof({ extra: null, index: 0, hashes: [], checkpoint: unsigned });
    expect(bare).toBe(`c2sp.org/tlog-proof@v1\nindex 0\n\n${unsigned}`);
    expect(decodeTlogProof(bare, "proof")).toEqual({ extra: null, index: 0, hashes: [], checkpoint: unsigned });
  });

  test.each([
    ["nothing", ""],
    ["another version", text.replace("@v1", "@v2")],
    ["a shortened text", text.slice(0, text.indexOf("\n\n"))],
    ["no index", text.replace("index 3\n", "")],
    ["a negative index", text.replace("index 3", "index -3")],
    ["leading zeros", text.replace("index 3", "index 03")],
    ["a plus sign", text.replace("index 3", "index +3")],
    ["an index in hexadecimal", text.replace("index 3", "index 0x3")],
    ["an index beyond exact numbers", text.replace("index 3", "index 9007199254740993")],
    ["a huge index", text.replace("index 3", `index ${"1".repeat(500)}`)],
    ["extra after the index", text.replace(/(extra .*\n)(index 3\n)/, "$2$1")],
    ["two extra lines", text.replace(/(extra .*\n)/, "$1$1")],
    ["a short hash", text.replace(Buffer.alloc(32, 1).toString("base64"), "AQEB")],
    ["base64 with stray bits", text.replace(/E=\n/, "F=\n")],
    ["base64 with white space", text.replace(/E=\n/, "E= \n")],
    ["base64 for addresses", text.replace(Buffer.alloc(32, 1).toString("base64"), Buffer.alloc(32, 251).toString("base64url"))],
    ["Windows line ends", text.replaceAll("\n", "\r\n")],
    ["54 hashes", text.replace("index 3\n", `index 3\n${`${Buffer.alloc(32).toString("base64")}\n`.repeat(52)}`)],
  ])("with %s are refused", (_what, changed) => {
    expect(changed).not.toBe(text);
    expect(() => decodeTlogProof(changed, "proof")).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});
