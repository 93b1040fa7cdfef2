import { execFileSync, spawnSync } from "node:child_process";
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { parseAllowedSigners, refusalOf } from "../../src/evidence/allowed-signers.ts";
import { ROLE_NAMESPACES } from "../../src/evidence/profile.ts";
import { encodeSshSignature, sshSignedBytes } from "../../src/evidence/sshsig.ts";
import { describeError } from "../../src/foundation/errors.ts";
import { openKeyFile } from "../../src/packs/key-file.ts";
import {
  changeKeyPassphrase,
  chooseKey,
  createKey,
  exportKey,
  exportPrivatePem,
  importKey,
  listKeys,
  revokeKey,
  unlockKey,
} from "../../src/workbench/key-service.ts";
import {
  addTrustedSigner,
  listTrustedSigners,
  removeTrustedSigner,
  trustedSignersFile,
  trustedSignersText,
} from "../../src/workbench/trusted-signers.ts";

const PASSPHRASE = "correct horse battery staple";
const OTHER = "quite another passphrase";
const FILE_PASSPHRASE = "seven wet umbrellas";
const PRINCIPAL = "auditor@example.org";
const AT = "2026-11-23T16:00:00.000Z";
const NAMESPACE = ROLE_NAMESPACES.auditor;

const root = mkdtempSync(join(tmpdir(), "tickmark-keys-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, "case-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
});

/** A file key as ssh-keygen makes it. */
function sshKey(passphrase = "", type = "ed25519"): string {
  const file = join(folder, `id_${type}_${passphrase.length}`);
  execFileSync("ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-C", "somebody", "-f", file]);
  return file;
}

