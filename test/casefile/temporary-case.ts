import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type WritableCase, createCase } from "../../src/casefile/case-file.ts";

/** A folder that goes away with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tickmark-case-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** 2026-01-01T00:00:00.000Z and a second more at each look. */
export function steppingClock(): { nowMs(): number } {
  let nowMs = Date.UTC(2026, 0, 1) - 1000;
  return { nowMs: () => (nowMs += 1000) };
}

export function newCase(): WritableCase {
  const kase = createCase(join(temporaryFolder(), "acme.tickmark"), {
    title: "ACME credit",
    actor: "A. Auditor",
    engagement: { period: "2026-H1" },
    clock: steppingClock(),
  });
  onTestFinished(() => kase.close());
  return kase;
}

export const DIGEST_A = "a".repeat(64);

export function sourceRecord(sourceId: string, rowsRead = 10) {
  return {
    sourceId,
    title: "log.csv",
    kind: "decisions",
    sourceDigest: DIGEST_A,
    rowsRead,
    rowsRejected: 1,
    rowsBlank: 0,
    document: { adapter: "csv" },
  };
}
