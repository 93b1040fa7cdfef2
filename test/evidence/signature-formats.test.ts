import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allowedSignersLine, parseAllowedSigners, refusalOf } from "../../src/evidence/allowed-signers.ts";
import { decodeBase64, encodeBase64 } from "../../src/evidence/base64.ts";
import { decodeEnvelope, encodeEnvelope, preAuthenticationEncoding } from "../../src/evidence/dsse.ts";
import { utf8 } from "../../src/evidence/octets.ts";
import { ROLE_NAMESPACES } from "../../src/evidence/profile.ts";
import { decodeSshSignature, encodeSshSignature, sshSignedBytes, verifySshSignature } from "../../src/evidence/sshsig.ts";
import { testSigner } from "../packs/support/test-signer.ts";

describe("base64", () => {
  test("agrees with Node on every byte string, both ways", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(encodeBase64(bytes)).toBe(text);
        expect(Buffer.from(decodeBase64(text)).equals(Buffer.from(bytes))).toBe(true);
      }),
    );
  });

  test.each(["A", "AA", "AA=", "AB==", "AAB=", "AA==\n", " AA==", "AA-_", "====", "A===", "AA==AA=="])("refuses %j", (text) => {
    expect(() => decodeBase64(text)).toThrow("Not canonical base64");
  });
});

describe("DSSE", () => {
  test("encodes the example of the specification", () => {
    // secure-systems-lab/dsse, protocol.md, "Test Vectors".
    const bytes = preAuthenticationEncoding("http://example.com/HelloWorld", utf8("hello world"));
    expect(Buffer.from(bytes).toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  });

  const envelope = {
    payloadType: "application/vnd.in-toto+json",
    payload: utf8("{}"),
    keyId: "0".repeat(64),
    signature: new Uint8Array(64),
  };
  const text = encodeEnvelope(envelope);

  test("reads what it wrote", () => {
    expect(decodeEnvelope(utf8(text), "x")).toEqual(envelope);
  });

  test.each([
    ["white space", text.replace("\n", "\n ")],
    ["no line feed at the end", text.trimEnd()],
    ["a second field of one name", text.replace('"payloadType"', '"payload": "e30=",\n  "payloadType"')],
    ["an unknown field", text.replace('"payloadType"', '"more": 1,\n  "payloadType"')],
    ["a second signature", text.replace("    }\n  ]", `    },\n    { "keyid": "${"0".repeat(64)}", "sig": "" }\n  ]`)],
    ["no signature", text.replace(/"signatures": \[[^]*\]/, '"signatures": []')],
    ["loose base64", text.replace('"e30="', '"e30"')],
    ["a byte order mark", `\uFEFF${text}`],
    ["escapes", text.replace("application/vnd", String.raw`application\/vnd`)],
  ])("refuses %s", (_what, changed) => {
    expect(changed).not.toBe(text);
    expect(() => decodeEnvelope(utf8(changed), "x")).toThrow();
  });
});

describe("SSHSIG", () => {
  const signer = testSigner();
  const namespace = ROLE_NAMESPACES.auditor;
  const message = utf8("what was sealed\n");
  const signature = { publicKey: signer.publicKey, namespace, signature: signer.sign(sshSignedBytes(message, namespace)) };
  const text = encodeSshSignature(signature);

  test("reads and accepts what it wrote", () => {
    const again = decodeSshSignature(utf8(text), "x");
    expect(again).toEqual(signature);
    expect(verifySshSignature(again, message)).toBe(true);
  });

  test("never accepts another signature, key or message", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("signature", "publicKey", "message"),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (part, position, mask) => {
          const parts = { signature: signature.signature.slice(), publicKey: signature.publicKey.slice(), message: message.slice() };
          const at = position % parts[part].length;
          parts[part][at] = (parts[part][at] ?? 0) ^ mask;
          expect(verifySshSignature({ ...parts, namespace }, parts.message)).toBe(false);
        },
      ),
    );
  });

  test("refuses a signature whose scalar was raised by the group order", () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const raised = signature.signature.slice();
    let scalar = order + raised.slice(32).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
    for (let index = 32; index < 64; index += 1, scalar /= 256n) raised[index] = Number(scalar % 256n);
    expect(verifySshSignature({ ...signature, signature: raised }, message)).toBe(false);
  });

  test.each([
    ["other line lengths", text.replace(/(.{70})\n(.)/, "$1$2\n")],
    ["carriage returns", text.replaceAll("\n", "\r\n")],
    ["text before it", `x\n${text}`],
    ["text after it", `${text}x`],
    ["blanks", text.replace("\n", " \n")],
  ])("refuses %s", (_what, changed) => {
    expect(changed).not.toBe(text);
    expect(() => decodeSshSignature(utf8(changed), "x")).toThrow();
  });

  test("never crashes on other input, and refuses it with a closed code", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const armored = `-----BEGIN SSH SIGNATURE-----\n${encodeBase64(bytes)}\n-----END SSH SIGNATURE-----\n`;
        expect(() => decodeSshSignature(utf8(armored), "x")).toThrow(expect.objectContaining({ name: "TickmarkError" }));
      }),
    );
  });
});

