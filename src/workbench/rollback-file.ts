import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { PackDocument } from "../evidence/documents.ts";
import type { RollbackRegister, SeenRevision } from "../evidence/rollback.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { exclusively, replaceFile } from "../packs/durable-files.ts";
import { stateDirectory } from "./state-directory.ts";

type Kind = PackDocument["kind"];

const seenSchema = z.strictObject({ revision: z.int(), tagmanifestSha256: z.string() });
const withdrawalSchema = z.strictObject({ tagmanifestSha256: z.string().regex(/^[0-9a-f]{64}$/), reason: z.string(), at: z.string() });
/** A pack withdrawn by its auditor, as this reader was told. */
export type Withdrawal = z.infer<typeof withdrawalSchema>;

const registerSchema = z.strictObject({
  formatVersion: z.literal(2),
  /** By `<packId> <kind>`: every revision that this user verified. */
  packs: z.record(z.string(), z.array(seenSchema)),
  withdrawn: z.array(withdrawalSchema),
});
type Register = z.infer<typeof registerSchema>;
/** Before there were restricted packs: the highest revision by pack id, all of them shareable. */
const olderSchema = z.record(z.string().startsWith("urn:"), seenSchema);

/**
 * The revisions of each pack that this user verified. Null where there is no place to keep them: the check is then
 * reported as not made. A damaged register is an error, because an empty one would let an older revision pass.
 */
export function rollbackRegister(): RollbackRegister | null {
  const file = registerFile();
  if (file === null) return null;
  const { packs, withdrawn } = readRegister(file);
  const earlier = (packId: string, kind: Kind): readonly SeenRevision[] => packs[keyOf(packId, kind)] ?? [];
  return {
    earlier,
    highest: (packId, kind) =>
      earlier(packId, kind)
        .toSorted((left, right) => left.revision - right.revision)
        .at(-1) ?? null,
    withdrawn: (tagmanifestSha256) => withdrawn.find((entry) => entry.tagmanifestSha256 === tagmanifestSha256)?.reason ?? null,
  };
}

/** Called after a pack was verified against a list of signers, and only then. */
export function rememberRevision(pack: { readonly packId: string; readonly kind: Kind } & SeenRevision): void {
  const file = registerFile();
  if (file === null) return;
  const key = keyOf(pack.packId, pack.kind);
  const seen = { revision: pack.revision, tagmanifestSha256: pack.tagmanifestSha256 };
  write(file, "The pack is verified, but that it was seen", (register) => {
    const before = register.packs[key] ?? [];
    if (before.some(({ revision }) => revision === pack.revision)) return null;
    return { ...register, packs: { ...register.packs, [key]: [...before, seen] } };
  });
}

/** Puts a pack on the reader's own list of withdrawn packs, by the digest of its tag manifest; it fails from then on. */
export function withdrawPack(withdrawal: Withdrawal): void {
  write(requiredFile(), "The withdrawal", (register) => {
    const others = register.withdrawn.filter(({ tagmanifestSha256 }) => tagmanifestSha256 !== withdrawal.tagmanifestSha256);
    return { ...register, withdrawn: [...others, withdrawalSchema.parse(withdrawal)] };
  });
}

export function withdrawnPacks(): readonly Withdrawal[] {
  return readRegister(requiredFile()).withdrawn;
}

function keyOf(packId: string, kind: Kind): string {
  return `${packId} ${kind}`;
}

function requiredFile(): string {
  const file = registerFile();
  if (file === null)
    throw new TickmarkError("bad-input", "There is no place to keep the register of packs.", { remedy: "Set TICKMARK_HOME." });
  return file;
}

function registerFile(): string | null {
  try {
    return join(stateDirectory(), "rollback.json");
  } catch {
    return null;
  }
}

/** Two verifications at one time must not forget what the other has seen; null: nothing changes. */
function write(file: string, what: string, change: (register: Register) => Register | null): void {
  exclusively(file, () => {
    const register = change(readRegister(file));
    if (register !== null) replace(file, register, what);
  });
}

function replace(file: string, register: Register, what: string): void {
  try {
    replaceFile(file, `${JSON.stringify(register, null, 2)}\n`, 0o600);
  } catch (cause) {
    throw new TickmarkError(
      "bad-input",
      `${what} could not be written down.`,
      { file, remedy: "Make the folder writable, or set TICKMARK_HOME." },
      cause,
    );
  }
}

function readRegister(file: string): Register {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return { formatVersion: 2, packs: {}, withdrawn: [] };
    throw damaged(file, cause);
  }
  try {
    const value: unknown = JSON.parse(text);
    const older = olderSchema.safeParse(value);
    if (!older.success) return registerSchema.parse(value);
    const packs = Object.entries(older.data).map(([packId, seen]): [string, SeenRevision[]] => [keyOf(packId, "shareable"), [seen]]);
    return { formatVersion: 2, packs: Object.fromEntries(packs), withdrawn: [] };
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
