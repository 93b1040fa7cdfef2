import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { TickmarkError } from "../../foundation/errors.ts";
import { createRouter } from "../router.ts";
import type { Workbench } from "../workbench.ts";
import { type WebHost, startWebHost } from "./web-host.ts";

/** Serves the built window for these services; opens a browser when asked and there is one. */
export async function serveWindow(services: Workbench, options: { port: number; open: boolean }): Promise<WebHost> {
  const host = await startWebHost({ router: createRouter(services), staticDirectory: windowDirectory(), port: options.port });
  if (options.open) openBrowser(host.url);
  return host;
}

function windowDirectory(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "dist", "window");
    if (existsSync(join(candidate, "index.html"))) return candidate;
    if (dirname(folder) === folder)
      throw new TickmarkError("not-found", "The window has not been built.", { remedy: "Run npm start once, or npm run build:window." });
  }
}

/** The token is in the address, so it goes to the opener's arguments only when a person asked for a browser here. */
function openBrowser(url: string): void {
  const [program, ...parameters] =
    process.platform === "win32"
      ? ["rundll32", "url.dll,FileProtocolHandler", url]
      : process.platform === "darwin"
        ? ["open", url]
        : ["xdg-open", url];
  if (program === undefined) return;
  const child = spawn(program, parameters, { stdio: "ignore", detached: true });
  child.on("error", () => undefined); // No browser here: the address was printed.
  child.unref();
}
