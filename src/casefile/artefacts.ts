import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { TickmarkError } from "../foundation/errors.ts";

export interface ArtefactFile {
  /** Relative to the case folder, with `/`. */
  readonly path: string;
  readonly content: Uint8Array | string;
}

export interface WrittenArtefact {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Writes files so that they survive a power cut before their row is committed: temporary name,
 * fsync, rename, fsync of every folder. The same bytes again are fine; other bytes under a name
 * that is taken are `already-exists`.
 */
export async function writeArtefacts(caseDirectory: string, files: readonly ArtefactFile[]): Promise<WrittenArtefact[]> {
  const written: WrittenArtefact[] = [];
  const folders = new Set<string>();
  for (const { path, content } of files) {
    const file = target(caseDirectory, path);
    await makeFolders(caseDirectory, path);
    const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
    const artefact = { path, sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.byteLength };
    written.push(artefact);
    if (await isThere(file, artefact)) continue;
    const temporary = `${file}.tmp`;
    const handle = await open(temporary, "w");
    await withHandle(handle, async () => {
      await handle.writeFile(bytes);
      await handle.sync();
    });
    await rename(temporary, file);
    folders.add(dirname(file));
  }
  for (const folder of folders) await syncFolder(folder);
  return written;
}

/** Gives a file that was streamed to `temporaryPath` (ending in `.tmp`, inside the case folder) its final name, durably. */
export async function publishArtefact(caseDirectory: string, temporaryPath: string, path: string): Promise<WrittenArtefact> {
  if (!temporaryPath.endsWith(".tmp"))
    throw new TickmarkError("bad-input", "A file to publish must have a temporary name.", {
      file: temporaryPath,
      expected: "a name that ends in .tmp",
    });
  const temporary = target(caseDirectory, temporaryPath);
  const file = target(caseDirectory, path);
  await makeFolders(caseDirectory, path);
  const handle = await open(temporary, "r+");
  await withHandle(handle, () => handle.sync());
  const artefact = { path, sha256: await fileDigest(temporary), bytes: (await stat(temporary)).size };
  if (await isThere(file, artefact)) await rm(temporary);
  else await rename(temporary, file);
  await syncFolder(dirname(file));
  return artefact;
}

export async function fileDigest(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/** Makes an entry of a folder durable. Windows cannot open folders and needs none of it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  await withHandle(handle, () => handle.sync());
}

/** Refuses what would leave the case folder or collide on another system. */
function target(caseDirectory: string, path: string): string {
  const segments = path.split("/");
  if (!segments.every((segment) => /^[A-Za-z0-9_~][A-Za-z0-9._~-]*$/.test(segment)))
    throw new TickmarkError("bad-input", "This cannot be the name of a file in a case.", {
      file: path,
      expected: "segments of letters, digits, dot, hyphen, underscore, joined by /",
    });
  return join(caseDirectory, ...segments);
}

async function makeFolders(caseDirectory: string, path: string): Promise<void> {
  let folder = caseDirectory;
  for (const segment of path.split("/").slice(0, -1)) {
    const parent = folder;
    folder = join(folder, segment);
    if ((await mkdir(folder, { recursive: true })) !== undefined) await syncFolder(parent);
  }
}

async function isThere(file: string, artefact: WrittenArtefact): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (found === null) return false;
  if (found.isFile() && found.size === artefact.bytes && (await fileDigest(file)) === artefact.sha256) return true;
  throw new TickmarkError("already-exists", "Another file has this name.", { file: artefact.path });
}

async function withHandle(handle: FileHandle, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } finally {
    await handle.close();
  }
}
