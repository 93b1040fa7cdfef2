import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TickmarkError } from "../../src/foundation/errors.ts";
import { type JobContext, jobEvents } from "../../src/workbench/job.ts";
import { createKey, damagedKeys, listKeys, unlockKey } from "../../src/workbench/key-service.ts";
import { writeSampleCase } from "../../src/workbench/sample/sample-case.ts";
import { tickmark } from "../integration/command-line.ts";
import { SmallCase } from "./small-case.ts";

let small: SmallCase;
beforeEach(() => {
  small = new SmallCase();
});
afterEach(() => small.remove());

describe("signing keys", () => {
  test("stay usable beside a damaged file, which is named", () => {
    const key = createKey("ann@example.org", "correct horse battery", new Date().toISOString());
    const damaged = join(small.folder, "home", "keys", "broken.json");
    writeFileSync(damaged, "{ not a key");
    expect(listKeys().map((entry) => entry.keyId)).toEqual([key.keyId]);
    expect(damagedKeys()).toEqual([damaged]);
    expect(() => unlockKey("no such key", "x")).toThrow(
      expect.objectContaining({ detail: { remedy: expect.stringContaining(damaged) as string } }) as Error,
    );
    const listed = tickmark(["key", "--json"], { TICKMARK_HOME: join(small.folder, "home") });
    expect(listed.code).toBe(0);
    expect(JSON.parse(listed.stdout)).toHaveLength(1);
    expect(listed.stderr).toContain(damaged);
  });
});

describe("a state directory that cannot be made", () => {
  test("costs the list of recent cases, not the case", async () => {
    writeFileSync(join(small.folder, "file"), "");
    process.env["TICKMARK_HOME"] = join(small.folder, "file", "home");
    await small.open();
    expect(small.session.head.title).toBe("Small");
    mkdirSync(join(small.folder, "other"));
  });
});

async function endOf(work: (context: JobContext) => Promise<unknown>): Promise<unknown> {
  const controller = new AbortController();
  const started = work;
  try {
    for await (const event of jobEvents(async (context) => {
      controller.abort();
      return await started(context);
    }, controller.signal))
      if (event.kind === "done") return event.result;
    return null;
  } catch (error) {
    return error;
  }
}

describe("a cancelled job", () => {
  test("is told as cancelled when the work stopped for it", async () => {
    expect(await endOf(() => Promise.reject(new Error("INTERRUPT Error: Interrupted!")))).toMatchObject({ code: "cancelled" });
    expect(await endOf(() => Promise.reject(new TickmarkError("cancelled", "stopped")))).toMatchObject({ code: "cancelled" });
  });

  test("keeps a fault that is no cancellation", async () => {
    expect(await endOf(() => Promise.reject(new TickmarkError("case-damaged", "broken")))).toMatchObject({ code: "case-damaged" });
    expect(await endOf(() => Promise.reject(new Error("disk full")))).toMatchObject({ message: "disk full" });
  });
});

describe("writing the sample", () => {
  test("ends as cancelled, before and while the engine works", async () => {
    const request = { directory: join(small.folder, "sample"), rows: 40_000, seed: 1, faults: true, format: "csv" as const };
    await expect(writeSampleCase({ ...request, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
    const controller = new AbortController();
    const writing = writeSampleCase({ ...request, signal: controller.signal });
    setTimeout(() => controller.abort(), 40);
    await expect(writing).rejects.toMatchObject({ code: "cancelled" });
  });
});
