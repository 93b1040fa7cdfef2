import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type CaseUnlocker, addUnlocker, caseUnlockers, newCaseSecret, openCaseSecret } from "../../src/packs/case-secret.ts";
import { changePassphrase, createKeyFile, openKeyFile } from "../../src/packs/key-file.ts";
import { temporaryFolder } from "./support/built-pack.ts";
import { testSigner } from "./support/test-signer.ts";

const CASE = "case-24e51ca2-5067-4598-935a-dac4e327d05a";
const auditor = testSigner();
const colleague = testSigner("colleague@example.org", 8);
const passphrase = { passphrase: "correct horse battery" };

function secretFile(folder: string): string {
  return join(folder, "secret.json");
}

interface StoredSecret {
  caseId: string;
  secretId: string;
  unlockers: Record<string, string | number>[];
}

function edit(folder: string, change: (stored: StoredSecret) => void): void {
  const stored = JSON.parse(readFileSync(secretFile(folder), "utf8")) as StoredSecret;
  change(stored);
  writeFileSync(secretFile(folder), JSON.stringify(stored));
}

function refusal(work: () => unknown): { code: string; message: string; expected: string; remedy: string } {
  try {
    work();
  } catch (error) {
    const { code, message, detail } = error as { code: string; message: string; detail: { expected?: string; remedy?: string } };
    return { code, message, expected: detail.expected ?? "", remedy: detail.remedy ?? "" };
  }
  throw new Error("It was not refused.");
}

