import { safeStorage } from "electron";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** On Linux without a secret store Electron encrypts with a password that everybody knows; that would only look safe. */
const UNSAFE_BACKENDS: readonly string[] = ["basic_text", "unknown"];

/**
 * 32 bytes (base64) that the key store of the operating system keeps for this user, made at the first call. Signing keys are wrapped
 * with them beside their passphrase. Null where there is no key store worth the name, or where it does not open what it closed:
 * keys then have their passphrase alone, and a key that was wrapped before says why it cannot be opened.
 */
export async function deviceSecret(stateDirectory: string): Promise<string | null> {
  try {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return null;
    if (process.platform === "linux" && UNSAFE_BACKENDS.includes(safeStorage.getSelectedStorageBackend())) return null;
    const folder = join(stateDirectory, "keys");
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, "device-secret");
    const kept = readKept(file);
    if (kept === null) return await keep(file, randomBytes(32).toString("base64"));
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(kept);
    return shouldReEncrypt ? await keep(file, result) : result;
  } catch {
    // Never replaced: whatever was wrapped with the old secret would be lost.
    return null;
  }
}

function readKept(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

async function keep(file: string, secret: string): Promise<string> {
  writeFileSync(`${file}.tmp`, await safeStorage.encryptStringAsync(secret), { mode: 0o600, flush: true });
  renameSync(`${file}.tmp`, file);
  return secret;
}
