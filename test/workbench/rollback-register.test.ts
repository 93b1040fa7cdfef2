import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

const home = mkdtempSync(join(tmpdir(), "tickmark-register-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const MODULE = pathToFileURL(join(import.meta.dirname, "../../src/workbench/rollback-file.ts")).href;
const SEEN = 10;

/** A process of its own that has seen ten revisions of one pack. */
async function remember(packId: string): Promise<number | null> {
  const script = `import { rememberRevision } from ${JSON.stringify(MODULE)};
    for (let revision = 1; revision <= ${SEEN}; revision += 1)
      rememberRevision({ packId: ${JSON.stringify(packId)}, kind: "restricted", revision, tagmanifestSha256: "0".repeat(64) });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { env: { ...process.env, TICKMARK_HOME: home } });
  return new Promise((resolve) => child.on("close", resolve));
}

function counts(): number[] {
  const { packs } = JSON.parse(readFileSync(join(home, "rollback.json"), "utf8")) as { packs: Record<string, unknown[]> };
  return Object.values(packs).map((seen) => seen.length);
}

test("verifications at one time forget nothing of what the others have seen", async () => {
  expect(await Promise.all(["urn:a", "urn:b", "urn:c"].map(remember))).toEqual([0, 0, 0]);
  expect(counts()).toEqual([SEEN, SEEN, SEEN]);
  expect(readdirSync(home)).toEqual(["rollback.json"]);
});

test("a lock that a dead process left behind is taken over", async () => {
  const lock = join(home, "rollback.json.lock");
  mkdirSync(lock);
  utimesSync(lock, new Date(0), new Date(0));
  expect(await remember("urn:d")).toBe(0);
  expect(counts()).toHaveLength(4);
});
