import { build } from "vite";

/** The window into `dist/window`. */
await build({ mode: "production", logLevel: "warn" });
