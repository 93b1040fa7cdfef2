import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAppProtocol } from "../../electron/app-protocol.ts";
import { APP_CONTENT_SECURITY_POLICY } from "../../electron/policy.ts";
import { listStaticFiles } from "../../src/workbench/hosts/static-files.ts";

let folder = "";
let answer: (request: Request) => Promise<Response>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "app-protocol-"));
  await mkdir(join(folder, "window", "assets"), { recursive: true });
  await writeFile(join(folder, "window", "index.html"), "<!doctype html>");
  await writeFile(join(folder, "window", "assets", "a.js"), "export {};");
  await writeFile(join(folder, "outside.html"), "outside");
  answer = createAppProtocol(await listStaticFiles(join(folder, "window")));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("serves the page and its files with the policy on each", async () => {
  for (const path of ["/", "/index.html", "/index.html#/runs", "/assets/a.js"]) {
    const response = await answer(new Request(`app://bundle${path}`));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-security-policy")).toBe(APP_CONTENT_SECURITY_POLICY);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test.each([
  "/../outside.html",
  "/%2e%2e/outside.html",
  "/..%2foutside.html",
  "/assets/..%5c..%5coutside.html",
  "/index.html%00",
  "/%",
  "/outside.html",
  "/assets/",
])("does not leave the folder: %s", async (path) => {
  const response = await answer(new Request(`app://bundle${path}`));
  expect(response.status).toBe(404);
  expect(await response.text()).toBe("");
});

test("refuses other hosts and other methods", async () => {
  expect((await answer(new Request("app://other/index.html"))).status).toBe(404);
  expect((await answer(new Request("app://bundle/index.html", { method: "POST" }))).status).toBe(405);
});