function openssl(...parameters: string[]): string {
  return execFileSync("openssl", parameters, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function importing(path: string, filePassphrase = ""): () => unknown {
  return () => importKey({ path, principal: PRINCIPAL, filePassphrase, passphrase: PASSPHRASE });
}

function fails(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toHaveProperty("name", "TickmarkError");
    const text = describeError(error);
    for (const secret of [PASSPHRASE, OTHER, FILE_PASSPHRASE]) expect(text).not.toContain(secret);
    return text;
  }
  throw new Error("it did not fail");
}

describe("import", () => {
  test("a key of ssh-keygen is the same key here, stored under another passphrase", () => {
    const file = sshKey();
    const key = importKey({ path: file, principal: PRINCIPAL, filePassphrase: "", passphrase: PASSPHRASE });
    expect(execFileSync("ssh-keygen", ["-lf", `${file}.pub`], { encoding: "utf8" })).toContain(` ${key.fingerprint} `);
    const signer = unlockKey(key.keyId, PASSPHRASE);
    // What it signs, ssh-keygen accepts as a signature by its own key.
    const message = Buffer.from("sealed\n");
    const signature = encodeSshSignature({
      publicKey: signer.publicKey,
      namespace: NAMESPACE,
      signature: signer.sign(sshSignedBytes(message, NAMESPACE)),
    });
    writeFileSync(join(folder, "m.sig"), signature);
    writeFileSync(join(folder, "allowed"), `${PRINCIPAL} ${readFileSync(`${file}.pub`, "utf8")}`);
    const check = ["-Y", "verify", "-f", join(folder, "allowed"), "-I", PRINCIPAL, "-n", NAMESPACE, "-s", join(folder, "m.sig")];
    expect(spawnSync("ssh-keygen", check, { input: message }).status).toBe(0);
    expect(statSync(key.file).mode & 0o077).toBe(0);
    expect(readFileSync(key.file, "utf8")).not.toContain("BEGIN");
  });

  test.each([
    ["plain", [], ""],
    ["encrypted as openssl does by default", ["-aes256"], FILE_PASSPHRASE],
  ])("PKCS#8 from openssl, %s", (_what, options, filePassphrase) => {
    const plain = join(folder, "plain.pem");
    openssl("genpkey", "-algorithm", "ed25519", "-out", plain);
    const path = join(folder, "key.pem");
    openssl("pkey", "-in", plain, ...options, ...(filePassphrase === "" ? [] : ["-passout", `pass:${filePassphrase}`]), "-out", path);
    const key = importKey({ path, principal: PRINCIPAL, filePassphrase, passphrase: PASSPHRASE });
    const signature = unlockKey(key.keyId, PASSPHRASE).sign(Buffer.from("x"));
    expect(verify(null, Buffer.from("x"), createPublicKey(readFileSync(plain)), signature)).toBe(true);
  });

  test.each([
    ["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA512"],
    ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA256", "-iter", "600000"],
    ["-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA1"],
  ])("PKCS#8 with %s %s %s %s", (...options) => {
    const plain = join(folder, "plain.pem");
    openssl("genpkey", "-algorithm", "ed25519", "-out", plain);
    const path = join(folder, "key.pem");
    openssl("pkcs8", "-topk8", ...options, "-in", plain, "-passout", `pass:${FILE_PASSPHRASE}`, "-out", path);
    expect(importing(path, FILE_PASSPHRASE)()).toMatchObject({ principal: PRINCIPAL, revoked: null });
    expect(fails(importing(path, OTHER))).toMatch(/passphrase does not open this key file/);
  });

  test("the examples of RFC 8410, with and without the public key", () => {
    const seed = "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC";
    const withPublic = [
      "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC",
      "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB",
      "Z9w7lshQhqowtrbLDFw4rXAxZuE=",
    ].join("\n");
    const path = join(folder, "rfc.pem");
    const put = (body: string): void => writeFileSync(path, `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`);
    put(withPublic.replace("Z9w7lshQ", "Z9w7lshR"));
    expect(fails(importing(path))).toMatch(/states another public key/);
    put(withPublic);
    importing(path)();
    put(seed);
    expect(fails(importing(path))).toMatch(/This key is here already/);
  });

  test("a key file of this program, from another machine", () => {
    const key = createKey(PRINCIPAL, FILE_PASSPHRASE, AT);
    const { files } = exportKey(key.keyId, join(folder, "out"));
    process.env["TICKMARK_HOME"] = join(folder, "other-home");
    const path = files.find((file) => file.endsWith(".key.json")) ?? "";
    expect(fails(importing(path, OTHER))).toMatch(/passphrase does not open/);
    expect(importing(path, FILE_PASSPHRASE)()).toMatchObject({ keyId: key.keyId });
  });

  test.each([
    ["an encrypted OpenSSH key", () => sshKey(FILE_PASSPHRASE), /ssh-keygen -p -N "" -f copy/],
    ["an RSA key of OpenSSH", () => sshKey("", "rsa"), /ssh-rsa cannot be imported/],
    ["an ECDSA key of OpenSSH", () => sshKey("", "ecdsa"), /ecdsa-sha2-nistp256 cannot be imported/],
    ["a public key", () => `${sshKey()}.pub`, /a public key only/],
    ["an RSA key in PKCS#8", () => pemFile(pkcs8("rsa")), /a key for RSA/],
    ["an elliptic curve key in PKCS#8", () => pemFile(pkcs8("ec")), /elliptic curve/],
    ["an Ed448 key", () => pemFile(pkcs8("ed448")), /Ed448/],
    ["an RSA key of old", () => pemFile("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"), /"RSA PRIVATE KEY"/],
    ["a PuTTY key", () => pemFile("PuTTY-User-Key-File-3: ssh-ed25519\n"), /PuTTYgen/],
    [
      "a certificate",
      () => pemFile("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
      /"CERTIFICATE" holds no Ed25519 key/,
    ],
    ["an empty file", () => pemFile(""), /no private key file/],
    [
      "cut off base64",
      () => pemFile("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n"),
      /cannot be read|too early/,
    ],
    ["nonsense in PKCS#8", () => pemFile("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), /cannot be read/],
    ["a large file", () => pemFile("x".repeat(100_000)), /too large/],
    ["a folder", () => folder, /cannot be read/],
    ["nothing", () => join(folder, "missing"), /no such file/],
  ])("%s is refused with what to do", (_what, file, message) => {
    const path = file();
    const text = fails(importing(path, FILE_PASSPHRASE));
    expect(text).toMatch(message);
    expect(text).toContain(path);
    expect(listKeys()).toEqual([]);
  });

  test("what the refusal of an encrypted OpenSSH key says, works", () => {
    const file = sshKey(FILE_PASSPHRASE);
    execFileSync("ssh-keygen", ["-q", "-p", "-P", FILE_PASSPHRASE, "-N", "", "-f", file]);
    expect(importing(file)()).toMatchObject({ principal: PRINCIPAL });
  });
});

describe("export", () => {
  test("the public key in both forms is the key, and the private one opens in openssl", () => {
    const key = createKey(PRINCIPAL, PASSPHRASE, AT);
    const out = join(folder, "out");
    const { files, allowedSignersLine } = exportKey(key.keyId, out);
    expect(files.map((file) => file.slice(out.length + 1))).toEqual([
      "auditor-example-org.pub",
      "auditor-example-org.pub.pem",
      "auditor-example-org.key.json",
    ]);
    expect(execFileSync("ssh-keygen", ["-lf", files[0] ?? ""], { encoding: "utf8" })).toContain(` ${key.fingerprint} ${PRINCIPAL}`);
    expect(parseAllowedSigners(allowedSignersLine)[0]).toMatchObject({ fingerprint: key.fingerprint, validBeforeMs: null });
    expect(openKeyFile(files[2] ?? "", PASSPHRASE).keyId).toBe(key.keyId);

    const pem = exportPrivatePem(key.keyId, PASSPHRASE, OTHER, out);
    expect(statSync(pem).mode & 0o077).toBe(0);
    expect(openssl("pkey", "-in", pem, "-passin", `pass:${OTHER}`, "-pubout")).toBe(readFileSync(files[1] ?? "", "utf8"));
    expect(() => openssl("pkey", "-in", pem, "-passin", `pass:${PASSPHRASE}`, "-pubout")).toThrow();
    const structure = openssl("asn1parse", "-in", pem);
    for (const part of ["PBES2", "PBKDF2", ":0927C0", "hmacWithSHA256", "aes-256-cbc"]) expect(structure).toContain(part);
    // And comes back in: with Node's own reader too.
    const again = createPrivateKey({ key: readFileSync(pem), passphrase: OTHER });
    expect(verify(null, Buffer.from("x"), createPublicKey(readFileSync(files[1] ?? "")), sign(null, Buffer.from("x"), again))).toBe(true);
    process.env["TICKMARK_HOME"] = join(folder, "other-home");
    expect(importing(pem, OTHER)()).toMatchObject({ keyId: key.keyId });
  });

  test("nothing is overwritten, and a wrong passphrase writes no PEM", () => {
    const key = createKey(PRINCIPAL, PASSPHRASE, AT);
    const out = join(folder, "out");
    expect(fails(() => exportPrivatePem(key.keyId, OTHER, OTHER, out))).toMatch(/does not open this key/);
    expect(fails(() => exportPrivatePem(key.keyId, PASSPHRASE, "short", out))).toMatch(/too short/);
    expect(readdirSync(out)).toEqual([]);
    exportKey(key.keyId, out);
    expect(fails(() => exportKey(key.keyId, out))).toMatch(/exists already/);
  });
});

describe("a passphrase", () => {
  test("that was changed opens the key, the old one no more", () => {
    const key = createKey(PRINCIPAL, PASSPHRASE, AT);
    expect(changeKeyPassphrase(key.keyId, PASSPHRASE, OTHER)).toEqual(key);
    expect(unlockKey(key.keyId, OTHER).keyId).toBe(key.keyId);
    expect(fails(() => unlockKey(key.keyId, PASSPHRASE))).toMatch(/does not open this key/);
    expect(fails(() => changeKeyPassphrase(key.keyId, OTHER, "short"))).toMatch(/too short/);
  });

  test("gives the same derived bytes as before, for each purpose other ones", () => {
    const key = createKey(PRINCIPAL, PASSPHRASE, AT);
    const before = unlockKey(key.keyId, PASSPHRASE);
    const derived = before.derive("one/v1");
    changeKeyPassphrase(key.keyId, PASSPHRASE, OTHER);
    expect(unlockKey(key.keyId, OTHER).derive("one/v1")).toEqual(derived);
    expect(derived).toHaveLength(32);
    expect(before.derive("two/v1")).not.toEqual(derived);
    expect(Buffer.from(derived).equals(Buffer.from(before.publicKey))).toBe(false);
  });
});

describe("a revoked key", () => {
  test("signs no more, under any name and from any copy, and the line ends its validity", () => {
    const key = createKey(PRINCIPAL, PASSPHRASE, AT);
    const copy = exportKey(key.keyId, join(folder, "out")).files[2] ?? "";
    expect(fails(() => revokeKey(key.keyId, " ", AT))).toMatch(/with a reason/);
    const { key: after, allowedSignersLine } = revokeKey(key.keyId, "laptop lost", "2026-11-25T09:30:00.000Z");
    expect(after.revoked).toEqual({ at: "2026-11-25T09:30:00.000Z", reason: "laptop lost" });
    expect(fails(() => unlockKey(key.keyId, PASSPHRASE))).toMatch(/was revoked on 2026-11-25T09:30:00.000Z and signs no more: laptop lost/);
    expect(fails(() => revokeKey(key.keyId, "again", AT))).toMatch(/revoked .* already/);
    expect(allowedSignersLine).toContain('valid-before="20261125093000Z"');

    rmSync(key.file);
    expect(fails(importing(copy, PASSPHRASE))).toMatch(/was revoked/);
    expect(() => chooseKey("")).toThrow("not on this machine");
  });

  test("stays revoked when the record of it is damaged", () => {
    const key = createKey(PRINCIPAL, PASSPHRASE, AT);
    revokeKey(key.keyId, "lost", AT);
    const record = join(folder, "home", "keys", "revoked", `${key.keyId}.json`);
    expect(existsSync(record)).toBe(true);
    writeFileSync(record, "{");
    expect(fails(() => unlockKey(key.keyId, PASSPHRASE))).toMatch(/revoked/);
    expect(listKeys()[0]?.revoked).not.toBeNull();
  });
});

describe("trusted signers", () => {
  const publicKey = (): string => {
    const { publicKey: key } = generateKeyPairSync("ed25519");
    const raw = Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");
    const blob = Buffer.concat([Buffer.from("0000000b7373682d6564323535313900000020", "hex"), raw]);
    return `ssh-ed25519 ${blob.toString("base64")} a comment`;
  };
  const always = { validAfter: null, validBefore: null };

  test("an empty list trusts nobody and is no error", () => {
    expect(trustedSignersText()).toBe("");
    expect(listTrustedSigners()).toEqual({ file: trustedSignersFile(), signers: [] });
  });

  test("lines are added and removed, comments and lines by hand stay", () => {
    const first = publicKey();
    addTrustedSigner({ principal: PRINCIPAL, roles: ["auditor"], publicKey: first, ...always });
    writeFileSync(trustedSignersFile(), `${trustedSignersText()}# by hand\n*@example.net namespaces="reviewer.*" ${publicKey()}`);
    const listed = addTrustedSigner({
      principal: "reviewer@example.org",
      roles: ["reviewer", "auditor"],
      publicKey: publicKey(),
      validAfter: "2026-01-01",
      validBefore: "2027-06-30T12:00:00Z",
    });
    expect(listed.map(({ principals, roles, validAfter, validBefore }) => [principals[0], roles, validAfter, validBefore])).toEqual([
      [PRINCIPAL, ["auditor"], null, null],
      ["*@example.net", ["reviewer"], null, null],
      ["reviewer@example.org", ["auditor", "reviewer"], "2026-01-01T00:00:00.000Z", "2027-06-30T12:00:00.000Z"],
    ]);
    expect(fails(() => addTrustedSigner({ principal: PRINCIPAL, roles: ["auditor"], publicKey: first, ...always }))).toMatch(/already/);
    expect(removeTrustedSigner(listed[0]?.fingerprint ?? "")).toHaveLength(2);
    expect(trustedSignersText()).toContain("# by hand\n*@example.net");
    expect(fails(() => removeTrustedSigner("SHA256:none"))).toMatch(/No line of the list/);
    expect(readdirSync(join(folder, "home")).filter((name) => name.includes("tmp"))).toEqual([]);
  });

  test.each([
    ["two words as a name", { principal: "Jane Doe" }, /cannot name a signer/],
    ["a line break that would smuggle in a line", { publicKey: `${publicKey()}\n* ${publicKey()}` }, /several lines/],
    ["an RSA key", { publicKey: "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ" }, /ssh-rsa cannot be verified/],
    ["no key at all", { publicKey: "hello" }, /Not a public key/],
    ["another key than its type says", { publicKey: publicKey().replace("ssh-ed25519", "sk-ssh-ed25519@openssh.com") }, /another type/],
    ["no role", { roles: [] }, /needs a role/],
    ["a local time", { validBefore: "2027-01-01T10:00:00" }, /no instant/],
    ["an end before the beginning", { validAfter: "2027-01-01", validBefore: "2026-01-01" }, /never be valid/],
  ])("%s is refused and nothing is written", (_what, change, message) => {
    const signer = { principal: PRINCIPAL, roles: ["auditor" as const], publicKey: publicKey(), ...always };
    expect(fails(() => addTrustedSigner({ ...signer, ...change }))).toMatch(message);
    expect(existsSync(trustedSignersFile())).toBe(false);
  });

  test("ssh-keygen takes the very file, within the time and not outside it, as this program does", () => {
    const file = sshKey();
    addTrustedSigner({
      principal: PRINCIPAL,
      roles: ["auditor"],
      publicKey: readFileSync(`${file}.pub`, "utf8"),
      validAfter: "2026-01-01",
      validBefore: "2026-12-31T23:59:59Z",
    });
    writeFileSync(join(folder, "m"), "sealed\n");
    execFileSync("ssh-keygen", ["-q", "-Y", "sign", "-n", NAMESPACE, "-f", file, join(folder, "m")]);
    const [signer] = parseAllowedSigners(trustedSignersText());
    const decide = (at: string, namespace: string = NAMESPACE, principal = PRINCIPAL): boolean[] => {
      const stamp = `${at.replaceAll(/[-:T]/g, "").slice(0, 14)}Z`;
      const check = spawnSync(
        "ssh-keygen",
        [
          "-Y",
          "verify",
          "-f",
          trustedSignersFile(),
          "-I",
          principal,
          "-n",
          namespace,
          "-s",
          join(folder, "m.sig"),
          `-Overify-time=${stamp}`,
        ],
        { input: "sealed\n" },
      );
      const refusal = refusalOf(
        { signers: signer === undefined ? [] : [signer] },
        { publicKey: signer?.publicKey ?? new Uint8Array(), namespace, principal, verifyTimeMs: Date.parse(at) },
      );
      return [check.status === 0, refusal === null];
    };
    expect(decide("2026-06-01T00:00:00Z")).toEqual([true, true]);
    expect(decide("2026-01-01T00:00:00Z")).toEqual([true, true]);
    expect(decide("2025-12-31T23:59:59Z")).toEqual([false, false]);
    expect(decide("2026-12-31T23:59:59Z")).toEqual([true, true]);
    expect(decide("2027-01-01T00:00:00Z")).toEqual([false, false]);
    expect(decide("2026-06-01T00:00:00Z", ROLE_NAMESPACES.reviewer)).toEqual([false, false]);
    expect(decide("2026-06-01T00:00:00Z", NAMESPACE, "other@example.org")).toEqual([false, false]);
  });
});

function pemFile(content: string): string {
  const path = join(folder, "file.pem");
  writeFileSync(path, content);
  return path;
}

function pkcs8(type: "rsa" | "ec" | "ed448"): string {
  const { privateKey } =
    type === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : type === "ec"
        ? generateKeyPairSync("ec", { namedCurve: "P-256" })
        : generateKeyPairSync("ed448");
  return String(privateKey.export({ format: "pem", type: "pkcs8" }));
}
