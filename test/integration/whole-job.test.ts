import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyses } from "../../src/analyses/index.ts";
import { parseAllowedSigners } from "../../src/evidence/allowed-signers.ts";
import { packInMemory } from "../../src/evidence/pack-reader.ts";
import { verifyPack } from "../../src/evidence/verify-pack.ts";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { tickmark } from "./command-line.ts";
import { type DemoCase, demoCase } from "./demo-case.ts";

let demo: DemoCase;
let bag: string;
let allowedSigners: string;
let working: string;
let contents: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  demo = await demoCase();
  working = mkdtempSync(join(tmpdir(), "tickmark-whole-"));
  execFileSync("unzip", ["-q", demo.result.pack, "-d", working]);
  bag = join(working, readdirSync(working)[0] ?? "");
  allowedSigners = readFileSync(demo.result.allowedSigners, "utf8");
  contents = new Map(filesOf(bag).map((path) => [relative(bag, path), readFileSync(path)]));
});
afterAll(() => {
  demo?.remove();
  rmSync(working, { recursive: true, force: true });
});

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .toSorted();
}

/** Verifies a changed copy of the files; figures are not recomputed, which makes it quicker and never more lenient on files. */
async function verifyChanged(change: (copy: Map<string, Uint8Array>) => void): Promise<boolean> {
  const copy = new Map(contents);
  change(copy);
  const trust = { signers: parseAllowedSigners(allowedSigners) };
  return (await verifyPack(packInMemory(copy), trust, { verifyTime: new Date().toISOString(), analyses: null })).success;
}

