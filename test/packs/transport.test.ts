import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  NO_OPENER,
  createIdentityFile,
  decryptToFile,
  encryptForTransport,
  isTransportFile,
  openTransported,
  requireTransportKeys,
} from "../../src/packs/transport.ts";
import { writePack } from "../../src/packs/write-pack.ts";
import { sampleInput } from "../../src/selftest/sample-input.ts";
import { sampleSigner } from "../../src/selftest/sample-signer.ts";
import { temporaryFolder } from "./support/built-pack.ts";

const PASSPHRASE = "correct horse battery staple";
const NOW = "2026-11-24T00:00:00Z";
let folder: string;
let zipPath: string;
let identity: { file: string; recipient: string };
let encrypted: string;

beforeAll(async () => {
  folder = temporaryFolder();
  ({ zipPath } = await writePack(sampleInput(), sampleSigner(), folder));
  const file = join(folder, "identity.txt");
  identity = { file, ...(await createIdentityFile(file, NOW)) };
  encrypted = (await encryptForTransport(zipPath, { recipients: [identity.recipient], passphrase: "" })).path;
});

const byIdentity = () => ({ passphrase: "", identityFile: identity.file });

/** Decrypted packs that were left behind. */
function leftovers(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith("tickmark-transport-"));
}

function copyWith(change: (bytes: Buffer) => Buffer, name = "changed.age"): string {
  const path = join(folder, name);
  writeFileSync(path, change(Buffer.from(readFileSync(encrypted))));
  return path;
}

describe("a pack encrypted for transport", () => {
  test("opens for its recipient as the pack that it was, and leaves nothing in clear behind", async () => {
    expect(encrypted).toBe(`${zipPath}.age`);
    expect(readFileSync(encrypted).includes(Buffer.from("tagmanifest"))).toBe(false);
    expect([await isTransportFile(encrypted), await isTransportFile(zipPath)]).toEqual([true, false]);
    const before = leftovers();
    const plain = await openTransported(zipPath, NO_OPENER);
    const opened = await openTransported(encrypted, byIdentity());
    expect(opened.files).toEqual(plain.files);
    expect(opened.problems).toEqual([]);
    opened.close();
    plain.close();
    expect(leftovers()).toEqual(before);
  });

  test("opens for a passphrase, and for any of several recipients", async () => {
    const copy = join(folder, "copy.zip");
    writeFileSync(copy, readFileSync(zipPath));
    const { path, bytes } = await encryptForTransport(copy, { recipients: [], passphrase: PASSPHRASE });
    expect(statSync(path).size).toBe(bytes);
    (await openTransported(path, { passphrase: PASSPHRASE, identityFile: "" })).close();
    await expect(openTransported(path, { passphrase: "wrong passphrase!", identityFile: "" })).rejects.toMatchObject({
      code: "key-unusable",
    });
    const other = join(folder, "other.txt");
    const { recipient } = await createIdentityFile(other, NOW);
    const both = join(folder, "both.zip");
    writeFileSync(both, readFileSync(zipPath));
    const shared = await encryptForTransport(both, { recipients: [identity.recipient, recipient], passphrase: "" });
    for (const identityFile of [identity.file, other]) (await openTransported(shared.path, { passphrase: "", identityFile })).close();
    await expect(openTransported(encrypted, { passphrase: "", identityFile: other })).rejects.toMatchObject({ code: "key-unusable" });
  });

  test("is never written over, and neither is an identity", async () => {
    await expect(encryptForTransport(zipPath, { recipients: [identity.recipient], passphrase: "" })).rejects.toMatchObject({
      code: "already-exists",
    });
    await expect(createIdentityFile(identity.file, NOW)).rejects.toMatchObject({ code: "already-exists" });
    expect(existsSync(`${encrypted}.tmp`)).toBe(false);
    if (process.platform !== "win32") expect(statSync(identity.file).mode & 0o777).toBe(0o600);
  });

  test("is decrypted to a file for its user alone", async () => {
    const target = join(folder, "out.zip");
    await decryptToFile(encrypted, byIdentity(), target);
    expect(readFileSync(target)).toEqual(readFileSync(zipPath));
    if (process.platform !== "win32") expect(statSync(target).mode & 0o777).toBe(0o600);
    await expect(decryptToFile(encrypted, byIdentity(), target)).rejects.toMatchObject({ code: "already-exists" });
  });

  test("that was changed anywhere, cut, or made longer is refused, and nothing is left in clear", async () => {
    const before = leftovers();
    const size = readFileSync(encrypted).length;
    const places = [30, 60, 120, 180, 220, 300, Math.floor(size / 2), size - 1];
    for (const place of places)
      await expect(
        openTransported(
          copyWith((bytes) => bytes.fill((bytes[place] ?? 0) ^ 1, place, place + 1)),
          byIdentity(),
        ),
      ).rejects.toMatchObject({ name: "TickmarkError" });
    for (const length of [22, 100, 200, 1000, size - 1])
      await expect(
        openTransported(
          copyWith((bytes) => bytes.subarray(0, length)),
          byIdentity(),
        ).then((pack) => pack.problems),
      ).rejects.toMatchObject({
        name: "TickmarkError",
      });
    await expect(
      openTransported(
        copyWith((bytes) => Buffer.concat([bytes, Buffer.from("x")])),
        byIdentity(),
      ),
    ).rejects.toMatchObject({
      code: "bad-input",
    });
    expect(leftovers()).toEqual(before);
  });

  test("with a header that never ends, or with more scrypt work than is reasonable, is refused at once", async () => {
    const endless = join(folder, "endless.age");
    writeFileSync(endless, `age-encryption.org/v1\n${"-> X25519 AAAA\nAAAA\n".repeat(100_000)}`);
    await expect(openTransported(endless, byIdentity())).rejects.toMatchObject({ code: "bad-input" });
    const costly = join(folder, "costly.age");
    writeFileSync(costly, `age-encryption.org/v1\n-> scrypt AAAAAAAAAAAAAAAAAAAAAA 40\n${"A".repeat(43)}\n--- ${"A".repeat(43)}\n`);
    await expect(openTransported(costly, { passphrase: PASSPHRASE, identityFile: "" })).rejects.toMatchObject({ code: "bad-input" });
  });
});

