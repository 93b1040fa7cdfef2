/*
 * Brings a fresh clone to a state where everything runs. Plain JavaScript for the Node that the
 * machine has (20 or newer); everything else runs on the Node that the lock file pins.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const windows = process.platform === "win32";
const marker = join(root, "node_modules", ".tickmark-installed");

/** Installs the locked packages when they are missing or the lock has changed since. */
export function ensureInstalled() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === lock) return;
  console.error("Installing the packages that package-lock.json names (once)...");
  const result = spawnSync(windows ? "npm.cmd" : "npm", ["ci", "--loglevel=error"], { cwd: root, stdio: ["ignore", 2, 2], shell: windows });
  if (result.error !== undefined) console.error(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0) {
    console.error("npm ci failed. Check the network or the registry settings, then run the same command again.");
    process.exit(1);
  }
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, lock);
}

/** The pinned Node; on a system it is not packaged for, this one when it is new enough. */
export function pinnedNode() {
  const local = join(root, "node_modules", ".bin", windows ? "node.cmd" : "node");
  if (existsSync(local)) return local;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  console.error(`Node 22.18 or newer is needed here; this is ${process.versions.node}.`);
  process.exit(1);
}

/** Environment in which `.bin` comes first, as npm itself does. */
export function environment() {
  const bin = join(root, "node_modules", ".bin");
  return { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` };
}

/** Runs the pinned Node with these arguments and the terminal of this process; resolves to the exit code. */
export function runNode(parameters, options = {}) {
  return new Promise((resolve) => {
    const settings = { cwd: root, stdio: "inherit", env: environment(), ...options };
    // On Windows the pinned Node is a .cmd file, which only a shell runs; a shell splits what is not quoted.
    const child = windows
      ? spawn([pinnedNode(), ...parameters].map(quotedForCmd).join(" "), { ...settings, shell: true })
      : spawn(pinnedNode(), parameters, settings);
    // The terminal sends Ctrl-C to the child as well: this process only waits for it to tidy up.
    process.on("SIGINT", () => {});
    process.on("SIGTERM", () => child.kill("SIGTERM"));
    child.on("error", (error) => {
      console.error(`Node could not be started: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code, signal) => resolve(code ?? (signal === null ? 1 : 130)));
  });
}

function quotedForCmd(text) {
  return `"${text.replaceAll('"', '""')}"`;
}