describe("the whole job", () => {
  test("imports, runs, packs, verifies and recomputes", () => {
    expect(demo.result.verification).toEqual({ success: true, conclusion: expect.any(String) as string });
    expect(demo.result.reperformance.success).toBe(true);
    expect(demo.result.verification.conclusion).toContain("every figure was recomputed");
    expect(demo.result.runs.map((run) => run.analysisId)).toEqual(analyses.map((analysis) => analysis.id));
  });

  test("makes a shareable pack of the same seal, whose withheld figures never pass", { timeout: 240_000 }, () => {
    const { shareable, pack, allowedSigners: signers } = demo.result;
    expect(shareable).toMatchObject({ result: "withheld", verification: { success: false }, reperformance: { success: false } });
    expect(shareable.verification.conclusion).toMatch(/^NOT FULLY VERIFIED\..*withholds/);
    expect(shareable.pack).toBe(pack.replace("-restricted.zip", ".zip"));
    const verified = tickmark(["verify", shareable.pack, "--allowed-signers", signers, "--json"]);
    expect(verified.code).toBe(6);
    expect(JSON.parse(verified.stdout)).toMatchObject({ success: false, result: "withheld", pack: { kind: "shareable", revision: 1 } });
    expect(tickmark(["reperform", shareable.pack, "--records"]).stderr).toMatch(/holds no records/);
  });

  test("the command line verifies the pack and recomputes it from the aggregates and from the sources", () => {
    const { pack, allowedSigners: signers } = demo.result;
    const verified = tickmark(["verify", pack, "--allowed-signers", signers, "--json"]);
    expect(verified.stderr).toBe("");
    expect(verified.code).toBe(0);
    expect(JSON.parse(verified.stdout)).toMatchObject({ formatVersion: 2, success: true, signer: { trusted: true } });
    const again = tickmark(["reperform", pack, "--sources", join(demo.folder, "demo", "exports"), "--json"]);
    expect(again.stderr).toBe("");
    expect(JSON.parse(again.stdout)).toMatchObject({ success: true, differences: [] });
    expect(again.code).toBe(0);
  });

  test("integrity alone never exits 0, and says that the signer was not checked", () => {
    const run = tickmark(["verify", demo.result.pack, "--integrity-only"]);
    expect(run.code).toBe(5);
    expect(run.stdout).toContain("WHO SIGNED WAS NOT CHECKED");
  });

  test("an unknown signer and an empty list of signers fail", () => {
    const other = join(working, "other_signers");
    writeFileSync(
      other,
      'somebody@example.org namespaces="auditor.tickmark.evidence-pack" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKy4AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n',
    );
    expect(tickmark(["verify", demo.result.pack, "--allowed-signers", other]).code).toBe(4);
    writeFileSync(other, "");
    expect(tickmark(["verify", demo.result.pack, "--allowed-signers", other]).code).toBe(4);
    rmSync(other);
  });

  test("the pack's own README commands are accepted by the tools of the machine", () => {
    const sums = spawnSync(
      "sh",
      ["-c", "sha256sum --strict --quiet -c tagmanifest-sha256.txt && sha256sum --strict --quiet -c manifest-sha256.txt"],
      { cwd: bag, encoding: "utf8" },
    );
    expect(sums.stdout + sums.stderr).toBe("");
    expect(sums.status).toBe(0);
    const principal = allowedSigners.split(" ")[0] ?? "";
    const ssh = spawnSync(
      "ssh-keygen",
      [
        "-Y",
        "verify",
        "-f",
        demo.result.allowedSigners,
        "-I",
        principal,
        "-n",
        "auditor.tickmark.evidence-pack",
        "-s",
        "signatures/auditor.tagmanifest-sha256.txt.sig",
      ],
      { cwd: bag, input: readFileSync(join(bag, "tagmanifest-sha256.txt")), encoding: "utf8" },
    );
    expect(ssh.stdout).toContain("Good");
    expect(ssh.status).toBe(0);
  });

  test("one flipped bit anywhere in any file is refused", { timeout: 300_000 }, async () => {
    for (const [name, { length: size }] of contents) {
      for (const position of new Set([0, Math.floor(size / 2), size - 1])) {
        const accepted = await verifyChanged((copy) => {
          const bytes = Uint8Array.from(copy.get(name) ?? []);
          bytes[position] = (bytes[position] ?? 0) ^ 1;
          copy.set(name, bytes);
        });
        expect(accepted, `${name} at ${position}`).toBe(false);
      }
    }
  });

  test("any file removed, renamed or added is refused", { timeout: 300_000 }, async () => {
    for (const [name, bytes] of contents) {
      expect(await verifyChanged((copy) => copy.delete(name)), `removed ${name}`).toBe(false);
      const renamed = (copy: Map<string, Uint8Array>): void => void (copy.delete(name) && copy.set(`${name}.x`, bytes));
      expect(await verifyChanged(renamed), `renamed ${name}`).toBe(false);
    }
    for (const name of [
      "INSTRUCTIONS.html",
      "data/extra.json",
      "data/runs/extra.csv",
      "signatures/extra.sig",
      "signatures/reviewer-1.dsse.json",
      "timestamps/x.tsr",
    ])
      expect(await verifyChanged((copy) => copy.set(name, Uint8Array.of(120))), `added ${name}`).toBe(false);
  });

  test("the untouched copy is accepted, so the refusals above are about the change", async () => {
    expect(await verifyChanged(() => undefined)).toBe(true);
    const fromDisk = await verifyPackFile(bag, allowedSigners, { verifyTime: new Date().toISOString(), analyses });
    expect(fromDisk.success).toBe(true);
  });

  test("a verdict that was edited together with its manifests and signature fails re-performance", async () => {
    const { pack } = demo.result;
    const copy = join(working, "same.zip");
    copyFileSync(pack, copy);
    expect(tickmark(["reperform", copy]).code).toBe(0);
    const run = filesOf(join(bag, "data/runs")).find((path) => path.endsWith("run.json")) ?? "";
    const text = readFileSync(run, "utf8");
    expect(text).toContain('"state":"exception"');
    const edited = mkdtempSync(join(tmpdir(), "tickmark-edited-"));
    cpSync(bag, edited, { recursive: true });
    writeFileSync(join(edited, relative(bag, run)), text.replace('"state":"exception"', '"state":"no-exception"'));
    const result = tickmark(["reperform", edited]);
    expect(result.code).toBe(4);
    expect(result.stdout + result.stderr).toMatch(/no-exception|differ|digest/);
    rmSync(edited, { recursive: true });
  });

  test("sources that are not those of the pack are named", () => {
    const empty = mkdtempSync(join(tmpdir(), "tickmark-empty-"));
    const run = tickmark(["reperform", demo.result.pack, "--sources", empty]);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/No file in .* has the digest of/);
    rmSync(empty, { recursive: true });
  });
});
