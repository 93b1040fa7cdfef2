import type { Page } from "playwright-core";
import { type Scene, button } from "./scene.ts";

const key = (page: Page) => page.getByRole("list", { name: "Keys" }).getByRole("listitem").first();
const signer = (page: Page) => page.getByRole("list", { name: "Trusted signers" }).getByRole("listitem").first();

export const SETTINGS_SCENES: readonly Scene[] = [
  { name: "settings-keys", route: "/settings", state: { caseOpen: false } },
  { name: "settings-first-key", route: "/settings", state: { keys: false } },
  {
    name: "settings-import-failure",
    route: "/settings",
    act: async (page) => {
      await button(page, "Import a key").click();
      await page.getByRole("textbox", { name: "Private key file" }).fill("/home/auditor/notes.txt");
      await page.getByLabel("Passphrase here", { exact: true }).fill("correct horse");
      await page.getByLabel("Passphrase here again").fill("correct horse");
      await button(page, "Import key").click();
      await page.getByRole("alert").waitFor();
    },
  },
  {
    name: "settings-export",
    route: "/settings",
    act: async (page) => {
      await key(page)
        .getByRole("button", { name: /^Export/ })
        .click();
      await page.getByRole("textbox", { name: "Folder to export to" }).fill("/media/usb");
      await button(page, "Export key").click();
      await page.getByText("The line by which others trust").waitFor();
    },
  },
  {
    name: "settings-passphrase",
    route: "/settings",
    act: async (page) => {
      await key(page)
        .getByRole("button", { name: /^Change passphrase/ })
        .click();
      await page.getByLabel("Passphrase now").fill("correct horse");
      await page.getByLabel("New passphrase", { exact: true }).fill("short");
    },
  },
  {
    name: "settings-revoke",
    route: "/settings",
    act: async (page) => {
      await key(page)
        .getByRole("button", { name: /^Revoke/ })
        .click();
      await page.getByRole("textbox", { name: "Reason" }).fill("The laptop was lost.");
    },
  },
  { name: "settings-signers", route: "/settings/signers" },
  { name: "settings-no-signers", route: "/settings/signers", state: { empty: true } },
  {
    name: "settings-compare",
    route: "/settings/signers",
    act: async (page) => {
      await signer(page)
        .getByRole("button", { name: /^Compare/ })
        .click();
      await page.getByLabel("Fingerprint that you were given").fill("SHA256:somethingElse");
      await page.getByText("Not this key").waitFor();
    },
  },
  {
    name: "settings-remove-signer",
    route: "/settings/signers",
    act: (page) =>
      signer(page)
        .getByRole("button", { name: /^Remove/ })
        .click(),
  },
];

export const FINDING_SCENES: readonly Scene[] = [
  { name: "findings", route: "/findings", ready: (page) => page.getByText("Void, edited since").waitFor() },
  { name: "findings-empty", route: "/findings", state: { empty: true }, ready: (page) => page.getByText("No finding yet").waitFor() },
  { name: "finding-new", route: "/findings/new" },
  { name: "finding-signed", route: "/findings/f-1" },
  { name: "finding-void", route: "/findings/f-2", ready: (page) => page.getByText("A sign-off is void.").waitFor() },
  { name: "finding-unknown", route: "/findings/f-99" },
  {
    name: "finding-edited",
    route: "/findings/f-1",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Cause" }).fill("The alert reads a table that nobody fills.");
      await button(page, "Pick figures").click();
      await page
        .getByRole("button", { name: /^Pick Population stability/ })
        .first()
        .waitFor();
    },
  },
  {
    name: "finding-remove",
    route: "/findings/f-3",
    act: (page) => button(page, "Remove finding").click(),
  },
  { name: "engagement", route: "/case/engagement", ready: (page) => page.getByLabel("Scope").waitFor() },
  {
    name: "engagement-empty",
    route: "/case/engagement",
    state: { empty: true },
    ready: (page) => page.getByText("Not stated so far").waitFor(),
  },
];
