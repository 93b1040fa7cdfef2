import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { buildVerifier } from "../../scripts/build-verifier.ts";
import { analyses } from "../../src/analyses/index.ts";
import { fingerprintOf } from "../../src/evidence/ed25519.ts";
import { verificationReportSchema } from "../../src/evidence/verification-report.ts";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { type PackWritten, writePack } from "../../src/packs/write-pack.ts";
import { VERIFY_TIME, temporaryFolder } from "./support/built-pack.ts";
import { refusedInput } from "./support/refused-run.ts";
import { testSigner } from "./support/test-signer.ts";

let verifier: string;
let good: PackWritten;
let bad: string;
beforeAll(async () => {
  // Away from the repository: nothing can be found in its node_modules.
  const built = await buildVerifier(join(temporaryFolder(), "verifier"));
  verifier = join(temporaryFolder(), "tickmark-verify.mjs");
  copyFileSync(built.path, verifier);
  good = await writePack(refusedInput(), testSigner(), temporaryFolder());
  bad = join(temporaryFolder(), "bad.zip");
  const bytes = readFileSync(good.zipPath);
  const at = bytes.indexOf("Two runs");
  bytes.write("Two bugs", at);
  // The checksum of the ZIP is no secret: an attacker would make it fit. Here the folder is attacked instead.
  writeFileSync(join(good.bagDirectory, "data/report/report.html"), bytes.subarray(at, at + 8));
  writeFileSync(bad, bytes);
});

function verify(...given: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [verifier, ...given], { encoding: "utf8", cwd: temporaryFolder() });
  return { status, stdout, stderr };
}

describe("the stand-alone verifier", () => {
  test("gives the same report as the library, on a good pack and on bad ones", async () => {
    const allowed = readFileSync(good.allowedSignersPath, "utf8");
    for (const [path, status] of [
      [good.zipPath, 0],
      [good.bagDirectory, 4],
      [bad, 4],
    ] as const) {
      const result = verify("--json", "--time", VERIFY_TIME, "--allowed-signers", good.allowedSignersPath, path);
      const report = verificationReportSchema.parse(JSON.parse(result.stdout));
      expect([path, result.status, result.stderr]).toEqual([path, status, ""]);
      expect(report).toEqual(await verifyPackFile(path, allowed, { verifyTime: VERIFY_TIME, analyses }));
      expect(report.success).toBe(status === 0);
    }
  });

  test("tells people each step and the conclusion", () => {
    const { stdout } = verify("--allowed-signers", good.allowedSignersPath, good.zipPath);
    expect(stdout).toMatch(/^pass {9}Re-performance: Every run agrees exactly, .*: runs 1, figures 1, verdicts 1\.$/m);
    expect(stdout).toMatch(/\nVERIFIED\. /);
    expect(verify("--allowed-signers", good.allowedSignersPath, good.bagDirectory).stdout).toMatch(
      /^FAIL .*Files of the payload.*report\.html was changed/m,
    );
  });

  test("never verifies without somebody to trust", () => {
    expect(verify(good.zipPath)).toMatchObject({ status: 2, stdout: "" });
    const nobody = join(temporaryFolder(), "empty");
    writeFileSync(nobody, "");
    const { status, stdout } = verify("--allowed-signers", nobody, good.zipPath);
    expect(status).toBe(4);
    expect(stdout).toContain("NOT VERIFIED");
  });

  test("tells usage and unreadable files apart from a bad pack", () => {
    expect(verify("--nonsense").status).toBe(2);
    expect(verify("--help")).toMatchObject({ status: 0, stderr: "" });
    expect(verify("--allowed-signers", good.allowedSignersPath, "nowhere.zip").status).toBe(3);
    expect(verify("--allowed-signers", "nowhere", good.zipPath).status).toBe(3);
    expect(verify("--time", "yesterday", "--allowed-signers", good.allowedSignersPath, good.zipPath).status).toBe(2);
  });

  test("asks for what the reader asks for", () => {
    const ask = (...wish: string[]): number | null => verify("--allowed-signers", good.allowedSignersPath, ...wish, good.zipPath).status;
    const fingerprint = fingerprintOf(testSigner().publicKey);
    expect(ask("--auditor-fingerprint", fingerprint)).toBe(0);
    expect(ask("--auditor-fingerprint", fingerprintOf(testSigner("stranger@example.org", 9).publicKey))).toBe(4);
    expect(ask("--auditor-fingerprint", "SHA256:short")).toBe(2);
    expect(ask("--require-countersignatures", "0")).toBe(0);
    expect(ask("--require-countersignatures", "1")).toBe(4);
    expect(ask("--require-countersignatures", "many")).toBe(2);
    expect(ask("--require-timestamp")).toBe(4);
    expect(ask("--time-stamp-authorities", "nowhere.pem")).toBe(3);
  });

  test("what a pack says cannot steer the terminal", async () => {
    const hostile = await writePack(refusedInput(), testSigner("\u001b[2Jauditor\u202e@example.org"), temporaryFolder());
    const { stdout, stderr } = verify("--allowed-signers", good.allowedSignersPath, hostile.zipPath);
    for (const character of ["\u001b", "\u202e"]) expect(`${stdout}${stderr}`).not.toContain(character);
    expect(stdout).toContain("NOT VERIFIED");
  });

  test("is one file that imports nothing but Node, and holds no database", () => {
    const code = readFileSync(verifier, "utf8");
    const imports = [...code.matchAll(/^import [^;]*?from "([^"]+)";$/gm)].map(([, name]) => name);
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter((name) => !/^(node:|fs$|zlib$|util$|events$|stream$|buffer$|crypto$|path$|os$)/.test(name ?? ""))).toEqual([]);
    expect(code).not.toMatch(/duckdb_|better_sqlite3|BrowserWindow|node:https?|node:net/);
  });
});
