import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { type SampleFiles, writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { createServices } from "../../src/workbench/workbench.ts";

const KILLS = 50;
let folder: string;
let files: SampleFiles;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-killed-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  files = await writeSampleCase({ directory: join(folder, "exports"), rows: 3000, seed: 3, faults: true, format: "csv" });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a process that imports, runs and packs, says each step it has committed, and is killed `afterMs` after its first word. */
function workUntilKilled(directory: string, afterMs: number): Promise<{ steps: string[]; finished: boolean }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, "worker.ts"), directory, JSON.stringify(files)], {
      stdio: ["ignore", "pipe", "pipe"],
      env: process.env,
    });
    let output = "";
    let errors = "";
    let timer: NodeJS.Timeout | undefined;
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      timer ??= setTimeout(() => child.kill("SIGKILL"), afterMs);
    });
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      if (signal === null && code !== 0) reject(new Error(`The worker failed by itself: ${errors}`));
      else resolve({ steps: output.split("\n").filter((line) => line !== ""), finished: code === 0 });
    });
  });
}

describe("a process killed at any moment", () => {
  test(`leaves a case that opens, with its journal intact and nothing half-done, ${KILLS} times`, { timeout: 900_000 }, async () => {
    const random = seededRandom(20_260_101, "kill-times");
    let kills = 0;
    let packed = 0;
    for (let round = 0; kills < KILLS; round += 1) {
      const directory = join(folder, `case-${round}.tickmark`);
      // Until the whole job is done in one case, go on with the same case, killed again and again.
      for (let attempt = 0; kills < KILLS; attempt += 1) {
        const { steps, finished } = await workUntilKilled(
          directory,
          Math.floor(random.nextUniform() * (attempt > 9 ? 20_000 : attempt > 4 ? 6000 : 2500)),
        );
        if (!finished) kills += 1;
        await inspect(directory, steps);
        if (finished) {
          packed += 1;
          break;
        }
      }
      rmSync(directory, { recursive: true, force: true });
    }
    expect(packed).toBeGreaterThan(0);
  });
});

async function inspect(directory: string, steps: readonly string[]): Promise<void> {
  if (!existsSync(join(directory, "case.sqlite"))) {
    expect(steps.filter((step) => step !== "begin")).toEqual([]);
    return;
  }
  const workbench = createServices();
  try {
    await workbench.cases.open(directory);
    const { session } = workbench.cases;
    expect(session.kase.verifyJournal()).toMatchObject({ intact: true });
    const committed = new Set([
      ...session.kase.listSources().map((source) => `source ${source.sourceId}`),
      ...session.kase.listRuns().map((run) => `run ${run.runId}`),
      ...session.kase.listPackExports().map((pack) => `pack ${pack.revision}`),
      ...(session.kase.currentPopulationDefinition() === null ? [] : ["population"]),
    ]);
    // Every step that the process said it had committed is there ...
    for (const step of steps) if (step !== "begin" && step !== "done") expect(committed).toContain(step);
    // ... every run that is there is whole, and no file stands without its row.
    const runs = session.kase.listRuns();
    for (const run of runs) expect(workbench.runs.load(session, run.runId).record.runId).toBe(run.runId);
    const folders = existsSync(join(directory, "runs")) ? readdirSync(join(directory, "runs")) : [];
    expect(folders.toSorted()).toEqual(runs.map((run) => run.runId).toSorted());
    const zips = existsSync(join(directory, "packs")) ? readdirSync(join(directory, "packs")).filter((name) => name.endsWith(".zip")) : [];
    expect(zips.length).toBe(session.kase.listPackExports().length);
    // The spill folder belongs to the engine that is open here; anything else would be a leftover.
    expect(readdirSync(directory).filter((name) => name.endsWith(".tmp") && name !== "population.duckdb.tmp")).toEqual([]);
    const document = workbench.population.document(session);
    if (document !== null) {
      const rows = await workbench.population.read(
        session,
        async (engine) => await engine.rows({ text: "select count(*)::integer from population", values: [] }),
        quietJob(),
      );
      expect(rows.rows[0]?.[0]).toBe(document.population.rows);
    }
  } finally {
    await workbench.close();
  }
}