describe("the secret of a case", () => {
  test("is made once, and opens to the same keys with the same signing key", () => {
    const folder = temporaryFolder();
    expect(refusal(() => openCaseSecret(folder, CASE, auditor)).code).toBe("not-found");
    expect(caseUnlockers(folder, CASE)).toEqual([]);
    const made = openCaseSecret(folder, CASE, auditor, { create: true });
    const opened = openCaseSecret(folder, CASE, auditor, { create: true });
    expect(opened).toEqual(made);
    expect([made.saltKey.length, made.pseudonymKey.length]).toEqual([32, 32]);
    expect(Buffer.from(made.saltKey).equals(made.pseudonymKey)).toBe(false);
    expect(made.secretId).toMatch(/^[0-9a-f]{32}$/);
    const other = openCaseSecret(temporaryFolder(), CASE, auditor, { create: true });
    expect(Buffer.from(other.saltKey).equals(made.saltKey)).toBe(false);
    expect(other.secretId).not.toBe(made.secretId);
  });

  test("stands in a file for its owner alone, without the keys in clear and without left-overs", () => {
    const folder = temporaryFolder();
    const { saltKey, pseudonymKey } = openCaseSecret(folder, CASE, auditor, { create: true });
    expect(readdirSync(folder)).toEqual(["secret.json"]);
    if (process.platform !== "win32") expect(statSync(secretFile(folder)).mode & 0o777).toBe(0o600);
    addUnlocker(folder, CASE, auditor, colleague);
    expect(readdirSync(folder)).toEqual(["secret.json"]);
    if (process.platform !== "win32") expect(statSync(secretFile(folder)).mode & 0o777).toBe(0o600);
    const text = readFileSync(secretFile(folder), "utf8");
    for (const key of [saltKey, pseudonymKey])
      for (const encoding of ["base64", "hex"] as const) expect(text).not.toContain(Buffer.from(key).toString(encoding));
  });

  test("opens with a real key file, before and after its passphrase was changed", () => {
    const folder = temporaryFolder();
    const path = join(folder, "auditor.key");
    createKeyFile({ path, principal: "auditor@example.org", passphrase: "first passphrase", createdAt: "2026-11-24T00:00:00Z" });
    const made = openCaseSecret(folder, CASE, openKeyFile(path, "first passphrase"), { create: true });
    changePassphrase(path, "first passphrase", "second passphrase");
    expect(openCaseSecret(folder, CASE, openKeyFile(path, "second passphrase"))).toEqual(made);
  });

  test("opens with a passphrase, in any Unicode form, and with no other", () => {
    const folder = temporaryFolder();
    const made = openCaseSecret(folder, CASE, { passphrase: "Schlüsselwort" }, { create: true });
    expect(openCaseSecret(folder, CASE, { passphrase: "Schlu\u0308sselwort" })).toEqual(made);
    expect(refusal(() => openCaseSecret(folder, CASE, { passphrase: "Schluesselwort" }))).toMatchObject({
      code: "key-unusable",
      message: "The passphrase does not open the secret of this case.",
    });
    expect(refusal(() => openCaseSecret(temporaryFolder(), CASE, { passphrase: "short" }, { create: true })).code).toBe("bad-input");
  });

  test("does not open for somebody else, who is told who can open it and what to do", () => {
    const folder = temporaryFolder();
    openCaseSecret(folder, CASE, auditor, { create: true });
    addUnlocker(folder, CASE, auditor, passphrase);
    const told = refusal(() => openCaseSecret(folder, CASE, colleague, { create: true }));
    expect(told.code).toBe("key-unusable");
    expect(told.message).toBe("The key of colleague@example.org does not open the secret of this case.");
    expect(told.expected).toBe(`auditor@example.org (key ${auditor.keyId.slice(0, 12)}), the case passphrase`);
    expect(told.remedy).toContain("--new-case-secret");
    const nobody = temporaryFolder();
    openCaseSecret(nobody, CASE, auditor, { create: true });
    expect(refusal(() => openCaseSecret(nobody, CASE, passphrase)).message).toBe("A passphrase does not open the secret of this case.");
  });

  test("opens for whoever was added, and a passphrase set again replaces the old one", () => {
    const folder = temporaryFolder();
    const made = openCaseSecret(folder, CASE, auditor, { create: true });
    addUnlocker(folder, CASE, auditor, colleague);
    addUnlocker(folder, CASE, colleague, passphrase);
    addUnlocker(folder, CASE, passphrase, { passphrase: "another passphrase" });
    addUnlocker(folder, CASE, auditor, auditor);
    expect(openCaseSecret(folder, CASE, colleague)).toEqual(made);
    expect(openCaseSecret(folder, CASE, { passphrase: "another passphrase" })).toEqual(made);
    expect(refusal(() => openCaseSecret(folder, CASE, passphrase)).code).toBe("key-unusable");
    expect(caseUnlockers(folder, CASE).map(({ kind }) => kind)).toEqual(["signing-key", "passphrase", "signing-key"]);
    expect(refusal(() => addUnlocker(folder, CASE, testSigner("x@example.org", 9), colleague)).code).toBe("key-unusable");
  });

  test("made new has other keys, and the old one stays, as locked as before", () => {
    const folder = temporaryFolder();
    const old = openCaseSecret(folder, CASE, auditor, { create: true });
    const before = readFileSync(secretFile(folder), "utf8");
    const fresh = newCaseSecret(folder, CASE, colleague);
    expect(Buffer.from(fresh.pseudonymKey).equals(old.pseudonymKey)).toBe(false);
    expect(fresh.secretId).not.toBe(old.secretId);
    expect(refusal(() => openCaseSecret(folder, CASE, auditor)).code).toBe("key-unusable");
    expect(openCaseSecret(folder, CASE, colleague)).toEqual(fresh);
    newCaseSecret(folder, CASE, colleague);
    expect(readdirSync(folder).toSorted()).toEqual(["secret.json", "secret.json.previous-1", "secret.json.previous-2"]);
    expect(readFileSync(join(folder, "secret.json.previous-1"), "utf8")).toBe(before);
    expect(newCaseSecret(temporaryFolder(), CASE, auditor).secretId).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("a secret file that was tampered with is refused as unusable", () => {
  const other = "0".repeat(32);
  const changes: [string, (stored: StoredSecret) => void][] = [
    ["case", (stored) => (stored.caseId = "another")],
    ["name of the secret", (stored) => (stored.secretId = other)],
    ["principal", (stored) => (first(stored)["principal"] = "mallory@example.org")],
    ["secret", (stored) => flip(first(stored), "secret")],
    ["tag", (stored) => flip(first(stored), "tag")],
    ["shortened tag", (stored) => (first(stored)["tag"] = String(first(stored)["tag"]).slice(0, 8))],
    ["nonce", (stored) => flip(first(stored), "nonce")],
    ["long nonce", (stored) => (first(stored)["nonce"] = Buffer.alloc(16).toString("base64"))],
    ["no unlockers", (stored) => (stored.unlockers = [])],
    ["unknown field", (stored) => (first(stored)["more"] = 1)],
    ["weaker derivation", (stored) => (stored.unlockers[1] = { ...stored.unlockers[1], n: 2 })],
    [
      "wrapped secrets of two keys exchanged",
      (stored) => {
        const [left, , right] = stored.unlockers;
        if (left === undefined || right === undefined) throw new Error("Three unlockers are needed.");
        [left["secret"], right["secret"]] = [right["secret"] ?? "", left["secret"] ?? ""];
        [left["tag"], right["tag"]] = [right["tag"] ?? "", left["tag"] ?? ""];
        [left["nonce"], right["nonce"]] = [right["nonce"] ?? "", left["nonce"] ?? ""];
      },
    ],
  ];
  test.each(changes)("%s", (_what, change) => {
    const folder = temporaryFolder();
    openCaseSecret(folder, CASE, auditor, { create: true });
    addUnlocker(folder, CASE, auditor, passphrase);
    addUnlocker(folder, CASE, auditor, colleague);
    edit(folder, change);
    expect(refusal(() => openCaseSecret(folder, CASE, auditor, { create: true })).code).toBe("key-unusable");
  });

  test.each([
    ["empty", ""],
    ["not JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
  ])("%s", (_what, text) => {
    const folder = temporaryFolder();
    writeFileSync(secretFile(folder), text);
    for (const work of [openCaseSecret, caseUnlockers] as ((folder: string, caseId: string, unlocker: CaseUnlocker) => unknown)[])
      expect(refusal(() => work(folder, CASE, auditor)).code).toBe("key-unusable");
    expect(newCaseSecret(folder, CASE, auditor)).toEqual(openCaseSecret(folder, CASE, auditor));
    expect(existsSync(`${secretFile(folder)}.previous-1`)).toBe(true);
  });

  test("the secret of another case, put into this one", () => {
    const [here, there] = [temporaryFolder(), temporaryFolder()];
    openCaseSecret(there, "case-other", auditor, { create: true });
    writeFileSync(secretFile(here), readFileSync(secretFile(there)));
    expect(refusal(() => openCaseSecret(here, CASE, auditor)).message).toBe("The secret belongs to another case.");
    edit(here, (stored) => (stored.caseId = CASE));
    expect(refusal(() => openCaseSecret(here, CASE, auditor)).code).toBe("key-unusable");
  });
});

function first(stored: StoredSecret): Record<string, string | number> {
  const [entry] = stored.unlockers;
  if (entry === undefined) throw new Error("No unlocker.");
  return entry;
}

function flip(entry: Record<string, string | number>, field: string): void {
  const bytes = Buffer.from(String(entry[field]), "base64");
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  entry[field] = bytes.toString("base64");
}
