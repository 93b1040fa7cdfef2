import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

let building: Promise<string> | undefined;

/** The window, built once a test process from the sources as they are now. */
export function windowDirectory(): Promise<string> {
  building ??= buildWindow();
  return building;
}

async function buildWindow(): Promise<string> {
  const outDir = join(root, ".tmp", "test-window", String(process.pid));
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  // The test runner's own environment would bundle React's development build.
  const environment = process.env["NODE_ENV"];
  process.env["NODE_ENV"] = "production";
  await build({ configFile: join(root, "vite.config.ts"), mode: "production", logLevel: "error", build: { outDir } });
  if (environment === undefined) Reflect.deleteProperty(process.env, "NODE_ENV");
  else process.env["NODE_ENV"] = environment;
  return outDir;
}
