import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type OpenWindow, openWindow, visit } from "./open-window.ts";
import { SCENES } from "./scenes.ts";

const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

let browser: Browser;
let axe = "";

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** Rules that the page breaks, each with its first places. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async (tags) => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(context: Document, options: object): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }> };
    };
    const result = await checker.run(document, { runOnly: tags });
    return result.violations.map(
      (violation) =>
        `${violation.id}: ${violation.help} (${violation.nodes
          .slice(0, 3)
          .map((node) => node.html.slice(0, 120))
          .join(" | ")})`,
    );
  }, AXE_TAGS);
}

test.each(SCENES.map((scene) => [scene.name, scene] as const))(
  "%s has no accessibility violation and no complaint in the console, light and dark",
  async (_name, scene) => {
    const opened: OpenWindow = await openWindow(browser, scene.state ?? {}, { theme: "light" });
    const { page } = opened;
    const theme = () => page.evaluate(() => document.documentElement.dataset["theme"]);
    try {
      await visit(page, scene.route);
      await scene.ready?.(page);
      await scene.act?.(page);
      expect(await theme()).toBe("light");
      expect(await violations(page)).toEqual([]);
      // The system changes its theme while the window is open.
      await page.emulateMedia({ colorScheme: "dark" });
      await expect.poll(theme).toBe("dark");
      expect(await violations(page)).toEqual([]);
      expect(opened.complaints).toEqual([]);
    } finally {
      await opened.close();
    }
  },
);

test.each([1024, 720, 400])("no screen scrolls sideways at %i pixels", async (width) => {
  const opened = await openWindow(browser, {}, { width });
  try {
    for (const route of [
      "/",
      "/case",
      "/sources",
      "/sources/population",
      "/programme",
      "/runs/run-0001",
      "/runs/run-0001/method",
      "/pack",
      "/pack/review",
      "/journal",
    ]) {
      await visit(opened.page, route);
      await opened.page.waitForFunction(() => !/Reading [a-z ]+…/.test(document.querySelector("main")?.textContent ?? ""));
      const overflow = await opened.page.evaluate(() => {
        const main = document.querySelector("main");
        return main === null ? 1 : Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth);
      });
      expect([route, overflow]).toEqual([route, 0]);
    }
  } finally {
    await opened.close();
  }
});
