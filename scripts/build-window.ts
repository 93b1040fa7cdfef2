import { build } from "vite";
import { ELECTRON_BUNDLES, bundleConfiguration } from "./electron-bundles.ts";

/** `node scripts/build-window.ts [--desktop]`: the window, and with the flag Electron's three programs as well. */
await build({ mode: "production", logLevel: "warn" });
if (process.argv.includes("--desktop")) for (const bundle of ELECTRON_BUNDLES) await build(bundleConfiguration(bundle));
