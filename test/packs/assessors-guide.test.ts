import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildHtmlVerifier, buildVerifier } from "../../scripts/build-verifier.ts";
import { fingerprintOf } from "../../src/evidence/ed25519.ts";
import { ROLE_NAMESPACES } from "../../src/evidence/profile.ts";
import { type PackWritten, writePack } from "../../src/packs/write-pack.ts";
import { launchChromium } from "../window/chromium.ts";
import { temporaryFolder } from "./support/built-pack.ts";
import { refusedInput } from "./support/refused-run.ts";
import { haveTools, runShell } from "./support/shell.ts";
import { testSigner } from "./support/test-signer.ts";
import { openVerifierPage } from "./support/verifier-page.ts";

const GUIDE = readFileSync(join(import.meta.dirname, "../../resources/assessors-guide.md"), "utf8");
const tools = haveTools("ssh-keygen", "sha256sum", "unzip", "sed");
const fingerprint = fingerprintOf(testSigner().publicKey);

let written: PackWritten;
let folder: string;
let browser: Browser;
beforeAll(async () => {
  // Shareable: its name is that of the guide.
  written = await writePack(refusedInput({ kind: "shareable" }), testSigner(), temporaryFolder());
  browser = await launchChromium();
});
afterAll(() => browser.close());

/** A folder as the assessor has it: the ZIP, and the list made by hand from the auditor's line. */
function desk(): string {
  folder = temporaryFolder();
  copyFileSync(written.zipPath, join(folder, basename(written.zipPath)));
  copyFileSync(written.allowedSignersPath, join(folder, "trusted"));
  return folder;
}

function blocks(language: string): string[] {
  return [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, block]) => block ?? "");
}

describe.skipIf(!tools)("the guide, followed as it stands", () => {
  const [compare = "", unpack = "", signed = "", unchanged = "", complete = "", verifier = ""] = blocks("sh");

  test("prints the fingerprint to compare", () => {
    expect(runShell(compare, desk())).toMatchObject({ status: 0, output: expect.stringContaining(` ${fingerprint} `) as string });
  });

  test("accepts a good pack with nothing but a shell", () => {
    const output = runShell(`${unpack}${signed}echo ---\n${unchanged}echo ---\n${complete}`, desk());
    expect(output.status).toBe(0);
    const [signature, digests, added] = output.output.split("---\n");
    expect(signature).toBe(`Good "${ROLE_NAMESPACES.auditor}" signature for auditor@example.org with ED25519 key ${fingerprint}\n`);
    expect(digests).toBe("");
    expect(added).toBe("signatures/auditor.dsse.json\nsignatures/auditor.tagmanifest-sha256.txt.sig\n");
  });

  test.each<[string, string, (output: { status: number | null; output: string }) => boolean]>([
    ["a changed file", "printf x >> data/report/report.html", ({ status }) => status !== 0],
    ["an exchanged manifest", "sed 's/./0/' manifest-sha256.txt > ../m; cp ../m manifest-sha256.txt", ({ status }) => status !== 0],
    ["a changed tag manifest", "printf x >> tagmanifest-sha256.txt", ({ status }) => status !== 0],
    ["an added file", "echo x > INSTRUCTIONS.html", ({ output }) => output.includes("INSTRUCTIONS.html")],
    ["an added link", "ln -s /etc/passwd data/link", ({ output }) => output.includes("./data/link")],
    [
      "a file behind a link",
      "mv data/pack.json .. && ln -s ../../pack.json data/pack.json",
      ({ output }) => output.includes("data/pack.json"),
    ],
    ["a removed file", "rm data/policy.json", ({ status }) => status !== 0],
  ])("finds %s", (_what, attack, found) => {
    const output = runShell(`${unpack}${attack}\n${signed}${unchanged}${complete}`, desk());
    expect(found(output), output.output).toBe(true);
  });

  test("finds another key behind the same name", () => {
    const place = desk();
    const stranger = testSigner("auditor@example.org", 9);
    const line = Buffer.from([0, 0, 0, 11, ...Buffer.from("ssh-ed25519"), 0, 0, 0, 32, ...stranger.publicKey]).toString("base64");
    writeFileSync(join(place, "trusted"), `auditor@example.org namespaces="${ROLE_NAMESPACES.auditor}" ssh-ed25519 ${line}\n`);
    expect(runShell(`${unpack}${signed}`, place).status).not.toBe(0);
  });

  test("verifies with Node alone, and gives the report", async () => {
    const place = desk();
    await buildVerifier(place);
    const node = `node() { "${process.execPath}" "$@"; }\n`;
    const { status, output } = runShell(node + verifier, place);
    expect(status).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ success: true, signer: { fingerprint, trusted: true } });
  });
});

test("the page verifies the pack as the guide says", async () => {
  const place = desk();
  const built = await buildHtmlVerifier(place);
  const verifier = await openVerifierPage(browser, built.path);
  const { page } = verifier;
  await page.locator("#zip").setInputFiles(join(place, basename(written.zipPath)));
  await page.locator("#signers-file").setInputFiles(join(place, "trusted"));
  await expect.poll(() => page.locator("#signers").inputValue()).toContain("ssh-ed25519");
  await page.getByLabel("Fingerprint of the auditor's key").fill(fingerprint);
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("heading", { level: 2, name: "Verified", exact: true }).waitFor();
  expect(await page.locator(".claims").textContent()).toContain(fingerprint);
  expect(verifier.complaints).toEqual([]);
  await verifier.close();
});

describe("what cannot be run here is at least consistent", () => {
  test("the PowerShell lines check the same files as the shell lines", () => {
    const [power = ""] = blocks("powershell");
    const [ssh = "", digests = "", added = ""] = power.trim().split("\n");
    expect(ssh.replaceAll("\\", "/")).toContain(`-n ${ROLE_NAMESPACES.auditor} -s signatures/auditor.tagmanifest-sha256.txt.sig`);
    expect(digests).toMatch(/^Get-Content tagmanifest-sha256\.txt, manifest-sha256\.txt .*-Algorithm SHA256/);
    expect(added).toContain("'tagmanifest-sha256.txt'");
    for (const line of [ssh, digests, added]) expect(balanced(line), line).toBe(true);
  });

  test("the guide is one page and names files that exist", () => {
    expect(GUIDE.split("\n").length).toBeLessThan(100);
    expect(existsSync(join(import.meta.dirname, "../../resources/verification-report.md"))).toBe(true);
  });
});

function balanced(line: string): boolean {
  const bare = line.replaceAll(/'[^']*'|"[^"]*"/g, "");
  return [
    ["(", ")"],
    ["{", "}"],
    ["[", "]"],
  ].every(([open = "", close = ""]) => bare.split(open).length === bare.split(close).length);
}
