import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../src/policy/verdict.ts";
import { listInventory } from "../../src/workbench/inventory-service.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { SAMPLE_CASE, importSample } from "../../src/workbench/sample/sample-import.ts";
import { type Workbench, createServices } from "../../src/workbench/workbench.ts";

/** Imports and runs one synthetic case and hands its verdicts over. */
async function judge<Result>(
  request: { rows: number; seed: number; faults: boolean },
  look: (verdicts: readonly Verdict[], workbench: Workbench, files: Awaited<ReturnType<typeof writeSampleCase>>) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "tickmark-key-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  const workbench = createServices();
  try {
    const files = await writeSampleCase({ directory: join(folder, "exports"), format: "parquet", ...request });
    await workbench.cases.create({ ...SAMPLE_CASE, directory: join(folder, "case.tickmark") });
    const { session } = workbench.cases;
    await importSample(workbench, session, files, quietJob());
    const heads = await workbench.runs.runProgramme(session, null, quietJob());
    const verdicts = heads.flatMap((head) => workbench.runs.load(session, head.runId).record.verdicts as Verdict[]);
    return await look(verdicts, workbench, files);
  } finally {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the sample that can judge us", () => {
  test("every planted fault within sight is found, and what is innocent is not accused", async () => {
    await judge({ rows: 40_000, seed: 1, faults: true }, async (verdicts, workbench, files) => {
      const exceptions = verdicts.filter((verdict) => verdict.state === "exception").map((verdict) => verdict.figureId);
      for (const { fault, exceptions: patterns } of files.answerKey.faults) {
        if (patterns.length === 0) continue;
        const seen = exceptions.some((id) => patterns.some((pattern) => new RegExp(pattern).test(id)));
        expect(seen, `${fault}; exceptions were ${exceptions.join(", ")}`).toBe(true);
      }
      for (const pattern of files.answerKey.innocent) expect(exceptions.filter((id) => new RegExp(pattern).test(id))).toEqual([]);
      const { session } = workbench.cases;
      const inventory = await listInventory(session, workbench.population);
      expect(inventory.unregistered.map((entry) => entry.modelVersion)).toContain("4.1-hotfix");
      expect(workbench.population.current(session)?.duplicateDecisionIds).toBeGreaterThan(0);
    });
  });

  test("of twenty clean twins at most three raise any exception", { timeout: 600_000 }, async () => {
    const accused: string[] = [];
    for (let seed = 101; seed <= 120; seed += 1) {
      const exceptions = await judge({ rows: 40_000, seed, faults: false }, async (verdicts) =>
        verdicts.filter((verdict) => verdict.state === "exception"),
      );
      if (exceptions.length > 0) accused.push(`seed ${seed}: ${exceptions.map((verdict) => verdict.figureId).join(", ")}`);
    }
    expect(accused.length, accused.join("\n")).toBeLessThanOrEqual(3);
  });

  test("the same request writes the same bytes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tickmark-same-"));
    const { createHash } = await import("node:crypto");
    const { readFileSync } = await import("node:fs");
    const digests: string[] = [];
    for (const name of ["a", "b"]) {
      const files = await writeSampleCase({ directory: join(folder, name), rows: 10_000, seed: 7, faults: true, format: "csv" });
      const hash = createHash("sha256");
      for (const path of [join(files.decisions, "decisions-2025-06.csv"), files.outcomes, files.reviews, files.attributes])
        hash.update(readFileSync(path));
      digests.push(hash.digest("hex"));
    }
    rmSync(folder, { recursive: true });
    expect(digests[0]).toBe(digests[1]);
  });
});
