import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PackAttack } from "./attack.ts";

const SPECIAL = "Links and devices";
const EXTRA = "Unlisted files";

function onUnix(): boolean {
  return process.platform !== "win32";
}

function folder(
  id: string,
  threat: string,
  description: string,
  change: (directory: string) => void,
  possible: () => boolean = () => true,
): PackAttack {
  return { id, threat, description, expectedStep: "names", possible, build: () => ({ folder: change }) };
}

/** Leaves the same bytes behind a link, so that only the link itself can be noticed. */
function replaceByLink(path: string): void {
  const elsewhere = `${path}.elsewhere`;
  const outside = join(path, "..", "..", "..", "..", "elsewhere");
  renameSync(path, elsewhere);
  cpSync(elsewhere, outside, { recursive: true });
  rmSync(elsewhere, { recursive: true });
  symlinkSync(outside, path);
}

/** Attacks on a bag that is handed over as a folder. */
export const FOLDER_ATTACKS: readonly PackAttack[] = [
  folder(
    "folder-link-to-file",
    SPECIAL,
    "a link in place of the report",
    (bag) => replaceByLink(join(bag, "data/report/report.html")),
    onUnix,
  ),
  folder("folder-link-to-folder", SPECIAL, "a link in place of a folder", (bag) => replaceByLink(join(bag, "data/report")), onUnix),
  folder(
    "folder-link-added",
    SPECIAL,
    "a link to /etc/passwd",
    (bag) => symlinkSync("/etc/passwd", join(bag, "data/inventory.json")),
    onUnix,
  ),
  folder("folder-loop", SPECIAL, "a link to the folder itself", (bag) => symlinkSync(".", join(bag, "data/loop")), onUnix),
  folder(
    "folder-pipe",
    SPECIAL,
    "a named pipe, at which a reader waits for ever",
    (bag) => void execFileSync("mkfifo", [join(bag, "data/pipe")]),
    onUnix,
  ),
  folder("folder-empty-folder", EXTRA, "an empty folder", (bag) => mkdirSync(join(bag, "data/empty"))),
  folder("folder-hidden-file", EXTRA, "a hidden file", (bag) => writeFileSync(join(bag, ".hidden"), "x")),
  folder("folder-instructions", EXTRA, "INSTRUCTIONS.html beside the signed files", (bag) =>
    writeFileSync(join(bag, "INSTRUCTIONS.html"), "x"),
  ),
];
