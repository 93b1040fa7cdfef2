import type { Page } from "playwright-core";
import { type Scene, button } from "./scene.ts";

const CLAIMS = "/pack/build/claims";

const state = async (page: Page) => {
  await page.getByLabel("Purpose").fill("Conformity assessment of the credit scoring system");
  await page.getByLabel("Recipient").fill("Assessor AB");
};
const toPreview = async (page: Page) => {
  await state(page);
  await button(page, "Preview").click();
  await page.getByText("Cells suppressed").waitFor();
};
const stateRestricted = async (page: Page) => {
  await state(page);
  await page.getByLabel("Restricted").check();
  await page.getByLabel("Legal basis").fill("Article 74(13) of the EU AI Act");
};
const toRestrictedPreview = (columns: readonly string[]) => async (page: Page) => {
  await stateRestricted(page);
  for (const column of columns) await page.getByRole("checkbox", { name: column, exact: true }).check();
  await button(page, "Preview").click();
  await page.getByText("Cells suppressed").waitFor();
};
export const toSign = async (page: Page) => {
  await toPreview(page);
  await button(page, "Sign").click();
  await page.getByLabel("With a key on this machine").waitFor();
};
export const prepareOutside = async (page: Page) => {
  await toSign(page);
  await page.getByLabel("With a key held elsewhere").check();
  await page.getByLabel("Public key").fill("sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t");
  await page.getByLabel("Passphrase of the case").fill("correct horse battery");
};

/** Every state of the pack screens. */
export const PACK_SCENES: readonly Scene[] = [
  { name: "pack", route: "/pack", ready: (page) => page.getByText("Superseded").waitFor() },
  { name: "pack-empty", route: "/pack", state: { empty: true }, ready: (page) => page.getByText("There is no run").waitFor() },
  { name: "pack-waiting", route: "/pack", state: { waiting: true }, ready: (page) => page.getByText("has yet to sign").waitFor() },
  {
    name: "pack-waiting-failure",
    route: "/pack",
    state: { waiting: true },
    act: async (page) => {
      await page.getByRole("textbox", { name: "Signature file" }).fill("/media/usb/notes.txt");
      await button(page, "Import signature").click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "pack-1-claims", route: CLAIMS, act: state },
  { name: "pack-1-claims-restricted", route: CLAIMS, act: stateRestricted },
  {
    name: "pack-1-claims-wrong",
    route: CLAIMS,
    act: async (page) => {
      await state(page);
      await page.getByLabel("Minimum cell").fill("ten");
    },
  },
  {
    name: "pack-2-running",
    route: CLAIMS,
    state: { stepMs: 700 },
    act: async (page) => {
      await state(page);
      await button(page, "Preview").click();
      await page.getByText("Checking aggregate 3 of 8").first().waitFor();
    },
  },
  { name: "pack-2-preview", route: CLAIMS, act: toPreview },
  {
    name: "pack-2-disclosures",
    route: CLAIMS,
    state: { disclosures: true },
    act: (page) => toPreview(page).then(() => page.getByText("Would be disclosed").waitFor()),
  },
  { name: "pack-2-restricted", route: CLAIMS, act: toRestrictedPreview(["Age group attribute"]) },
  { name: "pack-2-restricted-small-groups", route: CLAIMS, act: toRestrictedPreview(["Age group attribute", "Income feature"]) },
  { name: "pack-2-restricted-unexamined", route: CLAIMS, act: toRestrictedPreview([]) },
  { name: "pack-3-sign", route: CLAIMS, act: toSign },
  { name: "pack-3-sign-without-key", route: CLAIMS, state: { keys: false }, act: toSign },
  {
    name: "pack-3-recipients",
    route: CLAIMS,
    act: async (page) => {
      await toSign(page);
      await page.getByLabel("For age recipients").check();
      await page.getByRole("textbox", { name: "Recipients" }).fill("age1wrong");
    },
  },
  {
    name: "pack-3-wrong-passphrase",
    route: CLAIMS,
    act: async (page) => {
      await toSign(page);
      await page.getByLabel("Passphrase of the key").fill("wrong");
      await button(page, "Build and sign").click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "pack-3-outside", route: CLAIMS, act: prepareOutside },
  {
    name: "pack-4-built",
    route: CLAIMS,
    act: async (page) => {
      await toSign(page);
      await page.getByLabel("Passphrase of the key").fill("correct horse");
      await page.getByLabel("With a passphrase").check();
      await page.getByLabel("Passphrase for transport", { exact: true }).fill("tell it by telephone");
      await page.getByLabel("Passphrase for transport again").fill("tell it by telephone");
      await button(page, "Build and sign").click();
      await page.getByText("was signed by").waitFor();
    },
  },
  {
    name: "pack-4-prepared",
    route: CLAIMS,
    act: async (page) => {
      await prepareOutside(page);
      await button(page, "Prepare for signing").click();
      await page.getByText("has yet to sign").waitFor();
    },
  },
];
