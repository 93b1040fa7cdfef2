import { createHmac, createPublicKey, verify } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fingerprintOf, subjectPublicKeyInfo, verifyEd25519 } from "../../src/evidence/ed25519.ts";
import { changePassphrase, createKeyFile, openKeyFile, openPrivateKey, readKeyHead } from "../../src/packs/key-file.ts";
import { temporaryFolder } from "./support/built-pack.ts";

const request = { principal: "auditor@example.org", passphrase: "correct horse battery", createdAt: "2026-11-23T16:00:00Z" };
const message = new TextEncoder().encode("what is signed");

describe("a key file", () => {
  const path = join(temporaryFolder(), "auditor.key");
  const head = createKeyFile({ path, ...request });

  test("signs so that Node and the verifier accept it", () => {
    const signer = openKeyFile(path, request.passphrase);
    const signature = signer.sign(message);
    expect(verifyEd25519(signature, message, signer.publicKey)).toBe(true);
    const key = createPublicKey({ key: Buffer.from(subjectPublicKeyInfo(signer.publicKey)), format: "der", type: "spki" });
    expect(verify(null, message, key, signature)).toBe(true);
    expect(signer.keyId).toBe(head.keyId);
    expect(signer.principal).toBe(request.principal);
  });

  test("tells its public part without the passphrase", () => {
    expect(readKeyHead(path)).toEqual(head);
    expect(head.fingerprint).toBe(fingerprintOf(head.publicKey));
    expect(head.publicKeyLine).toMatch(/^ssh-ed25519 AAAA/);
  });

  test.skipIf(process.platform === "win32")("can be read by its owner only", () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("states a strong derivation and holds neither passphrase nor key in clear", () => {
    const text = readFileSync(path, "utf8");
    expect(JSON.parse(text)).toMatchObject({ encryption: { derivation: "scrypt", n: 131072, r: 8, p: 1, cipher: "aes-256-gcm" } });
    expect(text).not.toContain(request.passphrase);
    expect(text).not.toContain("MC4CAQAwBQYDK2VwBCIEI"); // PKCS#8 of an Ed25519 key begins like this in base64.
  });

  test("refuses a wrong passphrase with a clear error that does not repeat it", () => {
    const open = (): unknown => openKeyFile(path, "wrong passphrase");
    expect(open).toThrow(expect.objectContaining({ code: "key-unusable", message: "The passphrase does not open this key." }));
    expect(open).not.toThrow(/wrong passphrase/);
  });

  test("is never overwritten", () => {
    expect(() => createKeyFile({ path, ...request })).toThrow(expect.objectContaining({ code: "already-exists" }));
    expect(openKeyFile(path, request.passphrase).keyId).toBe(head.keyId);
  });

  test.each([
    ["principal", (file: KeyJson) => ({ ...file, principal: "other@example.org" })],
    ["salt", (file: KeyJson) => changed(file, "salt")],
    ["nonce", (file: KeyJson) => changed(file, "nonce")],
    ["tag", (file: KeyJson) => changed(file, "tag")],
    ["private key", (file: KeyJson) => changed(file, "privateKey")],
    [
      "a shorter tag",
      (file: KeyJson) => ({
        ...file,
        encryption: {
          ...file.encryption,
          tag: Buffer.from(file.encryption["tag"] ?? "", "base64")
            .subarray(0, 4)
            .toString("base64"),
        },
      }),
    ],
  ])("does not open after a change of its %s", (_what, change) => {
    const copy = join(temporaryFolder(), "changed.key");
    writeFileSync(copy, JSON.stringify(change(JSON.parse(readFileSync(path, "utf8")) as KeyJson)));
    expect(() => openKeyFile(copy, request.passphrase)).toThrow(expect.objectContaining({ code: "key-unusable" }));
  });

  test.each(["", "{}", "not json", '{"formatVersion":1}'])("refuses %j as no key file", (text) => {
    const copy = join(temporaryFolder(), "other.key");
    writeFileSync(copy, text);
    expect(() => readKeyHead(copy)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("refuses other cost parameters, which could exhaust the machine or weaken the key", () => {
    const copy = join(temporaryFolder(), "cost.key");
    writeFileSync(copy, readFileSync(path, "utf8").replace("131072", "1073741824"));
    expect(() => openKeyFile(copy, request.passphrase)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

test("derives secrets from the private key by HKDF, as anybody with the seed can recompute", () => {
  const path = join(temporaryFolder(), "auditor.key");
  createKeyFile({ path, ...request });
  const signer = openKeyFile(path, request.passphrase);
  const seed = Buffer.from(openPrivateKey(path, request.passphrase).export({ format: "jwk" }).d ?? "", "base64url");
  // RFC 5869 by hand: extract, then one block of expand.
  const extracted = createHmac("sha256", "tickmark-key-derivation/v1").update(seed).digest();
  const expanded = createHmac("sha256", extracted)
    .update("purpose/v1")
    .update(Buffer.from([1]))
    .digest();
  expect(Buffer.from(signer.derive("purpose/v1")).equals(expanded)).toBe(true);
  expect(signer.keyType).toBe("ssh-ed25519");
});

test("a changed passphrase opens the same key, and the old one does not any more", () => {
  const path = join(temporaryFolder(), "auditor.key");
  const head = createKeyFile({ path, ...request });
  expect(() => changePassphrase(path, "not the old one", "another long one")).toThrow(expect.objectContaining({ code: "key-unusable" }));
  changePassphrase(path, request.passphrase, "another long one");
  expect(openKeyFile(path, "another long one").keyId).toBe(head.keyId);
  expect(readKeyHead(path)).toEqual(head);
  expect(() => openKeyFile(path, request.passphrase)).toThrow(expect.objectContaining({ code: "key-unusable" }));
});

test.each([
  ["a short passphrase", { passphrase: "short" }],
  ["a principal of two words", { principal: "Jane Doe" }],
  ["a principal with a quote", { principal: 'x"y' }],
])("%s is refused before anything is written", (_what, change) => {
  const path = join(temporaryFolder(), "x.key");
  expect(() => createKeyFile({ path, ...request, ...change })).toThrow(expect.objectContaining({ code: "bad-input" }));
  expect(() => readKeyHead(path)).toThrow(expect.objectContaining({ code: "not-found" }));
});

interface KeyJson {
  encryption: Record<string, string>;
}

function changed(file: KeyJson, field: string): KeyJson {
  const bytes = Buffer.from(file.encryption[field] ?? "", "base64");
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return { ...file, encryption: { ...file.encryption, [field]: bytes.toString("base64") } };
}
