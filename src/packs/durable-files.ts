import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { TickmarkError } from "../foundation/errors.ts";

/** Writes a file that must not exist yet, and waits until it is on the disk. */
export function writeNewFile(path: string, content: Uint8Array | string, mode = 0o644): void {
  let descriptor: number;
  try {
    descriptor = openSync(path, "wx", mode);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST")
      throw new TickmarkError("already-exists", "The file exists already.", { file: path }, cause);
    throw new TickmarkError(
      "bad-input",
      "The file cannot be written.",
      { file: path, remedy: "Check the folder and the free space." },
      cause,
    );
  }
  try {
    const bytes = typeof content === "string" ? Buffer.from(content, "utf8") : content;
    for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Puts new content in place of a file, so that a crash leaves the old or the new one. */
export function replaceFile(path: string, content: Uint8Array | string, mode: number): void {
  const temporary = `${path}.tmp`;
  rmSync(temporary, { force: true });
  writeNewFile(temporary, content, mode);
  publish(temporary, path);
}

/** How long somebody may hold a lock; whoever does longer has died with it. */
const LOCK_MS = 10_000;
const LOCK_PAUSE_MS = 15;

/** Changes a file while no other process does: read, change and write stand together. Waits, and takes over a lock that was left behind. */
export function exclusively<Result>(path: string, change: () => Result): Result {
  const lock = `${path}.lock`;
  for (const deadline = Date.now() + 2 * LOCK_MS; !lockTaken(lock);) {
    const heldSince = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - heldSince > LOCK_MS) rmSync(lock, { recursive: true, force: true });
    else if (Date.now() > deadline) throw new TickmarkError("bad-input", "Another process keeps the file locked.", { file: lock });
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_PAUSE_MS);
  }
  try {
    return change();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** A folder, because making one is atomic on every file system. */
function lockTaken(lock: string): boolean {
  try {
    mkdirSync(lock, { mode: 0o700 });
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    const remedy = "Make the folder writable, or set TICKMARK_HOME.";
    throw new TickmarkError("bad-input", "The file cannot be locked for a change.", { file: lock, remedy }, cause);
  }
}

/** Renames what was written and synced under a temporary name, and makes the rename durable. */
export function publish(temporary: string, path: string): void {
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

export function refuseExisting(path: string): void {
  if (existsSync(path)) throw new TickmarkError("already-exists", "This exists already and is not overwritten.", { file: path });
}

/** Windows cannot open folders; there the rename is durable without it. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
