import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** Builds the window into `dist/window`: own files only, no inlined data, no script that the policy would refuse. */
export default defineConfig(({ mode }) => {
  // Vitest reads this file when it has no configuration of its own.
  if (mode === "test") return {};
  return {
    root: fileURLToPath(new URL("renderer", import.meta.url)),
    base: "./",
    plugins: [react()],
    build: {
      outDir: fileURLToPath(new URL("dist/window", import.meta.url)),
      emptyOutDir: true,
      target: "es2024",
      cssTarget: ["chrome125", "firefox125", "safari18"],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1600,
      sourcemap: false,
      license: { fileName: "third-party-licenses.txt" },
    },
  };
});
