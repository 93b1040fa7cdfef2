import { createHash } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type ReviewNote, reviewNoteSchema } from "../contract/review-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { replaceFile } from "../packs/durable-files.ts";
import type { PackIdentity } from "./review-request.ts";
import { stateDirectory } from "./state-directory.ts";

const notesSchema = z.strictObject({
  formatVersion: z.literal(1),
  packId: z.string(),
  kind: z.string(),
  tagmanifestSha256: z.string(),
  notes: z.array(reviewNoteSchema),
});

/** The reviewer's notes on this very pack, kept on this machine until they are countersigned. */
export function readNotes(identity: PackIdentity): ReviewNote[] {
  const file = notesFile(identity);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw damaged(file, cause);
  }
  try {
    return notesSchema.parse(JSON.parse(text)).notes;
  } catch (cause) {
    throw damaged(file, cause);
  }
}

export function writeNotes(identity: PackIdentity, notes: readonly ReviewNote[]): void {
  const { pack, tagmanifestSha256 } = identity;
  const document = { formatVersion: 1, packId: pack.packId, kind: pack.kind, tagmanifestSha256, notes };
  replaceFile(notesFile(identity), `${JSON.stringify(document, null, 2)}\n`, 0o600);
}

/** Another revision, and the pack of the other kind, has notes of its own. */
function notesFile({ pack, tagmanifestSha256 }: PackIdentity): string {
  const folder = join(stateDirectory(), "reviews");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = createHash("sha256").update(`${pack.packId}\n${pack.kind}\n${tagmanifestSha256}`).digest("hex");
  return join(folder, `${name}.json`);
}

function damaged(file: string, cause: unknown): TickmarkError {
  return new TickmarkError(
    "bad-input",
    "The notes on this pack cannot be read.",
    { file, remedy: "Restore the file, or move it away." },
    cause,
  );
}
