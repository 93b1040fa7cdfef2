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

/** The name by which a person would call what has the focus. */
const named = () =>
  page.evaluate(() => {
    const element = document.activeElement;
    const label =
      element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement || element instanceof HTMLSelectElement
        ? element.labels?.[0]
        : null;
    return element?.getAttribute("aria-label") ?? label?.textContent.trim() ?? element?.textContent.trim() ?? "";
  });

/** Presses Tab until the control of this name has the focus, as a person without a mouse would. */
async function tabTo(name: string): Promise<void> {
  for (let step = 0; step < 90; step += 1) {
    if ((await named()).startsWith(name)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach "${name}"; it ended at "${await named()}".`);
}

async function fillByKeys(name: string, text: string): Promise<void> {
  await tabTo(name);
  await page.keyboard.type(text);
}

async function pressByKeys(name: string, key = "Enter"): Promise<void> {
  await tabTo(name);
  await page.keyboard.press(key);
}

test("the palette opens by key, finds by letters and goes", async () => {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to" }).waitFor();
  await page.keyboard.type("human overr");
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
  for (let step = 0; step < 17; step += 1) {
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

test("a pack is stated, previewed and signed by keyboard", async () => {
  await visit(page, "/pack");
  await pressByKeys("Build a pack");
  await fillByKeys("Purpose", "Conformity assessment");
  await fillByKeys("Recipient", "Assessor AB");
  await page.keyboard.press("Enter");
  await page.getByText("Cells suppressed").waitFor();
  expect(await page.evaluate(() => document.activeElement?.closest("main") instanceof Element)).toBe(true);
  await pressByKeys("Sign");
  await fillByKeys("Passphrase of the key", "correct horse");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "The pack is signed" }).waitFor();
  await expect.poll(named).toBe("The pack");
});

test("a disclosure stops the way to the signature until a reason is given", async () => {
  opened.state.disclosures = true;
  await visit(page, "/pack/build/claims");
  await fillByKeys("Purpose", "Conformity assessment");
  await fillByKeys("Recipient", "Assessor AB");
  await page.keyboard.press("Enter");
  await page.getByRole("table", { name: "Disclosures" }).waitFor();
  const sign = page.getByRole("button", { name: "Sign", exact: true });
  expect(await sign.isDisabled()).toBe(true);
  await fillByKeys("Reason to let it leave", "Agreed with the data protection officer.");
  expect(await sign.isEnabled()).toBe(true);
});

test("what is stated of a restricted pack is not lost on the way to the preview and back", async () => {
  await visit(page, "/pack/build/claims");
  await page.getByLabel("Restricted").check();
  expect(await page.getByRole("button", { name: "Preview" }).isDisabled()).toBe(true);
  await fillByKeys("Purpose", "Conformity assessment");
  await fillByKeys("Recipient", "Assessor AB");
  await page.getByText("State the legal basis", { exact: false }).waitFor();
  await fillByKeys("Legal basis", "Article 74(13)");
  await pressByKeys("Age group", "Space");
  await pressByKeys("Income", "Space");
  await pressByKeys("Preview");
  await page.getByText("1\u2009207 rows are in groups smaller than 10", { exact: false }).waitFor();
  await pressByKeys("Back");
  expect(await page.getByRole("checkbox", { name: "Income feature", exact: true }).isChecked()).toBe(true);
  expect(await page.getByLabel("Legal basis").inputValue()).toBe("Article 74(13)");
});

test("a pack is verified, read, noted and countersigned by keyboard", async () => {
  await visit(page, "/review");
  await fillByKeys("Pack", "/packs/EP-2026-0001-r2.zip");
  await page.keyboard.press("Enter");
  await page.getByTestId("verification-verified").waitFor();
  await expect.poll(named).toBe("Conclusion");
  await page.locator(".skip").focus();
  await pressByKeys("Runs and notes");
  await page.getByRole("table", { name: "Figures of the run" }).waitFor();
  await pressByKeys("Note on Population stability index of income");
  await expect.poll(named).toBe("Text of the note");
  await page.keyboard.press("Shift+Tab");
  await pressByKeys("Cancel");
  await tabTo("Note on Population stability index of income");
  await page.keyboard.press("ArrowDown");
  expect(await named()).toContain("debt_to_income, 2026-w02");
  await pressByKeys("Note on the pack");
  await expect.poll(named).toBe("Text of the note");
  await page.keyboard.type("Completeness rests on one total.");
  await pressByKeys("Save note");
  await page.getByRole("list", { name: "Review notes" }).getByText("Completeness rests").waitFor();
  await pressByKeys("Delete note 2");
  await pressByKeys("Undo");
  await page.getByRole("list", { name: "Review notes" }).getByText("Completeness rests").waitFor();
  await page.locator(".skip").focus();
  await pressByKeys("Countersign");
  await pressByKeys("I agree", "ArrowDown");
  await page.keyboard.press("ArrowDown");
  expect(await page.getByLabel("I disagree").isChecked()).toBe(true);
  const countersign = page.getByRole("button", { name: "Countersign", exact: true });
  await fillByKeys("Reason 1", "The reference group was changed.");
  expect(await countersign.isDisabled()).toBe(true);
  await fillByKeys("Passphrase of the key", "correct horse");
  const statement = page.getByRole("region", { name: "What you sign" });
  expect(await statement.textContent()).toMatch(/Disagrees.*The reference group was changed\..*Completeness rests on one total\./s);
  await page.keyboard.press("Enter");
  await page.getByText("was added as reviewer-4").waitFor();
});

test("another pack takes every result of the one before with it", async () => {
  await visit(page, "/review");
  await fillByKeys("Pack", "/packs/EP-2026-0001-r2.zip");
  await page.keyboard.press("Enter");
  await page.getByTestId("verification-verified").waitFor();
  await page.locator(".skip").focus();
  await pressByKeys("Choose again");
  await fillByKeys("Pack", "-forged");
  expect(await page.getByTestId("verification-verified").count()).toBe(0);
  expect(await page.getByRole("navigation", { name: "Parts of the review" }).count()).toBe(0);
  await visit(page, "/review/countersign");
  await page.getByText("Choose and verify a pack first").waitFor();
});

test("foreign SQL runs only after consent", async () => {
  await visit(page, "/review");
  await fillByKeys("Pack", "/packs/EP-2026-0001-r2.zip");
  await page.keyboard.press("Enter");
  await page.getByTestId("verification-verified").waitFor();
  await visit(page, "/review/reperformance");
  await fillByKeys("Folder with the sources", "/home/auditor/exports");
  await page.keyboard.press("Enter");
  await page.getByTestId("reperformance-incomplete").waitFor();
  const run = page.getByRole("button", { name: "Run and re-perform" });
  expect(await run.isDisabled()).toBe(true);
  await pressByKeys("I have read this query", "Space");
  await pressByKeys("Run and re-perform");
  await page.getByTestId("reperformance-verified").waitFor();
});

test("an edit voids the sign-offs of a finding, and a key signs it off again", async () => {
  await visit(page, "/findings/f-1");
  expect(await page.getByText("Signed off", { exact: true }).count()).toBe(2);
  await fillByKeys("Cause", " And nobody noticed.");
  await page.getByText("This finding is signed off.").waitFor();
  await pressByKeys("Save changes");
  await page.getByText("A sign-off is void.").waitFor();
  expect(await page.getByText("Void, edited since").count()).toBe(2);
  await fillByKeys("Passphrase of the key", "wrong");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").getByText("does not open with this passphrase").waitFor();
  await fillByKeys("Passphrase of the key", "correct horse");
  await page.keyboard.press("Enter");
  await page.getByText("Signed off", { exact: true }).waitFor();
  expect(await page.getByText("Void, edited since").count()).toBe(1);
});

test("a revoked key stays in sight and is offered no more", async () => {
  await visit(page, "/settings");
  await pressByKeys("Revoke, a.okafor");
  await fillByKeys("Reason", "The laptop was lost.");
  await page.keyboard.press("Enter");
  await page.getByText("This key signs no more.").waitFor();
  expect(await page.getByText("Revoked, signs no more").count()).toBe(2);
  await visit(page, "/findings/f-3");
  const keys = page.getByRole("combobox", { name: "Signing key" });
  await keys.waitFor();
  expect(await keys.locator("option").allTextContents()).toEqual(["m.lindqvist@assessor.example"]);
});

test("the palette leads to the new places", async () => {
  for (const [typed, heading] of [
    ["trusted sig", "Settings"],
    ["new finding", "New finding"],
    ["engagement", "Engagement"],
    ["build a pack", "Build a pack"],
    ["review a pack", "Review a pack"],
  ] as const) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Go to" }).waitFor();
    await page.keyboard.type(typed);
    await expect.poll(async () => (await page.getByRole("option").first().textContent())?.toLowerCase()).toContain(typed);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
  }
});
