import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { RollbackRegister, SeenRevision } from "../evidence/rollback.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { stateDirectory } from "./state-directory.ts";

const seenSchema = z.record(z.string(), z.strictObject({ revision: z.int(), tagmanifestSha256: z.string() }));

/**
 * Highest revision of each pack that this user verified. Null where there is no place to keep it: the check is then
 * reported as not made. A damaged register is an error, because an empty one would let an older revision pass.
 */
export function rollbackRegister(): RollbackRegister | null {
  const file = registerFile();
  if (file === null) return null;
  const seen = readRegister(file);
  return { highest: (packId) => seen.get(packId) ?? null };
}

/** Called after a pack was verified against a list of signers, and only then. */
export function rememberRevision(pack: { readonly packId: string } & SeenRevision): void {
  const file = registerFile();
  if (file === null) return;
  const seen = readRegister(file);
  const before = seen.get(pack.packId);
  if (before !== undefined && before.revision >= pack.revision) return;
  seen.set(pack.packId, { revision: pack.revision, tagmanifestSha256: pack.tagmanifestSha256 });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, JSON.stringify(Object.fromEntries(seen), null, 2));
    renameSync(temporary, file);
  } catch (cause) {
    throw new TickmarkError(
      "bad-input",
      "The pack is verified, but that it was seen could not be written down.",
      { file, remedy: "Make the folder writable, or set TICKMARK_HOME." },
      cause,
    );
  }
}

function registerFile(): string | null {
  try {
    return join(stateDirectory(), "rollback.json");
  } catch {
    return null;
  }
}

function readRegister(file: string): Map<string, SeenRevision> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw damaged(file, cause);
  }
  try {
    return new Map(Object.entries(seenSchema.parse(JSON.parse(text))));
  } catch (cause) {
    throw damaged(file, cause);
  }
}

function damaged(file: string, cause: unknown): TickmarkError {
  return new TickmarkError(
    "bad-input",
    "The register of pack revisions seen before cannot be read, so an older revision could pass for the current one.",
    {
      file,
      remedy: "Restore the file. Removing it makes this computer forget which revisions it saw.",
    },
    cause,
  );
}
