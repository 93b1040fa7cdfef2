import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface VerifierWishes {
  readonly allowedSigners: string;
  readonly time: string;
  readonly reperform?: boolean;
  readonly fingerprint?: string;
  readonly authorities?: string;
  readonly countersignatures?: number;
  readonly timestamp?: boolean;
}

export interface VerifierPage {
  readonly page: Page;
  /** What the console said in anger, and every address that is neither the page nor a blob of it. */
  readonly complaints: string[];
  /** Verifies as a person would: choose, paste, press; gives the downloaded report, byte for byte. */
  verify(path: string, wishes: VerifierWishes, folder?: boolean): Promise<string>;
  close(): Promise<void>;
}

/** The built page from file://, in a browser without a network. */
export async function openVerifierPage(browser: Browser, path: string, look: BrowserContextOptions = {}): Promise<VerifierPage> {
  const context = await browser.newContext({ acceptDownloads: true, offline: true, reducedMotion: "reduce", ...look });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const address = pathToFileURL(path).href;
  page.on("request", (request) => {
    if (request.url() !== address && !request.url().startsWith("blob:")) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(address);
  let filled = "";
  return {
    page,
    complaints,
    async verify(pack, wishes, folder = false) {
      if (filled === JSON.stringify(wishes)) await page.locator(folder ? "#folder" : "#zip").setInputFiles(pack);
      else await fillIn(page, pack, wishes, folder);
      filled = JSON.stringify(wishes);
      await page.getByRole("button", { name: "Verify" }).click();
      const link = page.getByRole("link", { name: "Download the report" });
      const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
      return readFileSync(await download.path(), "utf8");
    },
    close: () => context.close(),
  };
}

/** Chooses the pack and says whom to trust, without pressing the button. */
export async function fillIn(page: Page, pack: string, wishes: VerifierWishes, folder = false): Promise<void> {
  await page
    .locator("details > summary")
    .first()
    .evaluate((summary) => summary.parentElement?.setAttribute("open", ""));
  await page.locator(folder ? "#folder" : "#zip").setInputFiles(pack);
  await page.getByLabel("Lines of your allowed_signers file").fill(wishes.allowedSigners);
  await page.getByLabel("Fingerprint of the auditor's key").fill(wishes.fingerprint ?? "");
  await page.getByLabel("Instant at which keys must be valid").fill(wishes.time);
  await page.getByLabel("Recompute every figure").setChecked(wishes.reperform ?? true);
  await page.getByLabel("A good time stamp is required").setChecked(wishes.timestamp ?? false);
  await page.getByLabel("Time stamp authorities").fill(wishes.authorities ?? "");
  await page.getByLabel("Countersignatures of trusted reviewers").fill(String(wishes.countersignatures ?? 0));
}
