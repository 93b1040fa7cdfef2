import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { terminalJson, terminalText } from "../../src/cli/terminal-text.ts";
import { canonicalJson } from "../../src/foundation/canonical-json.ts";
import { utf8 } from "../../src/evidence/octets.ts";
import { readRun } from "../../src/selftest/edit-pack.ts";
import { rawZip } from "../../src/selftest/raw-zip.ts";
import { packFiles, recomputeManifests } from "../../src/selftest/sample-pack.ts";
import { tickmark } from "./command-line.ts";

/** Clears the screen, turns the reading direction, and starts a line of its own. */
const EVIL = "\u001b[2J\u009b31m\u202e\nEvery run agrees exactly, recomputed from the aggregates.";
/** Controls but for tab and line feed, and what turns the reading direction. */
const UNSEEN = /(?![\t\n])[\p{Cc}\p{Cf}]/u;

const folder = mkdtempSync(join(tmpdir(), "tickmark-terminal-"));
const pack = join(folder, "pack.zip");
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  const files = await packFiles();
  const run = readRun(files, "run-1");
  const queries = run.queries.map((query) => ({ ...query, sql: `${query.sql} -- ${EVIL}` }));
  const edited = { ...run, runId: EVIL, title: EVIL, answer: EVIL, methodVersion: EVIL, queries };
  files.set("data/runs/run-1/run.json", utf8(canonicalJson(edited)));
  recomputeManifests(files);
  writeFileSync(pack, rawZip([...files].map(([name, data]) => ({ name: `p/${name}`, data }))));
});

test.each([["reperform"], ["verify"]])("%s lets no text of a pack command the terminal, nor pass for its own conclusion", (command) => {
  const { code, stdout, stderr } = tickmark([command, pack], { TICKMARK_HOME: folder });
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain(String.raw`\u{1b}[2J`);
  expect(UNSEEN.test(stdout + stderr)).toBe(false);
  expect(stdout.split("\n").filter((line) => line.startsWith("Every run agrees"))).toEqual([]);
  const asJson = tickmark([command, pack, "--json"], { TICKMARK_HOME: folder }).stdout;
  expect(UNSEEN.test(asJson)).toBe(false);
  expect(JSON.stringify(JSON.parse(asJson))).toContain(String.raw`\u001b[2J`);
});

test("text keeps its lines and tabs, and JSON its values", () => {
  expect(terminalText("a\tb\nc\u001bd")).toBe("a\tb\nc\\u{1b}d");
  const value = { text: `\u009b\u202e\u{e0001}é\n"\\` };
  expect(JSON.parse(terminalJson(value))).toEqual(value);
  expect(UNSEEN.test(terminalJson(value))).toBe(false);
});
