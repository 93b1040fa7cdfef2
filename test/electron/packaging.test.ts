import { extractFile, listPackage } from "@electron/asar";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Platform, build as pack } from "electron-builder";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeFakeElectronDist } from "../../scripts/fake-electron-dist.ts";
import { ELECTRON_BUNDLES, bundleConfiguration } from "../../scripts/electron-bundles.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const supported = process.platform === "linux";
if (!supported) process.stdout.write("packaging: skipped, the stand-in for Electron is a Linux one\n");

/** Packs the application around a stand-in for Electron and reads back what came out. */
describe.skipIf(!supported)("the packaged application", () => {
  let folder = "";
  let unpacked = "";
  let listing: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "packaging-"));
    const { version } = JSON.parse(await readFile(join(root, "node_modules/electron/package.json"), "utf8")) as { version: string };
    await writeFakeElectronDist(join(folder, "electron"), version);
    // What is packed matters here, not its age; other tests may be serving the built window right now.
    if (!existsSync(join(root, "dist", "window", "index.html")))
      await build({ configFile: join(root, "vite.config.ts"), mode: "production", logLevel: "error" });
    for (const bundle of ELECTRON_BUNDLES)
      if (!existsSync(join(root, "dist", "electron", bundle.file))) await build({ ...bundleConfiguration(bundle), logLevel: "error" });
    await pack({
      projectDir: root,
      targets: Platform.LINUX.createTarget("dir"),
      publish: "never",
      config: {
        extends: join(root, "electron-builder.yml"),
        electronDist: join(folder, "electron"),
        directories: { output: join(folder, "release") },
      },
    });
    const [name = ""] = (await readdir(join(folder, "release"))).filter((entry) => entry.endsWith("unpacked"));
    unpacked = join(folder, "release", name);
    listing = listPackage(join(unpacked, "resources", "app.asar"), { isPack: false });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("has its fuses blown as configured", async () => {
    const wire = await getCurrentFuseWire(join(unpacked, "tickmark"));
    const on = [
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
    ];
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ];
    expect(on.map((fuse) => wire[fuse])).toEqual(on.map(() => FuseState.ENABLE));
    expect(off.map((fuse) => wire[fuse])).toEqual(off.map(() => FuseState.DISABLE));
  });

  test("holds window, programs and policies, and starts with main", () => {
    for (const path of [
      "/dist/window/index.html",
      "/dist/electron/main.js",
      "/dist/electron/preload.cjs",
      "/dist/electron/engine-process.js",
      "/package.json",
    ])
      expect(listing).toContain(path);
    expect(listing.some((path) => path.startsWith("/resources/policies/"))).toBe(true);
    const manifest = JSON.parse(extractFile(join(unpacked, "resources", "app.asar"), "package.json").toString()) as { main: string };
    expect(manifest.main).toBe("dist/electron/main.js");
  });

  test("holds no sources, tests, developers' packages or other Node", () => {
    expect(listing.filter((path) => /^\/(src|renderer|electron|test|scripts|release)\//.test(path))).toEqual([]);
    expect(listing.filter((path) => path.endsWith(".map"))).toEqual([]);
    const packages = new Set(
      listing
        .map((path) => /^\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
        .filter((name) => name !== undefined && !name.startsWith("@")),
    );
    expect([...packages].toSorted((left, right) => (left ?? "").localeCompare(right ?? ""))).toEqual(["better-sqlite3", "detect-libc"]);
    expect(listing.filter((path) => /^\/node_modules\/(electron|vite|vitest|playwright-core|node-linux|@tickmark)/.test(path))).toEqual([]);
  });

  test("keeps native modules as files beside the archive", async () => {
    const modules = join(unpacked, "resources", "app.asar.unpacked", "node_modules");
    const bindings = (await readdir(join(modules, "@duckdb"))).filter((name) => name.startsWith("node-bindings-"));
    expect(bindings).toHaveLength(1);
    const files = await readdir(join(modules, "@duckdb", bindings[0] ?? ""));
    expect(files).toContain("duckdb.node");
    expect(files.some((name) => name.startsWith("libduckdb"))).toBe(true);
    const prebuilds = join(modules, "better-sqlite3", "prebuilds");
    expect(existsSync(prebuilds)).toBe(true);
    expect((await readdir(prebuilds)).every((name) => name.startsWith("linux-"))).toBe(true);
  });

  test("speaks one language and no other locale is packed", async () => {
    expect(await readdir(join(unpacked, "locales"))).toEqual(["en-US.pak"]);
  });
});
