import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where keys and the list of recent cases live; `TICKMARK_HOME` overrides. */
export function stateDirectory(): string {
  const override = process.env["TICKMARK_HOME"];
  const folder = override ?? join(platformFolder(), "tickmark");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

function platformFolder(): string {
  if (process.platform === "win32") return process.env["APPDATA"] ?? join(homedir(), "AppData", "Roaming");
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support");
  return process.env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config");
}

/** Directories of recent cases, newest first. A damaged list is only a lost convenience and reads as empty. */
export function recentCases(): string[] {
  try {
    const list: unknown = JSON.parse(readFileSync(join(stateDirectory(), "recent.json"), "utf8"));
    return Array.isArray(list) ? list.filter((entry) => typeof entry === "string") : [];
  } catch {
    return [];
  }
}

/** Called with the case locked already, so a place that cannot be written must not fail the opening. */
export function rememberCase(directory: string): void {
  try {
    const file = join(stateDirectory(), "recent.json");
    const list = [directory, ...recentCases().filter((entry) => entry !== directory)].slice(0, 12);
    writeFileSync(`${file}.tmp`, JSON.stringify(list));
    renameSync(`${file}.tmp`, file);
  } catch {
    // Only the list of recent cases is lost.
  }
}
