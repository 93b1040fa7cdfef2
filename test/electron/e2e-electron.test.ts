import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { _electron } from "playwright-core";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The runtime if it is here; it is never fetched. */
function electronBinary(): string | null {
  const override = process.env["ELECTRON_OVERRIDE_DIST_PATH"];
  const folder = override ?? join(dirname(createRequire(import.meta.url).resolve("electron/package.json")), "dist");
  const names = { darwin: "Electron.app/Contents/MacOS/Electron", win32: "electron.exe" } as const;
  const path = join(folder, process.platform === "darwin" || process.platform === "win32" ? names[process.platform] : "electron");
  return existsSync(path) ? path : null;
}

const executablePath = electronBinary();
const built = existsSync(join(root, "dist", "electron", "main.js"));
const reason =
  executablePath === null
    ? "no Electron runtime on this machine"
    : built
      ? null
      : "the desktop programs are not built (node scripts/build-desktop.ts)";
if (reason !== null) process.stdout.write(`real Electron: skipped, ${reason}\n`);

test.skipIf(reason !== null)("the window opens in a real Electron and reaches its engine", async () => {
  const application = await _electron.launch({ executablePath: executablePath ?? "", args: [root] });
  try {
    const page = await application.firstWindow();
    await page.getByRole("heading", { name: "Start", level: 1 }).waitFor();
    expect(page.url()).toMatch(/^app:\/\/bundle\/index\.html/);
    expect(await page.evaluate(() => "require" in window || "process" in window)).toBe(false);
    await page.getByText("Offline. Tickmark").waitFor();
  } finally {
    await application.close();
  }
});
