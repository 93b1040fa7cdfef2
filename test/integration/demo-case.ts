import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DemoResult, runDemo } from "../../src/workbench/demo.ts";
import { quietJob } from "../../src/workbench/job.ts";
import { createServices } from "../../src/workbench/workbench.ts";

/** A finished demo in a folder of its own, with a state directory that is not the user's. */
export interface DemoCase {
  readonly folder: string;
  readonly result: DemoResult;
  remove(): void;
}

export async function demoCase(request: { rows?: number; seed?: number; clean?: boolean } = {}): Promise<DemoCase> {
  const folder = mkdtempSync(join(tmpdir(), "tickmark-demo-"));
  process.env["TICKMARK_HOME"] = join(folder, "home");
  const services = createServices();
  try {
    const { rows = 12_000, seed = 1, clean = false } = request;
    const result = await runDemo(services, { out: join(folder, "demo"), rows, seed, clean }, quietJob());
    return { folder, result, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } finally {
    await services.close();
  }
}
