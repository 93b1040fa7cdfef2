import type { Browser, Page } from "playwright-core";
import { type WebHost, startWebHost } from "../../src/workbench/hosts/web-host.ts";
import { type FixtureState, OPEN_CASE, createFixtureRouter } from "./fixture-router.ts";
import { windowDirectory } from "./built-window.ts";

export interface OpenWindow {
  readonly page: Page;
  readonly state: FixtureState;
  /** Everything the console said in anger, policy violations included. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface WindowLook {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly height?: number;
}

/** A real browser on a real loopback host with the fixture behind it. */
export async function openWindow(browser: Browser, state: Partial<FixtureState> = {}, look: WindowLook = {}): Promise<OpenWindow> {
  const held: FixtureState = { ...OPEN_CASE, ...state };
  const host: WebHost = await startWebHost({ router: createFixtureRouter(held), staticDirectory: await windowDirectory() });
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    colorScheme: look.theme ?? "light",
    reducedMotion: "reduce",
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(host.url);
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
  return {
    page,
    state: held,
    complaints,
    async close() {
      await context.close();
      await host.close();
    },
  };
}

/** Goes to a screen by its address, as a link would. */
export async function visit(page: Page, route: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `#${route}`);
  await page.locator("main h1").waitFor();
}
