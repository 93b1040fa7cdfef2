import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inclusionCheckScript } from "../../src/packs/inclusion-script.ts";
import { commitPopulation } from "../../src/packs/population-commitment.ts";
import { temporaryFolder } from "./support/built-pack.ts";
import { testSigner } from "./support/test-signer.ts";

const SHELLS = ["sh", "bash", "dash"].filter((shell) => process.platform !== "win32" && spawnSync(shell, ["-c", "exit 0"]).status === 0);
const PROOFS = "data/population/proofs";

/** A folder with checkpoint, proofs and the script; what a reader has after unpacking. */
async function unpacked(size: number, disclose: readonly number[]): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, PROOFS), { recursive: true });
  const batch = Array.from({ length: size }, (_, number) => ({ decision: number % 2 === 0 ? "approve" : "Ablehnung ü", number }));
  const { checkpoint, proofs } = await commitPopulation({
    packId: "urn:uuid:24e51ca2-5067-4598-935a-dac4e327d05a",
    revision: 1,
    fingerprint: "a".repeat(64),
    records: oneBatch(batch),
    saltKey: new Uint8Array(32).fill(5),
    signer: testSigner(),
    disclose: new Set(disclose),
  });
  writeFileSync(join(folder, "data/population/checkpoint"), checkpoint);
  for (const [name, text] of Object.entries(proofs)) writeFileSync(join(folder, PROOFS, name), text);
  writeFileSync(join(folder, "check.sh"), inclusionCheckScript());
  return folder;
}

async function* oneBatch<Value>(batch: readonly Value[]): AsyncGenerator<readonly Value[]> {
  yield await Promise.resolve(batch);
}

function check(shell: string, folder: string, record: string): { status: number | null; output: string; errors: string } {
  const { status, stdout, stderr } = spawnSync(shell, ["check.sh", record], { cwd: folder, encoding: "utf8" });
  return { status, output: stdout, errors: stderr };
}

function edit(folder: string, path: string, change: (text: string) => string): void {
  const text = readFileSync(join(folder, path), "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(join(folder, path), changed);
}

describe.skipIf(SHELLS.length === 0)("the inclusion check for shells", () => {
  test("is short enough to read, and needs sh, openssl and xxd alone", () => {
    expect(inclusionCheckScript().split("\n").length).toBeLessThan(28);
    expect(execFileSync("sh", ["-n"], { input: inclusionCheckScript(), encoding: "utf8" })).toBe("");
  });

  test.each(SHELLS)("in %s accepts every record of trees of 1 to 12 leaves", async (shell) => {
    for (const size of [1, 2, 3, 5, 8, 11, 12]) {
      const folder = await unpacked(
        size,
        Array.from({ length: size }, (_, number) => number),
      );
      for (let number = 0; number < size; number += 1)
        expect(check(shell, folder, String(number))).toEqual({
          status: 0,
          output: `OK: record number ${number} (from 0) of exactly ${size}\n`,
          errors: "",
        });
    }
  });

  const changes: [string, (folder: string) => void][] = [
    ["a changed record", (folder) => edit(folder, `${PROOFS}/3.json`, (text) => text.replace("number", "nunber"))],
    ["a record with a line more", (folder) => edit(folder, `${PROOFS}/3.json`, (text) => `${text}\n`)],
    ["another salt", (folder) => edit(folder, `${PROOFS}/3.tlog-proof`, (text) => text.replace(/^extra ./m, "extra A"))],
    ["a wrong index", (folder) => edit(folder, `${PROOFS}/3.tlog-proof`, (text) => text.replace("index 3", "index 2"))],
    [
      "an index that the shell would run",
      (folder) => edit(folder, `${PROOFS}/3.tlog-proof`, (text) => text.replace("index 3", "index a[$(touch owned)]")),
    ],
    [
      "a wrong root",
      (folder) => {
        const root = Buffer.alloc(32, 1).toString("base64");
        const other = (text: string): string => text.replace(/^(7\n).{44}$/m, `$1${root}`);
        edit(folder, "data/population/checkpoint", other);
        edit(folder, `${PROOFS}/3.tlog-proof`, other);
      },
    ],
    ["a proof about another checkpoint", (folder) => edit(folder, "data/population/checkpoint", (text) => text.replace("/r1/", "/r2/"))],
    [
      "a larger size",
      (folder) => {
        edit(folder, "data/population/checkpoint", (text) => text.replace("\n7\n", "\n9\n"));
        edit(folder, `${PROOFS}/3.tlog-proof`, (text) => text.replace("\n7\n", "\n9\n"));
      },
    ],
    ["a hash less", (folder) => edit(folder, `${PROOFS}/3.tlog-proof`, (text) => text.replace(/(index 3\n).{44}\n/, "$1"))],
    ["a hash more", (folder) => edit(folder, `${PROOFS}/3.tlog-proof`, (text) => text.replace(/(index 3\n)(.{44}\n)/, "$1$2$2"))],
    ["no record", (folder) => edit(folder, `${PROOFS}/3.json`, () => "")],
    ["an empty proof", (folder) => edit(folder, `${PROOFS}/3.tlog-proof`, () => "")],
    ["stars for hashes", (folder) => edit(folder, `${PROOFS}/3.tlog-proof`, (text) => text.replace(/(index 3\n).{44}/, "$1*"))],
  ];
  test.each(changes)("refuses %s", async (_what, change) => {
    for (const shell of SHELLS) {
      const folder = await unpacked(7, [3]);
      expect(check(shell, folder, "3").status).toBe(0);
      change(folder);
      const { status, output } = check(shell, folder, "3");
      expect(status).toBe(1);
      expect(output).toMatch(/^FAIL: /);
      expect(spawnSync("ls", [join(folder, "owned")]).status).not.toBe(0);
    }
  });

  test("refuses the record of one number under another", async () => {
    const folder = await unpacked(7, [3, 4]);
    const [three, four] = [3, 4].map((number) => readFileSync(join(folder, PROOFS, `${number}.json`), "utf8"));
    writeFileSync(join(folder, PROOFS, "3.json"), four ?? "");
    writeFileSync(join(folder, PROOFS, "4.json"), three ?? "");
    expect(check("sh", folder, "3").status).toBe(1);
    expect(check("sh", folder, "4").status).toBe(1);
    expect(check("sh", folder, "5").status).toBe(1);
    expect(check("sh", folder, "").status).toBe(1);
  });
});
