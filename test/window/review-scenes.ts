import type { Page } from "playwright-core";
import { type Scene, button } from "./scene.ts";

/** Verifies a pack; its path chooses the fixture's answer. */
export const review = (pack: string) => async (page: Page) => {
  await page.getByRole("textbox", { name: "Pack", exact: true }).fill(pack);
  await page.getByRole("textbox", { name: "Time stamp authorities" }).fill("/keys/authorities.pem");
  await button(page, "Verify").click();
  await page.getByRole("heading", { name: "Steps" }).waitFor();
};
const GOOD = "/packs/EP-2026-0001-r2.zip";
const goTo = (pack: string, part: string) => async (page: Page) => {
  await review(pack)(page);
  await page.getByRole("navigation", { name: "Parts of the review" }).getByRole("link", { name: part }).click();
};
const reperform = (pack: string, sources: string, testId: string) => async (page: Page) => {
  await goTo(pack, "Re-performance")(page);
  await page.getByRole("textbox", { name: "Folder with the sources" }).fill(sources);
  await button(page, "Re-perform").click();
  await page.getByTestId(testId).waitFor();
};
const contents = async (page: Page) => {
  await goTo(GOOD, "Runs and notes")(page);
  await page.getByRole("table", { name: "Figures of the run" }).waitFor();
};
const disagree = (pack: string) => async (page: Page) => {
  await goTo(pack, "Countersign")(page);
  await page.getByLabel("I disagree").check();
  await page.getByRole("textbox", { name: "Reason 1" }).fill("The reference group was changed after the lock of the programme.");
  await page.getByLabel("Passphrase of the key").fill("correct horse");
};

/** Every state of review mode. */
const SCENES_OF_REVIEW: readonly Scene[] = [
  { name: "review", route: "/review" },
  {
    name: "review-encrypted",
    route: "/review",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Pack", exact: true }).fill("/media/usb/EP-2026-0001-r2.zip.age");
      await page.getByLabel("A file", { exact: false }).first().check();
    },
  },
  { name: "review-no-signers", route: "/review", state: { empty: true } },
  { name: "review-nothing-chosen", route: "/review/countersign" },
  {
    name: "review-running",
    route: "/review",
    state: { stepMs: 700 },
    act: async (page) => {
      await page.getByRole("textbox", { name: "Pack", exact: true }).fill(GOOD);
      await button(page, "Verify").click();
      await page.getByText("Checking 3 of 8").first().waitFor();
    },
  },
  {
    name: "review-verified",
    route: "/review",
    act: async (page) => {
      await review(GOOD)(page);
      await page.getByLabel("Fingerprint that you were given").fill("SHA256:Qm4n7pRk0Zs8yH3vT5uWc1XbLeJdFgNiAoPqUrVtYz2");
      await page.getByText("The same key").waitFor();
    },
  },
  { name: "review-withheld", route: "/review", act: review("/packs/withheld.zip") },
  { name: "review-incomplete", route: "/review", act: review("/packs/stranger.zip") },
  {
    name: "review-failed",
    route: "/review",
    act: async (page) => {
      await review("/packs/forged.zip")(page);
      await page.getByLabel("Fingerprint that you were given").fill("SHA256:somethingElse");
      await page.getByText("Not this key").waitFor();
    },
  },
  { name: "reperform-verified", route: "/review", act: reperform(GOOD, "", "reperformance-verified") },
  { name: "reperform-withheld", route: "/review", act: reperform("/packs/withheld.zip", "", "reperformance-withheld") },
  { name: "reperform-failed", route: "/review", act: reperform("/packs/forged.zip", "", "reperformance-failed") },
  {
    name: "reperform-foreign-sql",
    route: "/review",
    act: async (page) => {
      await reperform(GOOD, "/home/auditor/exports", "reperformance-incomplete")(page);
      await page.getByLabel(/I have read this query/).check();
    },
  },
  { name: "review-contents", route: "/review", act: contents },
  {
    name: "review-note",
    route: "/review",
    act: async (page) => {
      await contents(page);
      await page
        .getByRole("button", { name: /^Note on Population stability/ })
        .nth(4)
        .click();
      await page.getByRole("textbox", { name: "Text of the note" }).fill("Rests on 38 decisions.");
    },
  },
  { name: "countersign", route: "/review", act: disagree(GOOD) },
  { name: "countersign-failed-pack", route: "/review", act: disagree("/packs/forged.zip") },
  {
    name: "countersign-result",
    route: "/review",
    act: async (page) => {
      await disagree(GOOD)(page);
      await button(page, "Countersign").click();
      await page.getByText("was added as reviewer-4").waitFor();
    },
  },
  {
    name: "timestamps",
    route: "/review",
    act: async (page) => {
      await goTo(GOOD, "Time stamps")(page);
      await button(page, "Export request").click();
      await page.getByText("On a connected machine", { exact: false }).waitFor();
      await page.getByRole("textbox", { name: "Response" }).fill("/media/usb/auditor.tsr");
      await button(page, "Import response").click();
      await page.getByText("Stamped 2026").waitFor();
    },
  },
  {
    name: "compare",
    route: "/review",
    act: async (page) => {
      await goTo(GOOD, "Compare")(page);
      await page.getByRole("textbox", { name: "Earlier revision" }).fill("/packs/EP-2026-0001-r1.zip");
      await button(page, "Compare").click();
      await page.getByRole("table", { name: "Changed figures" }).waitFor();
    },
  },
  {
    name: "compare-unchained",
    route: "/review",
    act: async (page) => {
      await goTo(GOOD, "Compare")(page);
      await page.getByRole("textbox", { name: "Earlier revision" }).fill("/packs/other.zip");
      await button(page, "Compare").click();
      await page.getByText("may not belong together").waitFor();
    },
  },
];

/** No case is open: review mode needs none. */
export const REVIEW_SCENES: readonly Scene[] = SCENES_OF_REVIEW.map((scene) => ({ ...scene, state: { caseOpen: false, ...scene.state } }));
