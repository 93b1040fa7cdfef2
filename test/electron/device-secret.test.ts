import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createKey, exportKey, importKey, listKeys, unlockKey, useDeviceSecret } from "../../src/workbench/key-service.ts";
import { deviceSecret } from "../../electron/device-secret.ts";

const fake = await vi.hoisted(async () => (await import("./fake-electron.ts")).fakeElectron());
vi.mock("electron", () => fake.module);
const { safeStorage } = fake;

const PASSPHRASE = "correct horse battery staple";
const root = mkdtempSync(join(tmpdir(), "tickmark-device-"));
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(root, "home-"));
  vi.stubEnv("TICKMARK_HOME", home);
  Object.assign(safeStorage, { available: true, backend: "gnome_libsecret", rotated: false });
});
afterEach(() => {
  useDeviceSecret(null);
  vi.unstubAllEnvs();
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const kept = (): string => join(home, "keys", "device-secret");

describe("the secret in the key store of the operating system", () => {
  test("is 32 bytes, the same each time, and lies on the disk only as the key store closed it", async () => {
    const secret = await deviceSecret(home);
    expect(Buffer.from(secret ?? "", "base64")).toHaveLength(32);
    expect(await deviceSecret(home)).toBe(secret);
    expect(readFileSync(kept(), "utf8")).not.toContain(secret);
    expect(statSync(kept()).mode & 0o077).toBe(0);
    expect(safeStorage.encryptStringAsync).toHaveBeenCalledTimes(1);
  });

  test("is closed again when the key store has a new key", async () => {
    const secret = await deviceSecret(home);
    safeStorage.encryptStringAsync.mockClear();
    safeStorage.rotated = true;
    expect(await deviceSecret(home)).toBe(secret);
    expect(safeStorage.encryptStringAsync).toHaveBeenCalledWith(secret);
  });

  const onLinux = process.platform === "linux";
  const states: [what: string, state: { available: boolean } | { backend: string }][] = [
    ["there is no key store", { available: false }],
    ...(onLinux ? [["Linux has only the password that everybody knows", { backend: "basic_text" }] as [string, { backend: string }]] : []),
    ...(onLinux ? [["the key store is not known yet", { backend: "unknown" }] as [string, { backend: string }]] : []),
  ];
  test.each(states)("is not made when %s", async (_what, state) => {
    Object.assign(safeStorage, state);
    expect(await deviceSecret(home)).toBeNull();
    expect(existsSync(kept())).toBe(false);
  });

  test("that cannot be opened is never replaced", async () => {
    await deviceSecret(home);
    writeFileSync(kept(), "from another computer");
    expect(await deviceSecret(home)).toBeNull();
    expect(readFileSync(kept(), "utf8")).toBe("from another computer");
  });
});

describe("a signing key of the desktop app", () => {
  test("opens with passphrase and key store together, not with either alone", async () => {
    useDeviceSecret(await deviceSecret(home));
    const key = createKey("auditor@example.org", PASSPHRASE, "2026-11-23T16:00:00.000Z");
    expect(readFileSync(key.file, "utf8")).not.toContain("scrypt");
    expect(unlockKey(key.keyId, PASSPHRASE).keyId).toBe(key.keyId);
    expect(() => unlockKey(key.keyId, "wrong passphrase")).toThrow("The passphrase does not open this key.");

    useDeviceSecret(null);
    expect(listKeys()).toEqual([key]);
    expect(() => unlockKey(key.keyId, PASSPHRASE)).toThrow(/locked by the key store of the operating system/);
    useDeviceSecret(Buffer.alloc(32, 1).toString("base64"));
    expect(() => unlockKey(key.keyId, PASSPHRASE)).toThrow(/locked by the key store of the operating system/);
  });

  test("is exported under its passphrase alone, and comes in elsewhere", async () => {
    useDeviceSecret(await deviceSecret(home));
    const key = createKey("auditor@example.org", PASSPHRASE, "2026-11-23T16:00:00.000Z");
    const { files } = exportKey(key.keyId, join(home, "out"));
    useDeviceSecret(null);
    vi.stubEnv("TICKMARK_HOME", join(home, "elsewhere"));
    const path = files.find((file) => file.endsWith(".key.json")) ?? "";
    const again = importKey({ path, principal: key.principal, filePassphrase: PASSPHRASE, passphrase: PASSPHRASE });
    expect(unlockKey(again.keyId, PASSPHRASE).keyId).toBe(key.keyId);
  });

  test("that was made before the key store was used still opens", async () => {
    const key = createKey("auditor@example.org", PASSPHRASE, "2026-11-23T16:00:00.000Z");
    useDeviceSecret(await deviceSecret(home));
    expect(unlockKey(key.keyId, PASSPHRASE).keyId).toBe(key.keyId);
  });
});
