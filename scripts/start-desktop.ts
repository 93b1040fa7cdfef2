/* Bundles the desktop parts and starts them on the Electron runtime given as the only argument. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildDesktop } from "./build-desktop.ts";

const [electron] = process.argv.slice(2);
if (electron === undefined) throw new Error("Usage: node scripts/start-desktop.ts ELECTRON");
await buildDesktop();
const child = spawn(electron, [join(import.meta.dirname, "..")], { stdio: "inherit" });
child.on("exit", (code) => process.exit(code ?? 1));
