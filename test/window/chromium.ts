import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const INSTALLED = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser for tests: the named one, an installed one, else the one that travels as an npm package. */
export async function launchChromium(): Promise<Browser> {
  const installed = [process.env["CHROMIUM_PATH"], ...INSTALLED].find((path) => path !== undefined && existsSync(path));
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args: QUIET });
  const packaged = (await import("@sparticuz/chromium")).default;
  const own = packaged.args.filter((argument) => !argument.startsWith("--headless"));
  return chromium.launch({ executablePath: await packaged.executablePath(), args: [...own, ...QUIET] });
}
