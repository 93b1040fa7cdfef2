import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchChromium } from "./chromium.ts";
import { type OpenWindow, openWindow, visit } from "./open-window.ts";

let browser: Browser;
let opened: OpenWindow;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  opened = await openWindow(browser);
  ({ page } = opened);
  await visit(page, "/runs/run-0002");
});
afterAll(async () => {
  await opened.close();
  await browser.close();
});

async function save(format: "PNG" | "SVG" | "CSV"): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent("download");
  await page.getByRole("figure").first().getByRole("button", { name: format, exact: true }).click();
  const saved = await download;
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) };
}

test("a chart is saved as a picture that carries its run", async () => {
  const png = await save("PNG");
  expect(png.name).toBe("run-0002-selection-ratio.png");
  expect(png.bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  expect(png.bytes.length).toBeGreaterThan(30_000);
  const svg = await save("SVG");
  expect(svg.name).toBe("run-0002-selection-ratio.svg");
  expect(svg.bytes.toString()).toMatch(/^<svg[\s\S]*run-0002[\s\S]*<\/svg>\s*$/);
  expect(svg.bytes.toString()).toContain("female × 18–25");
});

test("the numbers are saved as they are, a gap as nothing", async () => {
  const csv = await save("CSV");
  const lines = csv.bytes.toString().split("\r\n");
  expect(lines[0]).toBe("Group,n,Ratio to the reference,Lower,Upper,Verdict,Note");
  expect(lines.find((line) => line.startsWith("sex: unknown"))).toBe(
    'sex: unknown,4,,,,insufficient-evidence,"4 rows, fewer than the smallest cell of 30."',
  );
  expect(lines).toHaveLength(12);
});

test("saving breaks no policy", () => {
  expect(opened.complaints).toEqual([]);
});
