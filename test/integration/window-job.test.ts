import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWebHost } from "../../src/workbench/hosts/web-host.ts";
import { createWorkbench } from "../../src/workbench/workbench.ts";
import { windowDirectory } from "../window/built-window.ts";
import { launchChromium } from "../window/chromium.ts";

/** TICKMARK_SCREENS=DIR keeps a picture of every step. */
const SCREENS = process.env["TICKMARK_SCREENS"];
let folder: string;
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-window-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function picture(page: Page, name: string): Promise<void> {
  if (SCREENS === undefined) return;
  mkdirSync(SCREENS, { recursive: true });
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.waitForTimeout(350);
    await page.screenshot({ path: join(SCREENS, `${name}-${scheme}.png`) });
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

/** One source through the wizard; roles as suggested, then changed as given. */
async function importSource(
  page: Page,
  source: {
    path: string;
    title: string;
    kind: string;
    uses: Record<string, string>;
    formats?: Record<string, string>;
    zones?: Record<string, string>;
  },
): Promise<void> {
  await page.getByRole("textbox", { name: "Or type a path" }).fill(source.path);
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("button", { name: "Roles" }).waitFor();
  await picture(page, `import-${source.kind}-preview`);
  await page.getByRole("button", { name: "Roles" }).click();
  for (const [column, use] of Object.entries(source.uses))
    await page.getByRole("combobox", { name: `Use of ${column}`, exact: true }).selectOption(use);
  for (const [column, format] of Object.entries(source.formats ?? {}))
    await page.getByRole("textbox", { name: `Time formats of ${column}` }).fill(format);
  for (const [column, zone] of Object.entries(source.zones ?? {}))
    await page.getByRole("textbox", { name: `Time zone of ${column}` }).fill(zone);
  await page.getByRole("textbox", { name: "Title of the source" }).fill(source.title);
  await page.getByRole("combobox", { name: "Kind", exact: true }).selectOption(source.kind);
  await picture(page, `import-${source.kind}-roles`);
  await page.getByRole("button", { name: "Provenance and totals" }).click();
  await picture(page, `import-${source.kind}-provenance`);
  await page.getByRole("button", { name: /^Check and import/ }).click();
  await page.getByRole("main").getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Imported" }).waitFor({ timeout: 60_000 });
  await picture(page, `import-${source.kind}-result`);
}

describe("the whole job in the real window", () => {
  test("import the sample, run, look at a drift chart, export, verify", { timeout: 600_000 }, async () => {
    const workbench = createWorkbench();
    const host = await startWebHost({ router: workbench.router, staticDirectory: await windowDirectory() });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "light", reducedMotion: "reduce" });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    try {
      await page.goto(host.url);
      await picture(page, "start-empty");
      await page.getByRole("link", { name: "Sample case" }).click();
      await page.getByRole("textbox", { name: "Folder" }).fill(join(folder, "sample"));
      await page.getByRole("button", { name: "Write the sample" }).click();
      await page.getByRole("link", { name: "Import the first file" }).waitFor();
      const exports = join(folder, "sample", "exports");

      await page.goto(`${host.origin}/#/sources/import/files`);
      await importSource(page, {
        path: join(exports, "decisions"),
        title: "Decision log",
        kind: "decisions",
        uses: {
          decision_id: "decisionId",
          decided_at: "decidedAt",
          applicant_id: "subjectId",
          model_name: "modelId",
          model_version: "modelVersion",
          score: "score",
          decision: "decision",
          channel: "feature",
          purpose: "feature",
          region: "feature",
        },
      });
      await page.getByRole("link", { name: "Import another source" }).click();
      await importSource(page, {
        path: join(exports, "outcomes.csv"),
        title: "Bureau outcomes",
        kind: "outcomes",
        uses: { decision_id: "decisionId", outcome: "outcome", known_at: "outcomeAt" },
        zones: { known_at: "UTC" },
      });
      await page.getByRole("link", { name: "Import another source" }).click();
      await importSource(page, {
        path: join(exports, "reviews.csv"),
        title: "Manual reviews",
        kind: "reviews",
        uses: {
          decision_id: "decisionId",
          reviewer: "reviewer",
          opened_at: "reviewStartedAt",
          submitted_at: "reviewedAt",
          final_decision: "finalDecision",
          reason: "overrideReason",
        },
      });
      await page.getByRole("link", { name: "Import another source" }).click();
      await importSource(page, {
        path: join(exports, "applicants.csv"),
        title: "Applicant groups",
        kind: "attributes",
        uses: { decision_id: "decisionId", sex: "attribute", age_group: "attribute" },
      });

      await page.getByRole("link", { name: "Define the population" }).click();
      await page.getByRole("combobox", { name: "Task type" }).selectOption("binary");
      await page.getByRole("combobox", { name: "Favourable decision" }).selectOption("approve");
      await page.getByRole("combobox", { name: "Positive outcome" }).selectOption("repaid");
      await page.getByRole("combobox", { name: "Decision that predicts it" }).selectOption("approve");
      await page.getByRole("combobox", { name: "Time zone of the windows" }).fill("Europe/Berlin");
      await page
        .getByRole("radio", { name: /always|every|all/i })
        .first()
        .check();
      await page.getByRole("textbox", { name: "Outcome horizon" }).fill("90");
      await page
        .getByLabel(/cut-off/i)
        .first()
        .fill("2026-02-15");
      await page.getByRole("combobox", { name: "Compare with" }).selectOption("period");
      await page.getByLabel("First day, UTC").fill("2025-01-01");
      await page.getByLabel("Last day, UTC").fill("2025-03-02");
      await picture(page, "population-stated");
      await page.getByRole("button", { name: "Build population" }).click();
      await page.getByRole("button", { name: "Build again" }).waitFor();
      await picture(page, "population-built");

      await page.goto(`${host.origin}/#/inventory`);
      await page.getByRole("textbox", { name: "Registry snapshot" }).fill(join(exports, "registry"));
      await page.getByRole("button", { name: "Import snapshot" }).click();
      await page.getByText("4.1-hotfix").first().waitFor();
      await picture(page, "inventory");

      await page.goto(`${host.origin}/#/programme`);
      await page.getByRole("button", { name: "Run all" }).waitFor();
      await picture(page, "programme");
      await page.getByRole("button", { name: "Run all" }).click();
      await page.getByRole("link", { name: "See the runs" }).waitFor({ timeout: 120_000 });
      await page.goto(`${host.origin}/#/runs`);
      await page.getByRole("link", { name: /drift/i }).first().waitFor();
      await picture(page, "runs");
      await page.getByRole("link", { name: /drift/i }).first().click();
      const chart = page.getByRole("figure").first();
      await chart.getByRole("img").first().waitFor();
      await page.waitForTimeout(1500);
      expect(await chart.locator("svg").count()).toBeGreaterThan(0);
      await picture(page, "run-drift");
      expect(await page.getByRole("main").textContent()).toMatch(/debt_ratio/);
      await page.getByRole("link", { name: "How it was computed" }).click();
      await page.getByText("select", { exact: false }).first().waitFor();
      await picture(page, "run-method");
      await page.getByRole("link", { name: "Figures", exact: true }).click();
      await page.getByRole("table", { name: "Figures" }).waitFor();
      await picture(page, "run-figures");
      for (const name of [/subgroup/i, /override/i]) {
        await page.goto(`${host.origin}/#/runs`);
        await page.getByRole("link", { name }).first().click();
        await page.getByRole("figure").first().getByRole("img").first().waitFor();
        await page.waitForTimeout(1200);
        await picture(page, `run-${name.source}`);
      }
      await page.goto(`${host.origin}/#/case`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForTimeout(500);
      await picture(page, "case");

      await page.goto(`${host.origin}/#/settings`);
      for (const person of ["auditor@example.org", "reviewer@example.net"]) {
        if (person !== "auditor@example.org") await page.getByRole("button", { name: "New key" }).click();
        await page.getByRole("textbox", { name: "Whose key" }).fill(person);
        await page.getByLabel("Passphrase", { exact: true }).fill("correct horse battery");
        await page.getByLabel("Passphrase again").fill("correct horse battery");
        await page.getByRole("button", { name: "Create key" }).click();
        await page.getByRole("list", { name: "Keys" }).getByText(person).waitFor();
      }
      await picture(page, "settings");

      await page.goto(`${host.origin}/#/case/engagement`);
      await page.getByLabel("Scope").fill("All decisions of the sample.");
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByText("Saved. The journal has an entry of it.").waitFor();
      await picture(page, "engagement");

      await page.goto(`${host.origin}/#/findings/new`);
      await page.getByRole("textbox", { name: "Title" }).fill("Drift was not noticed");
      await page.getByRole("textbox", { name: "Condition" }).fill("The index exceeds the threshold.");
      await page.getByRole("button", { name: "Pick figures" }).click();
      await page
        .getByRole("button", { name: /^Pick / })
        .nth(1)
        .click();
      await page.getByRole("button", { name: "Save finding" }).click();
      await page.getByLabel("Passphrase of the key").fill("correct horse battery");
      await page.getByRole("button", { name: "Sign off", exact: true }).click();
      await page.getByText("Signed off", { exact: true }).waitFor();
      await picture(page, "finding");

      await page.goto(`${host.origin}/#/pack/build/claims`);
      await page.getByText("Restricted", { exact: true }).click();
      await page.getByRole("textbox", { name: "Purpose", exact: true }).fill("Conformity assessment");
      await page.getByLabel("Recipient").fill("Assessor");
      await page.getByLabel("Legal basis").fill("Contract of 2026-01-15.");
      await page.getByRole("button", { name: "Preview" }).click({ timeout: 240_000 });
      await page.getByText("Cells suppressed").waitFor({ timeout: 240_000 });
      await picture(page, "pack-preview");
      const reason = page.getByLabel("Reason to let it leave");
      if ((await reason.count()) > 0) await reason.fill("Synthetic data: nobody is behind it.");
      await page.getByRole("button", { name: "Sign", exact: true }).click();
      await page.getByLabel("Passphrase of the key").fill("correct horse battery");
      await picture(page, "pack-before");
      await page.getByRole("button", { name: "Build and sign" }).click({ timeout: 240_000 });
      await page.getByRole("region", { name: "The pack" }).waitFor({ timeout: 240_000 });
      await picture(page, "pack-built");
      await page.getByRole("button", { name: "Check it as a reviewer would" }).click();
      await page.getByRole("button", { name: "Verify" }).click();
      await page.getByTestId("verification-verified").waitFor();
      await picture(page, "review-verified");
      await page.getByRole("link", { name: "Re-performance" }).click();
      await page.getByRole("textbox", { name: "Folder with the sources" }).fill(exports);
      await page.getByRole("button", { name: "Re-perform" }).click();
      await page.getByTestId("reperformance-verified").waitFor({ timeout: 120_000 });
      await picture(page, "reperformance");
      await page.getByRole("link", { name: "Runs and notes" }).click();
      await page.getByRole("button", { name: "Note on this run" }).click();
      await page.getByRole("textbox", { name: "Text of the note" }).fill("Read and understood.");
      await page.getByRole("button", { name: "Save note" }).click();
      await page.getByRole("list", { name: "Review notes" }).getByText("Read and understood.").waitFor();
      await picture(page, "review-contents");
      await page.getByRole("link", { name: "Countersign" }).click();
      await page.getByLabel("I disagree").check();
      await page.getByRole("textbox", { name: "Reason 1" }).fill("The same person prepared and reviewed it.");
      await page.getByLabel("Signing key").selectOption({ label: "reviewer@example.net" });
      await page.getByLabel("Passphrase of the key").fill("correct horse battery");
      await picture(page, "countersign");
      await page.getByRole("main").getByRole("button", { name: "Countersign", exact: true }).click();
      await page.getByText(/^Your countersignature was added as reviewer-1/).waitFor({ timeout: 120_000 });
      await picture(page, "countersigned");
      await page.getByRole("button", { name: "Choose again" }).click();
      await page.getByLabel("My own list").check();
      await page.getByRole("button", { name: "Verify" }).click();
      await page.getByTestId("verification-incomplete").or(page.getByTestId("verification-failed")).waitFor();
      await picture(page, "review-unknown");
      await page.goto(`${host.origin}/#/journal`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.waitForTimeout(500);
      await picture(page, "journal");
      await page.goto(`${host.origin}/#/sources`);
      await page.waitForTimeout(500);
      await picture(page, "sources");
      expect(existsSync(join(folder, "sample", "sample-credit.tickmark", "packs"))).toBe(true);
      expect(complaints).toEqual([]);
    } catch (error) {
      if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, "failed.png") });
      throw error;
    } finally {
      await context.close();
      await host.close();
      await workbench.close();
    }
  });
});
