import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fingerprintOf, verifyEd25519 } from "../../src/evidence/ed25519.ts";
import { hexBytes } from "../../src/evidence/octets.ts";
import { parseSshKeyLine } from "../../src/evidence/ssh-wire.ts";
import { decodeSshSignature, encodeSshSignature, verifySshSignature } from "../../src/evidence/sshsig.ts";
import { canonicalJson } from "../../src/foundation/canonical-json.ts";
import { vectorFolder } from "./shared-vectors.ts";

interface WycheproofFile {
  testGroups: { publicKey: { pk: string }; tests: { tcId: number; msg: string; sig: string; result: "valid" | "invalid" }[] }[];
}

const wycheproof = vectorFolder("wycheproof");
describe.skipIf(wycheproof === null)("Ed25519 against Wycheproof", () => {
  test("all 151 cases are decided as the vectors say", () => {
    const file = JSON.parse(readFileSync(join(wycheproof ?? "", "ed25519_test.json"), "utf8")) as WycheproofFile;
    const cases = file.testGroups.flatMap((group) => group.tests.map((entry) => ({ ...entry, key: group.publicKey.pk })));
    const wrong = cases.filter(
      ({ key, msg, sig, result }) => verifyEd25519(hexBytes(sig), hexBytes(msg), hexBytes(key)) !== (result === "valid"),
    );
    expect(cases).toHaveLength(151);
    expect(wrong.map((entry) => entry.tcId)).toEqual([]);
  });
});

const json = vectorFolder("json-canonicalization");
describe.skipIf(json === null)("canonical JSON against the RFC 8785 vectors", () => {
  test.each(json === null ? [] : readdirSync(join(json, "input")))("%s", (name) => {
    const folder = json ?? "";
    const text = canonicalJson(JSON.parse(readFileSync(join(folder, "input", name), "utf8")));
    expect(text).toBe(readFileSync(join(folder, "output", name), "utf8").trimEnd());
    const hex = readFileSync(join(folder, "outhex", name.replace(".json", ".txt")), "utf8").replaceAll(/\s+/g, "");
    expect(Buffer.from(text).toString("hex")).toBe(hex);
  });
});

const sshsig = vectorFolder("sshsig");
describe.skipIf(sshsig === null)("SSHSIG against OpenSSH's own test data", () => {
  const folder = sshsig ?? "";
  const message = sshsig === null ? Buffer.alloc(0) : readFileSync(join(folder, "signed-data"));

  test("accepts the Ed25519 signature, and writes it again byte for byte", () => {
    const bytes = readFileSync(join(folder, "ed25519.sig"));
    const signature = decodeSshSignature(bytes, "ed25519.sig");
    expect(signature.namespace).toBe(readFileSync(join(folder, "namespace"), "utf8"));
    expect(verifySshSignature(signature, message)).toBe(true);
    expect(encodeSshSignature(signature)).toBe(bytes.toString("utf8"));
    // The key of `ssh-keygen -lf ed25519.pub`.
    expect(fingerprintOf(signature.publicKey)).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  test("rejects it over any other message and in any other namespace", () => {
    const signature = decodeSshSignature(readFileSync(join(folder, "ed25519.sig")), "ed25519.sig");
    expect(verifySshSignature(signature, Buffer.concat([message, Buffer.from("x")]))).toBe(false);
    expect(verifySshSignature(signature, message.subarray(1))).toBe(false);
    expect(verifySshSignature({ ...signature, namespace: "unittes" }, message)).toBe(false);
  });

  test("accepts the signature of a security key, and writes it again byte for byte", () => {
    const bytes = readFileSync(join(folder, "ed25519_sk.sig"));
    const signature = decodeSshSignature(bytes, "ed25519_sk.sig");
    expect(signature.securityKey).toEqual({ application: "ssh:", flags: 1, counter: 0x12345678 });
    expect(verifySshSignature(signature, message)).toBe(true);
    expect(verifySshSignature(signature, message.subarray(1))).toBe(false);
    expect(encodeSshSignature(signature)).toBe(bytes.toString("utf8"));
    const key = parseSshKeyLine(readFileSync(join(folder, "ed25519_sk.pub"), "utf8"));
    expect(key).toEqual({ publicKey: signature.publicKey, application: "ssh:" });
    const printed = execFileSync("ssh-keygen", ["-lf", join(folder, "ed25519_sk.pub")], { encoding: "utf8" });
    expect(printed).toContain(` ${fingerprintOf(key.publicKey, key.application)} `);
  });

  test.each(["ecdsa", "rsa", "ecdsa_sk", "ecdsa_sk_webauthn", "mldsa44-ed25519"])("refuses %s by its name", (name) => {
    expect(() => decodeSshSignature(readFileSync(join(folder, `${name}.sig`)), name)).toThrow(/type \S*(ecdsa|rsa|mldsa)/);
  });
});
