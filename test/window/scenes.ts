import type { Page } from "playwright-core";
import { FINDING_SCENES, SETTINGS_SCENES } from "./finding-scenes.ts";
import { PACK_SCENES } from "./pack-scenes.ts";
import { REVIEW_SCENES } from "./review-scenes.ts";
import { type Scene, button } from "./scene.ts";

const typePath = async (page: Page, path: string) => {
  await page.getByLabel("Or type a path").fill(path);
  await button(page, "Add").click();
};
const toPreview = async (page: Page) => {
  await typePath(page, "/home/auditor/exports/decisions-2026-h1-part-1.csv");
  await button(page, "Preview").click();
  await page.getByText("Recognised as").waitFor();
};
const toRoles = async (page: Page) => {
  await toPreview(page);
  await button(page, "Roles").click();
  await page.getByLabel("Title of the source").waitFor();
};
const toProvenance = async (page: Page) => {
  await toRoles(page);
  await page.getByLabel("Europe/Berlin").check();
  await page.getByLabel("Unknown").check();
  await button(page, "Provenance and totals").click();
  await page.getByLabel("Figure given for measure 1").fill("412 809");
};
const toImport = async (page: Page) => {
  await toProvenance(page);
  await page.getByRole("button", { name: /^Check and import/ }).click();
  await button(page, "Import").waitFor();
};
const charts = (count: number) => (page: Page) =>
  page.waitForFunction((wanted) => document.querySelectorAll(".chart-plot[data-drawn=true]").length === wanted, count);
export const SCENES: readonly Scene[] = [
  { name: "start", route: "/" },
  { name: "start-no-case", route: "/", state: { caseOpen: false, empty: true } },
  { name: "start-new", route: "/start/new", act: (page) => page.getByLabel("Title").fill("Credit scoring, first half of 2026") },
  {
    name: "start-open-failure",
    route: "/start/open",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Case folder" }).fill("/home/auditor/exports");
      await button(page, "Open case").click();
      await page.getByRole("alert").waitFor();
    },
  },
  { name: "start-sample", route: "/start/sample" },
  {
    name: "start-browse-dialog",
    route: "/start/open",
    act: (page) =>
      page
        .getByRole("button", { name: /^Browse for/ })
        .click()
        .then(() => page.getByRole("dialog").getByText("archive").waitFor()),
  },
  { name: "no-case-open", route: "/runs", state: { caseOpen: false } },
  { name: "case", route: "/case" },
  { name: "case-empty", route: "/case", state: { empty: true } },
  { name: "case-journal-broken", route: "/case", state: { journalIntact: false } },
  { name: "sources", route: "/sources" },
  { name: "sources-empty", route: "/sources", state: { empty: true } },
  {
    name: "sources-verified",
    route: "/sources",
    act: (page) =>
      button(page, "Verify hashes")
        .click()
        .then(() => page.getByText("no longer agrees").waitFor()),
  },
  { name: "source", route: "/sources/src-decisions" },
  {
    name: "import-1-files",
    route: "/sources/import/files",
    act: (page) => typePath(page, "/home/auditor/exports/decisions-2026-h1-part-1.csv"),
  },
  {
    name: "import-1-failure",
    route: "/sources/import/files",
    act: async (page) => {
      await typePath(page, "/home/auditor/exports/decisions.bad");
      await button(page, "Preview").click();
      await page.getByRole("alert").waitFor();
    },
  },
  {
    name: "import-1-browse",
    route: "/sources/import/files",
    act: (page) =>
      button(page, "Browse")
        .click()
        .then(() => page.getByRole("dialog").getByText("archive").waitFor()),
  },
  { name: "import-2-preview", route: "/sources/import/files", act: toPreview },
  {
    name: "import-2-typed",
    route: "/sources/import/files",
    act: (page) => toPreview(page).then(() => button(page, "Show typed columns").click()),
  },
  { name: "import-3-roles", route: "/sources/import/files", act: toRoles },
  { name: "import-4-provenance", route: "/sources/import/files", act: toProvenance },
  { name: "import-5-import", route: "/sources/import/files", act: toImport },
  {
    name: "import-5-running",
    route: "/sources/import/files",
    state: { stepMs: 700 },
    act: async (page) => {
      await toImport(page);
      await button(page, "Import").click();
      await page.getByText("Reading part 3 of 8").first().waitFor();
    },
  },
  {
    name: "import-6-result",
    route: "/sources/import/files",
    act: async (page) => {
      await toImport(page);
      await button(page, "Import").click();
      await page.getByRole("heading", { name: "Imported" }).waitFor();
    },
  },
  { name: "population", route: "/sources/population" },
  { name: "population-draft", route: "/sources/population", state: { populationBuilt: false } },
  {
    name: "population-meaning",
    route: "/sources/population",
    state: { populationBuilt: false },
    act: (page) => page.getByRole("button", { name: "Build population" }).scrollIntoViewIfNeeded(),
  },
  { name: "inventory", route: "/inventory" },
  { name: "inventory-empty", route: "/inventory", state: { empty: true } },
  { name: "programme", route: "/programme" },
  { name: "programme-empty", route: "/programme", state: { empty: true } },
  { name: "programme-parameters", route: "/programme", act: (page) => button(page, "Parameters").first().click() },
  { name: "programme-add", route: "/programme", act: (page) => page.getByText("Add an analysis").click() },
  {
    name: "programme-running",
    route: "/programme",
    state: { stepMs: 700 },
    act: (page) =>
      button(page, "Run all")
        .click()
        .then(() => page.getByText("query 3 of 8").first().waitFor()),
  },
  { name: "runs", route: "/runs" },
  { name: "runs-empty", route: "/runs", state: { empty: true } },
  { name: "run-drift", route: "/runs/run-0001", ready: charts(3) },
  {
    name: "run-drift-verdicts",
    route: "/runs/run-0001",
    ready: charts(3),
    act: (page) =>
      page
        .getByLabel("Search verdicts")
        .fill("debt")
        .then(() => page.getByRole("table", { name: "Verdicts" }).scrollIntoViewIfNeeded()),
  },
  { name: "run-subgroup", route: "/runs/run-0002", ready: charts(2) },
  { name: "run-overrides-stale", route: "/runs/run-0003", ready: charts(1) },
  { name: "run-exploratory", route: "/runs/run-0004", ready: charts(3) },
  { name: "run-figures", route: "/runs/run-0001/figures", ready: (page) => page.getByText("Population stability index").first().waitFor() },
  { name: "run-method", route: "/runs/run-0001/method" },
  {
    name: "run-records",
    route: "/runs/run-0002/records/subgroup-disaggregation%252Frate%252Fa%252520b",
    ready: (page) => page.getByText("b7f1-00000").waitFor(),
  },
  { name: "run-unknown", route: "/runs/run-9999" },
  ...PACK_SCENES,
  ...REVIEW_SCENES,
  ...SETTINGS_SCENES,
  ...FINDING_SCENES,
  { name: "journal", route: "/journal", ready: (page) => page.getByText("case.created").first().waitFor() },
  {
    name: "palette",
    route: "/case",
    act: (page) => page.keyboard.press("Control+k").then(() => page.getByRole("combobox", { name: "Go to" }).waitFor()),
  },
  { name: "unknown-address", route: "/nowhere" },
];