describe("allowed signers", () => {
  const { publicKey, principal } = testSigner();
  const line = allowedSignersLine({ principal, publicKey });
  const key = line.split(" ").slice(2).join(" ");
  const ask = (text: string, question: { principal?: string; role?: "auditor" | "reviewer"; at?: string } = {}): string | null =>
    refusalOf(
      { signers: parseAllowedSigners(text) },
      {
        publicKey,
        principal: question.principal ?? principal,
        namespace: ROLE_NAMESPACES[question.role ?? "auditor"],
        verifyTimeMs: Date.parse(question.at ?? "2026-11-23T00:00:00Z"),
      },
    );

  test("allows the key that a line names for the role, and comments and blank lines beside it", () => {
    expect(ask(`# trusted\n\n${line} comment of any kind\n`)).toBeNull();
    expect(ask(`*@example.org namespaces="*.tickmark.evidence-pack" ${key}`)).toBeNull();
  });

  test.each([
    ["another key", allowedSignersLine(testSigner("auditor@example.org", 8)), {}, "not in the list"],
    ["no namespaces", `${principal} ${key}`, {}, "names no namespaces"],
    ["another role", line, { role: "reviewer" as const }, "does not allow this key the role"],
    ["another name", line, { principal: "somebody@example.org" }, "not to somebody@example.org"],
    ["a name that is excluded", `!auditor@example.org,* namespaces="*" ${key}`, {}, "gives this key to"],
    ["not yet", `${principal} namespaces="*",valid-after="20270101Z" ${key}`, {}, "not valid yet"],
    ["no longer", `${principal} namespaces="*",valid-before="202601010000Z" ${key}`, {}, "no longer valid"],
    ["a certificate authority", `${principal} cert-authority,namespaces="*" ${key}`, {}, "not in the list"],
    ["an empty list", "", {}, "not in the list"],
  ])("does not allow %s", (_what, text, question, reason) => {
    expect(ask(text, question)).toContain(reason);
  });

  test("takes the first of several lines that allows", () => {
    expect(ask(`${principal} namespaces="*",valid-before="20200101Z" ${key}\n${line}\n`)).toBeNull();
  });

  test.each([
    "nonsense",
    `${principal} namespaces="x",namespaces="y" ${key}`,
    `${principal} unknown="x" ${key}`,
    `${principal} valid-after="20270101" ${key}`,
    `${principal} ssh-ed25519 AAAA`,
  ])("refuses the line %j and says where", (text) => {
    expect(() => parseAllowedSigners(`# first\n${text}\n`)).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ line: 2 }) }),
    );
  });
});
