import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { SigningKey } from "../contract/pack-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { createKeyFile, openKeyFile, readKeyHead } from "../packs/key-file.ts";
import { stateDirectory } from "./state-directory.ts";

/** Keys belong to a person, not to a case: they live in the state directory, encrypted. */
function keysDirectory(): string {
  const folder = join(stateDirectory(), "keys");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The keys that can be read; the others are told by `damagedKeys`. */
export function listKeys(): SigningKey[] {
  return keyFiles().flatMap((file) => tryDescribe(file) ?? []);
}

/** Key files that cannot be read. */
export function damagedKeys(): string[] {
  return keyFiles().filter((file) => tryDescribe(file) === null);
}

function keyFiles(): string[] {
  const folder = keysDirectory();
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .map((name) => join(folder, name));
}

function tryDescribe(file: string): SigningKey | null {
  try {
    return describe(file);
  } catch {
    return null;
  }
}

export function createKey(principal: string, passphrase: string, createdAt: string, file?: string): SigningKey {
  const stem =
    principal
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "") || "key";
  let path = file ?? join(keysDirectory(), `${stem}.json`);
  for (let number = 2; file === undefined && existsSync(path); number += 1) path = join(keysDirectory(), `${stem}-${number}.json`);
  createKeyFile({ path, principal, passphrase, createdAt });
  return describe(path);
}

/** The key with its private part opened; `key-unusable` for a wrong passphrase. */
export function unlockKey(keyId: string, passphrase: string) {
  const key = listKeys().find((entry) => entry.keyId === keyId);
  if (key === undefined) throw noSuchKey();
  return openKeyFile(key.file, passphrase);
}

export function noSuchKey(): TickmarkError {
  const damaged = damagedKeys();
  const remedy = `These key files cannot be read: ${damaged.join(", ")}. Restore them from a copy.`;
  return new TickmarkError("not-found", "That key is not on this machine.", damaged.length === 0 ? {} : { remedy });
}

function describe(file: string): SigningKey {
  const { keyId, principal, fingerprint, createdAt } = readKeyHead(file);
  return { keyId, principal, fingerprint, createdAt, file };
}
