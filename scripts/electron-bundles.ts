import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { InlineConfig } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Native modules stay files of their own; everything else is bundled. */
export const NATIVE_MODULES = ["@duckdb/node-api", "@duckdb/node-bindings", "better-sqlite3"] as const;

interface Bundle {
  readonly entry: string;
  readonly file: string;
  readonly format: "es" | "cjs";
  readonly external: readonly string[];
}

export const ELECTRON_BUNDLES: readonly Bundle[] = [
  { entry: "electron/main.ts", file: "main.js", format: "es", external: ["electron"] },
  // A sandboxed preload is one CommonJS file and may require nothing but electron.
  { entry: "electron/preload.ts", file: "preload.cjs", format: "cjs", external: ["electron"] },
  { entry: "electron/engine-process.ts", file: "engine-process.js", format: "es", external: NATIVE_MODULES },
];

/** One Vite run a program: each has an environment and a format of its own. */
export function bundleConfiguration(bundle: Bundle, outDir = join(root, "dist", "electron")): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: "warn",
    publicDir: false,
    ssr: { noExternal: true, external: [...bundle.external], target: "node" },
    build: {
      ssr: join(root, bundle.entry),
      outDir,
      emptyOutDir: false,
      target: "node24",
      minify: false,
      sourcemap: false,
      rolldownOptions: {
        external: [...bundle.external],
        output: { format: bundle.format, entryFileNames: bundle.file, codeSplitting: false },
      },
    },
  };
}
