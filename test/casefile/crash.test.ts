import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createCase, openReadOnly, openWritable } from "../../src/casefile/case-file.ts";
import { fileDigest } from "../../src/casefile/artefacts.ts";
import { newCase, temporaryFolder } from "./temporary-case.ts";

const WRITER = fileURLToPath(new URL("./crash-writer.ts", import.meta.url));

/** Starts the writer and kills it `delayMs` after it told its line number `lines`; gives every line that it told whole. */
async function runAndKill(parameters: string[], lines: number, delayMs: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, [WRITER, ...parameters], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const told = new Promise<void>((resolve) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString("utf8");
      if (output.split("\n").length > lines) resolve();
    });
  });
  await Promise.race([told, gone]);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  child.kill("SIGKILL");
  await gone;
  expect(child.signalCode).toBe("SIGKILL");
  return output
    .slice(0, output.lastIndexOf("\n") + 1)
    .split("\n")
    .filter((line) => line !== "");
}

/** A process may die before it makes the folder. */
function folderNames(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).toSorted() : [];
}

describe("a process killed at any moment", () => {
  test("loses no step that it reported, and leaves no half of one (20 kills)", { timeout: 90_000 }, async () => {
    const kase = newCase();
    const { directory } = kase;
    kase.close();
    const told = new Set<string>();
    for (let round = 0; round < 20; round += 1) {
      const lines = 1 + (round % 4);
      const delayMs = Math.random() * 12;
      for (const line of await runAndKill(["write", directory, String(round)], lines, delayMs)) told.add(line);
      using after = openWritable(directory, "parent");
      expect(after.verifyJournal().intact, `round ${round}, killed ${delayMs} ms after line ${lines}`).toBe(true);
      const runs = after.listRuns();
      const found = new Set([
        "ready",
        ...runs.map((run) => `run ${run.runId}`),
        ...after.listWorkpapers("note").map((note) => `note ${note.workpaperId}`),
      ]);
      expect([...told].filter((line) => !found.has(line))).toEqual([]);
      expect(folderNames(join(directory, "runs"))).toEqual(runs.map((run) => run.runId).toSorted());
      for (const run of runs) {
        expect(await fileDigest(join(directory, run.path))).toBe(run.runDigest);
        expect(readdirSync(join(directory, "runs", run.runId)).toSorted()).toEqual(["counts.csv", "run.json"]);
        expect(statSync(join(directory, "runs", run.runId, "counts.csv")).size).toBe(8000);
      }
    }
    expect(told.size).toBeGreaterThanOrEqual(1 + 5 * (1 + 2 + 3));
  });

  test("leaves a whole new case, or a folder in which one can be made (8 kills)", { timeout: 60_000 }, async () => {
    const folder = temporaryFolder();
    for (let round = 0; round < 8; round += 1) {
      const lines = await runAndKill(["create", folder, String(round)], 1 + (round % 3), Math.random() * 15);
      for (const name of lines.filter((line) => line.startsWith("made ")).map((line) => line.slice(5))) {
        using whole = openReadOnly(join(folder, name));
        expect(whole.verifyJournal()).toMatchObject({ intact: true, entries: 1 });
      }
      const last = join(folder, String(lines.findLast((line) => line.startsWith("try "))?.slice(4)));
      let code = "";
      try {
        createCase(last, { title: "Made again", actor: "parent" }).close();
      } catch (error) {
        code = (error as { code: string }).code;
      }
      expect(["", "already-exists"]).toContain(code);
      using opened = openWritable(last, "parent");
      expect(opened.verifyJournal()).toMatchObject({ intact: true, entries: 1 });
    }
  });

  test("does not keep the case locked", { timeout: 30_000 }, async () => {
    const kase = newCase();
    const { directory } = kase;
    kase.close();
    const child = spawn(process.execPath, [WRITER, "write", directory, "0"], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(() => openWritable(directory, "B")).toThrow(
      expect.objectContaining({ code: "case-locked", message: expect.stringContaining(`process ${child.pid}`) }),
    );
    using reader = openReadOnly(directory);
    expect(reader.meta().title).toBe("ACME credit");
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    using again = openWritable(directory, "B");
    expect(again.rights).toBe("writable");
  });
});
