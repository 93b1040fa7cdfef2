import { spawnSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { buildVerifier } from "../../scripts/build-verifier.ts";
import { evaluate } from "../../src/analyses/evaluate.ts";
import { analyses } from "../../src/analyses/index.ts";
import { verificationReportSchema } from "../../src/evidence/verification-report.ts";
import type { PackRun } from "../../src/packs/pack-input.ts";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { type PackWritten, writePack } from "../../src/packs/write-pack.ts";
import { VERIFY_TIME, temporaryFolder } from "./support/built-pack.ts";
import { policy, population, sampleInput, sampleRun } from "./support/sample-input.ts";
import { testSigner } from "./support/test-signer.ts";

/** A run of a real analysis on a population that lacks what it needs: no aggregates, one refusal. */
function refusedRun(): PackRun {
  const analysis = analyses.find((candidate) => candidate.requiredRoles.some((role) => !population.roles.includes(role)));
  if (analysis === undefined) throw new Error("Some analysis needs more than a decision and a score.");
  const parameters = analysis.parameters.parse({}) as PackRun["record"]["parameters"];
  const { figures, verdicts, answer } = evaluate(analysis, { parameters, population, policy, aggregates: new Map(), origin: "planned" });
  const { record } = sampleRun("run-1");
  const { id: analysisId, title, methodVersion } = analysis;
  const results = { figures: [...figures] as typeof record.figures, verdicts: [...verdicts] as typeof record.verdicts, answer };
  return { record: { ...record, analysisId, title, methodVersion, parameters, queries: [], ...results }, files: {} };
}

let verifier: string;
let good: PackWritten;
let bad: string;
beforeAll(async () => {
  // Away from the repository: nothing can be found in its node_modules.
  const built = await buildVerifier(join(temporaryFolder(), "verifier"));
  verifier = join(temporaryFolder(), "tickmark-verify.mjs");
  copyFileSync(built.path, verifier);
  good = await writePack(sampleInput({ runs: [refusedRun()] }), testSigner(), temporaryFolder());
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

  test("is one file that imports nothing but Node, and holds no database", () => {
    const code = readFileSync(verifier, "utf8");
    const imports = [...code.matchAll(/^import [^;]*?from "([^"]+)";$/gm)].map(([, name]) => name);
    expect(imports.length).toBeGreaterThan(0);
    expect(imports.filter((name) => !/^(node:|fs$|zlib$|util$|events$|stream$|buffer$|crypto$|path$|os$)/.test(name ?? ""))).toEqual([]);
    expect(code).not.toMatch(/duckdb_|better_sqlite3|BrowserWindow|node:https?|node:net/);
  });
});
