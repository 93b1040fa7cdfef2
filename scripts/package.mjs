/* `npm run package`: bundles everything and hands it to electron-builder. Build on the system the installers are for. */
import { join } from "node:path";
import { ensureInstalled, root, runNode } from "./setup.mjs";

ensureInstalled();
for (const script of ["build-window.ts", "build-desktop.ts", "build-verifier.ts"]) {
  const code = await runNode([join(root, "scripts", script)]);
  if (code !== 0) process.exit(code);
}
process.exit(await runNode([join(root, "node_modules", "electron-builder", "cli.js"), "--publish", "never", ...process.argv.slice(2)]));
