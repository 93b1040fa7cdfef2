import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type OpenWindow, openWindow, visit } from "./open-window.ts";

let browser: Browser;
let opened: OpenWindow;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  opened = await openWindow(browser, { stepMs: 60 });
  ({ page } = opened);
});
afterEach(() => opened.close());

const focused = () =>
  page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent?.trim() ?? "");

test("the palette opens by key, finds by letters and goes", async () => {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to" }).waitFor();
  await page.keyboard.type("overr");
  await expect.poll(() => page.getByRole("option").count()).toBe(1);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Human overrides", level: 1 }).waitFor();
  expect(new URL(page.url()).hash).toBe("#/runs/run-0003");
  expect(await page.getByRole("dialog").count()).toBe(0);
});

test("arrows move through the palette and tell the screen reader", async () => {
  await page.keyboard.press("Control+k");
  const box = page.getByRole("combobox", { name: "Go to" });
  await box.waitFor();
  const first = await box.getAttribute("aria-activedescendant");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const third = await box.getAttribute("aria-activedescendant");
  expect(third).not.toBe(first);
  expect(await page.locator(`#${third ?? ""}`).getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Sources", level: 1 }).waitFor();
});

test("a dialog traps focus and gives it back", async () => {
  await visit(page, "/start/open");
  const browse = page.getByRole("button", { name: "Browse for case folder" });
  await browse.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("archive").waitFor();
  // The dialog takes the focus a frame after it opens, and its guards hand it back a frame after Tab: it settles inside.
  const inside = (): Promise<boolean> => page.evaluate(() => document.activeElement?.closest("[role=dialog]") instanceof Element);
  await expect.poll(inside).toBe(true);
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press("Tab");
    await expect.poll(inside).toBe(true);
  }
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(focused).toBe("Browse for case folder");
});

test("Tab goes from skip link through bar and rail to the content, in the order of reading", async () => {
  await visit(page, "/case");
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.locator("body").click({ position: { x: 700, y: 890 } });
  await page.evaluate(() => {
    getSelection()?.removeAllRanges();
    (document.querySelector(".skip") as HTMLElement).focus();
  });
  const order: string[] = [await focused()];
  for (let step = 0; step < 13; step += 1) {
    await page.keyboard.press("Tab");
    order.push(await focused());
  }
  expect(order[0]).toBe("Skip to the content");
  expect(order[1]).toBe("Tickmark");
  expect(order.findIndex((name) => name.startsWith("Start"))).toBeGreaterThan(order.findIndex((name) => name.startsWith("Go to")));
  expect(order.findIndex((name) => name.startsWith("Journal"))).toBeLessThan(order.findIndex((name) => name.startsWith("Close case")));
  expect(order).toContain("Close case");
});

test("the skip link leads to the content", async () => {
  await page.locator(".skip").focus();
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
});

test("every control that Tab reaches shows where it is", async () => {
  await visit(page, "/programme");
  await page.locator(".skip").focus();
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press("Tab");
    const shown = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return true;
      const style = getComputedStyle(element);
      return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2;
    });
    expect([await focused(), shown]).toEqual([await focused(), true]);
  }
});

test("a job goes on while other screens are used, and is cancelled from the bar", async () => {
  opened.state.stepMs = 400;
  await visit(page, "/programme");
  await page.getByRole("button", { name: "Run all" }).click();
  await page.getByRole("region", { name: "Running job" }).waitFor();
  await visit(page, "/journal");
  await page.getByText("case.created").first().waitFor();
  const bar = page.getByRole("region", { name: "Running job" }).getByRole("progressbar");
  await expect.poll(async () => Number(await bar.getAttribute("aria-valuenow"))).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Cancel Programme" }).click();
  await page.getByRole("region", { name: "Running job" }).waitFor({ state: "detached" });
  await visit(page, "/programme");
  await page.getByText("Cancelled.", { exact: false }).waitFor();
});

test("the theme is kept over a reload", async () => {
  const theme = () => page.evaluate(() => document.documentElement.dataset["theme"]);
  expect(await theme()).toBe("light");
  await page.getByRole("button", { name: /^System theme/ }).click();
  await page.getByRole("button", { name: /^Light theme/ }).click();
  expect(await theme()).toBe("dark");
  await page.reload();
  await page.getByRole("button", { name: /^Dark theme/ }).waitFor();
  expect(await theme()).toBe("dark");
});

test("back and forward go through the screens", async () => {
  await page.getByRole("link", { name: /^Sources/ }).click();
  await page.getByRole("heading", { name: "Sources", level: 1 }).waitFor();
  await page.getByRole("link", { name: /^Runs/ }).click();
  await page.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Sources", level: 1 }).waitFor();
  await page.goForward();
  await page.getByRole("heading", { name: "Runs", level: 1 }).waitFor();
  expect(await page.title()).toBe("Runs · Tickmark");
});

test("a network that goes away changes nothing", async () => {
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await visit(page, "/inventory");
  await page.getByRole("heading", { name: "Registered" }).waitFor();
  await page.getByRole("textbox", { name: "Registry snapshot" }).fill("/exports/registry");
  await page.getByRole("button", { name: "Import snapshot" }).click();
  await page.getByText("were read.").waitFor();
  await visit(page, "/runs/run-0002");
  await page.locator(".chart-plot[data-drawn=true]").first().waitFor();
});
