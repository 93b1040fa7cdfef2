import { pathToFileURL } from "node:url";
import { build } from "vite";
import { ELECTRON_BUNDLES, bundleConfiguration } from "./electron-bundles.ts";

/** Electron's three programs into `dist/electron`; the window itself is `build-window.ts`. */
export async function buildDesktop(): Promise<void> {
  for (const bundle of ELECTRON_BUNDLES) await build(bundleConfiguration(bundle));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await buildDesktop();
