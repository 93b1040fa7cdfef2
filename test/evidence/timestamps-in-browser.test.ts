import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { type Rolldown, build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keptTimestamp } from "../../src/evidence/check-timestamp.ts";
import { subtleVerifier } from "../../src/evidence/public-key-signature.ts";
import { launchChromium } from "../window/chromium.ts";
import { timeStampingAuthority } from "./time-stamping-authority.ts";

const EVIDENCE = join(import.meta.dirname, "../../src/evidence");
let folder: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-page-"));
  const entry = join(folder, "entry.ts");
  writeFileSync(
    entry,
    `import { checkTimestamp } from ${JSON.stringify(join(EVIDENCE, "check-timestamp.ts"))};
     import { parseCertificates } from ${JSON.stringify(join(EVIDENCE, "certificate.ts"))};
     import { subtleVerifier } from ${JSON.stringify(join(EVIDENCE, "public-key-signature.ts"))};
     globalThis.check = async (response, imprint, pem) => {
       const question = { imprint: Uint8Array.from(imprint), authorities: parseCertificates(pem, "pem"), verifyTimeMs: Date.now(), claimedMs: null };
       try { return (await checkTimestamp(Uint8Array.from(response), question, subtleVerifier())).state; } catch (error) { return error.name; }
     };`,
  );
  const built = await build({
    configFile: false,
    root: join(EVIDENCE, "../.."),
    logLevel: "error",
    publicDir: false,
    build: { lib: { entry, formats: ["iife"], name: "timestamps", fileName: "timestamps" }, write: false, target: "es2022" },
  });
  const [{ output }] = built as [Rolldown.RolldownOutput];
  const file = join(folder, "page.html");
  writeFileSync(
    file,
    `<!doctype html><meta charset="utf-8"><script>${output[0].code.replaceAll("</script", String.raw`<\/script`)}</script>`,
  );
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("a time stamp in a page that was opened from a file", () => {
  test.each(["rsa", "ec", "ec-384"] as const)("by a %s authority is judged as in Node", async (key) => {
    const subtle = subtleVerifier();
    if (subtle === null) throw new Error("Node has WebCrypto");
    const authority = timeStampingAuthority(join(folder, key), { key, intermediate: true });
    const imprint = new Uint8Array(createHash("sha256").update("a signature file").digest());
    const response = await keptTimestamp(authority.stamp(imprint), subtle);
    const judge = (bytes: Uint8Array): Promise<unknown> =>
      page.evaluate(
        ([content, digest, pem]) =>
          (globalThis as unknown as { check: (...given: unknown[]) => Promise<string> }).check(content, digest, pem),
        [Array.from(bytes), Array.from(imprint), authority.rootPem] as const,
      );
    expect(await judge(response)).toBe("pass");
    const changed = response.map((byte, index) => (index === response.length - 5 ? byte ^ 1 : byte));
    expect(["fail", "TickmarkError"]).toContain(await judge(changed));
  });
});