describe("keys for transport", () => {
  test("are refused before any work: none, both, malformed, short, secret", () => {
    const refused = (recipients: string[], passphrase: string): string => {
      try {
        requireTransportKeys({ recipients, passphrase });
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
      return "";
    };
    expect(refused([], "")).not.toBe("");
    expect(refused([identity.recipient], PASSPHRASE)).not.toBe("");
    expect(refused(["age1nonsense"], "")).toContain("age1nonsense");
    expect(refused([], "short")).toContain("too short");
    const secret = readFileSync(identity.file, "utf8").split("\n")[2] ?? "";
    expect(secret).toMatch(/^AGE-SECRET-KEY-1/);
    expect(refused([secret], "")).not.toContain(secret);
    expect(refused([identity.recipient], "")).toBe("");
  });

  test("that are missing, or no identity, are told without what they hold", async () => {
    await expect(openTransported(encrypted, NO_OPENER)).rejects.toMatchObject({ code: "usage" });
    const broken = join(folder, "broken.txt");
    writeFileSync(broken, "# a comment\nAGE-SECRET-KEY-1SECRETSECRET\n");
    const failure = await openTransported(encrypted, { passphrase: "", identityFile: broken }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "bad-input", detail: { file: broken, line: 2 } });
    expect(JSON.stringify(failure)).not.toContain("SECRETSECRET");
    await expect(openTransported(encrypted, { passphrase: "", identityFile: join(folder, "none") })).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

describe("the age program", () => {
  const age = process.env["AGE_PROGRAM"] ?? "/usr/bin/age";
  const there = existsSync(age);
  if (!there) console.log(`skipped: no age program at ${age} (set AGE_PROGRAM)`);

  test.skipIf(!there)("opens what was encrypted here, and the other way round", async () => {
    const out = join(folder, "by-age.zip");
    execFileSync(age, ["-d", "-i", identity.file, "-o", out, encrypted]);
    expect(readFileSync(out)).toEqual(readFileSync(zipPath));
    const theirs = join(folder, "theirs.age");
    execFileSync(age, ["-r", identity.recipient, "-o", theirs, zipPath]);
    const opened = await openTransported(theirs, byIdentity());
    expect(opened.files.length).toBeGreaterThan(10);
    opened.close();
    const keygen = join(age, "../age-keygen");
    const file = join(folder, "their-identity.txt");
    execFileSync(keygen, ["-o", file], { stdio: "pipe" });
    const recipient = execFileSync(keygen, ["-y", file], { encoding: "utf8" }).trim();
    const copy = join(folder, "for-them.zip");
    writeFileSync(copy, readFileSync(zipPath));
    const { path } = await encryptForTransport(copy, { recipients: [recipient], passphrase: "" });
    (await openTransported(path, { passphrase: "", identityFile: file })).close();
  });
});
