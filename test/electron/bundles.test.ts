import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/message-port";
import { EventEmitter } from "node:events";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MessageChannel } from "node:worker_threads";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { EngineClient } from "../../renderer/client/engine-client.ts";
import { ELECTRON_BUNDLES, NATIVE_MODULES, bundleConfiguration } from "../../scripts/electron-bundles.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
// Inside the repository, so that the engine finds its native modules as the packaged one does.
const output = join(root, ".tmp", `electron-${process.pid}`);
let home = "";
const chunks = new Map<string, { readonly imports: string[]; readonly dynamicImports: string[] }>();
const packagesOf = (file: string) => (chunks.get(file)?.imports ?? []).filter((name) => !isBuiltin(name)).toSorted();

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "engine-home-"));
  for (const bundle of ELECTRON_BUNDLES) {
    const built = await build({ ...bundleConfiguration(bundle, output), logLevel: "error" });
    for (const { output: parts } of "output" in built ? [built] : Array.isArray(built) ? built : [])
      for (const part of parts) if (part.type === "chunk") chunks.set(part.fileName, part);
  }
}, 60_000);
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(output, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
});

const isBuiltin = (name: string) => name.startsWith("node:") || builtinModules.includes(name);

describe("the desktop's programs", () => {
  test("are three files", async () => {
    expect((await readdir(output)).toSorted()).toEqual(["engine-process.js", "main.js", "preload.cjs"]);
  });

  test("the preload is CommonJS and requires electron alone", async () => {
    const text = await readFile(join(output, "preload.cjs"), "utf8");
    expect(packagesOf("preload.cjs")).toEqual(["electron"]);
    expect([...text.matchAll(/\brequire\(/g)]).toHaveLength(1);
    expect(text).not.toMatch(/^\s*(import|export)\s/m);
  });

  test("main needs electron and Node, no package", () => {
    expect(packagesOf("main.js")).toEqual(["electron"]);
    expect(chunks.get("main.js")?.dynamicImports).toEqual([]);
  });

  test("the engine leaves native modules outside, and nothing else", () => {
    const packages = packagesOf("engine-process.js");
    expect(packages).toContain("better-sqlite3");
    expect(packages.filter((name) => !NATIVE_MODULES.some((native) => native === name))).toEqual([]);
    // Vega looks for a canvas to measure text with, and does without when there is none.
    expect(chunks.get("engine-process.js")?.dynamicImports.filter((name) => name !== "canvas")).toEqual([]);
  });

  test("the bundled engine answers over a message port", async () => {
    vi.stubEnv("TICKMARK_HOME", home);
    const parentPort = new EventEmitter();
    Object.assign(process, { parentPort });
    const listenersBefore = process.listeners("exit");
    await import(/* @vite-ignore */ pathToFileURL(join(output, "engine-process.js")).href);
    const { port1, port2 } = new MessageChannel();
    parentPort.emit("message", { data: "something else", ports: [port1] });
    parentPort.emit("message", { data: "engine:port", ports: [port1] });
    const engine: EngineClient = createORPCClient(new RPCLink({ port: port2 as unknown as globalThis.MessagePort }));
    port2.start();
    const about = await engine.application.about({});
    expect(about).toMatchObject({ name: "Tickmark", offline: true, host: "desktop" });
    expect(await engine.case.current({})).toBeNull();
    port1.close();
    Reflect.deleteProperty(process, "parentPort");
    for (const listener of process.listeners("exit")) if (!listenersBefore.includes(listener)) process.removeListener("exit", listener);
  });
});
