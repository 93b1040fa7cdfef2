import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { transformWithOxc } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuiltVerifier, buildHtmlVerifier } from "../../scripts/build-verifier.ts";
import { analyses } from "../../src/analyses/index.ts";
import { allowedSignersLine } from "../../src/evidence/allowed-signers.ts";
import { fingerprintOf } from "../../src/evidence/ed25519.ts";
import { pathRefusal } from "../../src/evidence/pack-paths.ts";
import * as elementary from "../../src/foundation/elementary-functions.ts";
import * as trigonometric from "../../src/foundation/trigonometric-functions.ts";
import { type VerifyFileOptions, verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { type PackWritten, writePack } from "../../src/packs/write-pack.ts";
import { type GenuinePack, isPackAttack } from "../../src/selftest/attack.ts";
import { ATTACKS } from "../../src/selftest/attacks.ts";
import { rawZip } from "../../src/selftest/raw-zip.ts";
import { sampleGenuine } from "../../src/selftest/sample-genuine.ts";
import { honestEntries } from "../../src/selftest/zip-attacks.ts";
import { launchChromium } from "../window/chromium.ts";
import { VERIFY_TIME, temporaryFolder } from "./support/built-pack.ts";
import { refusedInput } from "./support/refused-run.ts";
import { testSigner } from "./support/test-signer.ts";
import { type VerifierPage, fillIn, openVerifierPage } from "./support/verifier-page.ts";

const allowed = allowedSignersLine(testSigner());
const wishes = { allowedSigners: allowed, time: VERIFY_TIME };
let built: BuiltVerifier;
let browser: Browser;
let verifier: VerifierPage;
let good: PackWritten;
let genuine: GenuinePack;
beforeAll(async () => {
  built = await buildHtmlVerifier(temporaryFolder());
  browser = await launchChromium();
  verifier = await openVerifierPage(browser, built.path);
  good = await writePack(refusedInput(), testSigner(), temporaryFolder());
  genuine = await sampleGenuine();
});
afterAll(async () => {
  await browser.close();
});

async function expectHeading(name: string): Promise<void> {
  await verifier.page.getByRole("heading", { level: 2, name, exact: true }).waitFor();
}

async function inNode(path: string, more: Partial<VerifyFileOptions> & { list?: string } = {}): Promise<string> {
  const { list = allowed, ...options } = more;
  return `${JSON.stringify(await verifyPackFile(path, list, { verifyTime: VERIFY_TIME, analyses, ...options }), null, 2)}\n`;
}

describe("the page and Node give the same report, byte for byte", () => {
  test("on a good pack, as ZIP and as folder", async () => {
    const report = await verifier.verify(good.zipPath, wishes);
    expect(report).toBe(await inNode(good.zipPath));
    expect(JSON.parse(report)).toMatchObject({ success: true, reperformance: { runs: [{ figures: 1, state: "pass" }] } });
    await expectHeading("Verified");
    expect(await verifier.verify(good.bagDirectory, wishes, true)).toBe(await inNode(good.bagDirectory));
    const unrecomputed = await verifier.verify(good.zipPath, { ...wishes, reperform: false });
    expect(unrecomputed).toBe(await inNode(good.zipPath, { analyses: null }));
  });

  test.each(ATTACKS.filter(isPackAttack).map((attack, index) => [attack.id, attack, index % 8 === 0] as const))(
    "on the attack %s",
    async (_id, attack, asFolderToo) => {
      const forgery = await attack.build(genuine);
      if ("folder" in forgery) return; // Links are below: a browser does not show them.
      const countersignatures = forgery.require?.countersignatures ?? 0;
      const timestamp = forgery.require?.timestamp ?? false;
      const given = forgery.allowedSigners ?? genuine.allowedSigners;
      // The page asks for somebody to trust; a list may still name nobody.
      const list = given === "" ? "# nobody\n" : given;
      const path = join(temporaryFolder(), "pack.zip");
      writeFileSync(path, "zip" in forgery ? forgery.zip : rawZip(honestEntries({ ...genuine, files: forgery.files })));
      const report = await verifier.verify(path, { ...wishes, allowedSigners: list, countersignatures, timestamp });
      expect(report).toBe(await inNode(path, { list, require: { countersignatures, timestamp } }));
      expect(JSON.parse(report)).toMatchObject({ success: false });
      if (!asFolderToo || !("files" in forgery) || [...forgery.files.keys()].some((name) => pathRefusal(name) !== null)) return;
      const bag = join(temporaryFolder(), genuine.root);
      for (const [name, bytes] of forgery.files) {
        mkdirSync(dirname(join(bag, name)), { recursive: true });
        writeFileSync(join(bag, name), bytes);
      }
      expect(await verifier.verify(bag, { ...wishes, allowedSigners: list, countersignatures, timestamp }, true)).toBe(
        await inNode(bag, { list, require: { countersignatures, timestamp } }),
      );
    },
  );

  test("on archives with one changed byte, packed and stored", async () => {
    const entries = honestEntries(genuine);
    for (const deflate of [false, true]) {
      const whole = rawZip(entries.map((entry) => ({ ...entry, deflate })));
      for (let step = 1; step <= 20; step += 1) {
        const changed = Buffer.from(whole);
        // From the end, where the directory is, a step of a prime towards the start.
        const position = whole.length - ((step * 397) % whole.length) - 1;
        changed[position] = (changed[position] ?? 0) ^ (1 << (step % 8));
        const path = join(temporaryFolder(), "pack.zip");
        writeFileSync(path, changed);
        const report = await verifier.verify(path, { ...wishes, allowedSigners: genuine.allowedSigners });
        expect(report, `byte ${position}`).toBe(await inNode(path, { list: genuine.allowedSigners }));
      }
    }
  });

  test("and neither complained, nor asked for anything", () => {
    expect(verifier.complaints).toEqual([]);
  });
});

describe("the page", () => {
  test("never verifies a pack signed by nobody on the list, or by another than the expected key", async () => {
    const stranger = allowedSignersLine(testSigner("stranger@example.org", 9));
    const report = await verifier.verify(good.zipPath, { ...wishes, allowedSigners: stranger });
    expect(JSON.parse(report)).toMatchObject({ success: false, result: "failure" });
    await verifier.page.getByRole("heading", { name: "Not verified: not signed by anybody on your list" }).waitFor();
    expect(await verifier.page.getByRole("heading", { name: "Verified", exact: true }).count()).toBe(0);
    const other = fingerprintOf(testSigner("stranger@example.org", 9).publicKey);
    expect(JSON.parse(await verifier.verify(good.zipPath, { ...wishes, fingerprint: other }))).toMatchObject({ success: false });
    expect(await verifier.page.getByText("ANOTHER KEY").isVisible()).toBe(true);
    const own = fingerprintOf(testSigner().publicKey);
    expect(JSON.parse(await verifier.verify(good.zipPath, { ...wishes, fingerprint: own }))).toMatchObject({ success: true });
  });

  test("says what is missing instead of verifying", async () => {
    const fresh = await openVerifierPage(browser, built.path);
    await fresh.page.getByRole("button", { name: "Verify" }).click();
    expect(await fresh.page.getByRole("alert").textContent()).toContain("Choose a ZIP or a folder");
    await fillIn(fresh.page, good.zipPath, { ...wishes, allowedSigners: "" });
    await fresh.page.getByRole("button", { name: "Verify" }).click();
    expect(await fresh.page.getByRole("alert").textContent()).toContain("Say whom you trust");
    await fillIn(fresh.page, good.zipPath, { ...wishes, allowedSigners: "not a line" });
    await fresh.page.getByRole("button", { name: "Verify" }).click();
    await fresh.page.getByText("Not a line of an allowed signers file.").waitFor();
    expect(await fresh.page.locator("#result").isVisible()).toBe(false);
    await fresh.close();
  });

  test("shows what a pack says as text, never as markup", async () => {
    const title = '<img src=x onerror="document.title=1"><script>document.title=2</script>\u202e evil';
    const hostile = await writePack(refusedInput({ title }), testSigner(), temporaryFolder());
    expect(JSON.parse(await verifier.verify(hostile.zipPath, wishes))).toMatchObject({ success: true });
    expect(await verifier.page.locator("#report img, #report script").count()).toBe(0);
    expect(await verifier.page.locator(".claims").textContent()).toContain(String.raw`</script>\u{202e} evil`);
    expect(await verifier.page.title()).toBe("Verified – evidence pack");
    expect(verifier.complaints).toEqual([]);
  });

  test("works where the browser refuses workers, and can be stopped", async () => {
    const fresh = await openVerifierPage(browser, built.path);
    await fresh.page.evaluate(() => {
      Object.defineProperty(globalThis, "Worker", {
        value: class {
          constructor() {
            throw new Error("refused");
          }
        },
      });
    });
    expect(await fresh.verify(good.zipPath, wishes)).toBe(await inNode(good.zipPath));
    await fresh.close();
    const second = await openVerifierPage(browser, built.path);
    await fillIn(second.page, good.bagDirectory, wishes, true);
    await second.page.evaluate(() => {
      // A disk that takes its time.
      const slow = Blob.prototype.arrayBuffer;
      Blob.prototype.arrayBuffer = async function wait() {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return slow.call(this);
      };
      Object.defineProperty(globalThis, "Worker", { value: undefined });
    });
    await second.page.getByRole("button", { name: "Verify" }).click();
    await second.page.getByRole("button", { name: "Stop" }).click();
    await second.page.getByText("Stopped. Nothing was verified.").waitFor();
    expect(await second.page.locator("#result").isVisible()).toBe(false);
    await second.close();
  });

  test("does not follow a link of a folder to a pass", async () => {
    const bag = join(temporaryFolder(), "EP-2026-0001-r1");
    cpSync(good.bagDirectory, bag, { recursive: true });
    const target = join(bag, "data/engagement.json");
    const elsewhere = join(temporaryFolder(), "engagement.json");
    cpSync(target, elsewhere);
    rmSync(target);
    symlinkSync(elsewhere, target);
    writeFileSync(elsewhere, "{}");
    expect(JSON.parse(await verifier.verify(bag, wishes, true))).toMatchObject({ success: false });
  });
});

test("the browser's engine gives exp, log and their kin of the core the same last bit as Node's", async () => {
  const blank = await browser.newPage();
  for (const [file, functions] of [
    ["elementary-functions", elementary],
    ["trigonometric-functions", trigonometric],
  ] as const) {
    const path = join(import.meta.dirname, `../../src/foundation/${file}.ts`);
    const { code } = await transformWithOxc(readFileSync(path, "utf8"), path);
    const address = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
    // As text: what is compiled for this file would not find its way about in the browser.
    const there = await blank.evaluate(`import("${address}").then(${String(lastBits)})`);
    expect(there).toEqual(lastBits(functions));
  }
  await blank.close();
});

/** As text, so that NaN and -0 come through. It runs in the browser as well, so it uses nothing from outside it. */
function lastBits(functions: object): string[] {
  const values = Array.from({ length: 3000 }, (_, index) => (index - 1000) / 97.3).flatMap((x) => [x, Math.abs(x), 1 / x]);
  return Object.entries(functions as Record<string, (x: number) => number>)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([name, calculate]) =>
      values.filter(Number.isFinite).map((x) => {
        const y = calculate(x);
        return `${name}(${x}) = ${Object.is(y, -0) ? "-0" : String(y)}`;
      }),
    );
}

