/* `npm start`: installs what is missing, builds the window when its sources changed, opens the workstation. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ensureInstalled, root, runNode } from "./setup.mjs";

ensureInstalled();
if (windowIsStale()) {
  console.error("Building the window...");
  const built = await runNode([join(root, "scripts", "build-window.ts")]);
  if (built !== 0) process.exit(built);
}
const electron = electronBinary();
if (electron !== null) process.exit(await runNode([join(root, "scripts", "start-desktop.ts"), electron]));
console.error("No Electron runtime on this machine: the same window is served on 127.0.0.1 instead.");
process.exit(await runNode([join(root, "src", "cli", "main.ts"), "serve", "--open", ...process.argv.slice(2)]));

function windowIsStale() {
  const output = join(root, "dist", "window", "index.html");
  if (!existsSync(output)) return true;
  const builtAt = statSync(output).mtimeMs;
  // All that the window bundles; a folder's own time tells of files that were removed from it.
  const folders = [
    "renderer",
    ...["charts", "contract", "evidence", "foundation", "policy", "population"].map((name) => join("src", name)),
  ];
  const inputs = folders.flatMap((folder) => [
    folder,
    ...readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  ]);
  return [...inputs, join("scripts", "build-window.ts"), "package-lock.json"].some((path) => statSync(join(root, path)).mtimeMs > builtAt);
}

/** Path of a real Electron runtime, or null. Never triggers Electron's own download. */
function electronBinary() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const name =
    process.platform === "win32" ? "electron.exe" : process.platform === "darwin" ? "Electron.app/Contents/MacOS/Electron" : "electron";
  const candidates = [override, join(root, "node_modules", "electron", "dist")].filter((folder) => folder !== undefined);
  const found = candidates.map((folder) => join(folder, name)).find((path) => existsSync(path));
  return found ?? null;
}