describe("the page is for everybody", () => {
  test.each([
    ["light", { colorScheme: "light", viewport: { width: 1100, height: 900 } }],
    ["dark", { colorScheme: "dark", viewport: { width: 1100, height: 900 } }],
    ["narrow", { colorScheme: "light", viewport: { width: 320, height: 800 } }],
  ] as const)(
    "%s: axe finds nothing, and nothing runs out of the page",
    async (_name, look) => {
      const one = await openVerifierPage(browser, built.path, look);
      const violations = async (): Promise<string[]> => {
        await one.page.evaluate(axe.source);
        return one.page.evaluate(async () => {
          const { axe: engine } = globalThis as unknown as {
            axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          };
          return (await engine.run()).violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
        });
      };
      expect(await violations()).toEqual([]);
      for (const list of [allowed, allowedSignersLine(testSigner("stranger@example.org", 9))]) {
        await one.verify(good.zipPath, { ...wishes, allowedSigners: list });
        expect(await violations()).toEqual([]);
        expect(await one.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
      }
      await one.close();
    },
    60_000,
  );

  test("everything can be reached and done by keyboard, and the conclusion gets the focus", async () => {
    const one = await openVerifierPage(browser, built.path);
    const reached: string[] = [];
    for (let press = 0; press < 7; press += 1) {
      await one.page.keyboard.press("Tab");
      reached.push(await one.page.evaluate(() => document.activeElement?.id || (document.activeElement?.tagName ?? "")));
    }
    expect(reached).toEqual(["zip", "folder", "signers", "signers-file", "fingerprint", "SUMMARY", "verify"]);
    await fillIn(one.page, good.zipPath, wishes);
    await one.page.getByRole("button", { name: "Verify" }).press("Enter");
    await one.page.getByRole("heading", { level: 2, name: "Verified", exact: true }).waitFor();
    expect(await one.page.evaluate(() => document.activeElement?.id)).toBe("conclusion");
    await one.close();
  });
});

describe("the built page", () => {
  test("is one file whose policy names its own script and style, and the same at every build", async () => {
    const html = readFileSync(built.path, "utf8");
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? "";
    const digest = (element: string): string => {
      const text = new RegExp(`<${element}>([\\s\\S]*)</${element}>`).exec(html)?.[1] ?? "";
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    };
    expect(policy).toBe(
      `default-src 'none'; script-src ${digest("script")}; style-src ${digest("style")}; worker-src blob:; base-uri 'none'; form-action 'none'`,
    );
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toMatch(/<(?:link|img|iframe|object|embed)\b|\bstyle="/);
    const again = [await buildHtmlVerifier(temporaryFolder()), await buildHtmlVerifier(temporaryFolder())];
    expect(again[0]?.sha256).toBe(again[1]?.sha256);
    expect(createHash("sha256").update(readFileSync(built.path)).digest("hex")).toBe(built.sha256);
    expect(built.bytes).toBeLessThan(1_500_000);
  });
});
