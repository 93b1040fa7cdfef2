import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { allowedSignersLine, parseAllowedSigners } from "../../../src/evidence/allowed-signers.ts";
import { packInMemory } from "../../../src/evidence/pack-reader.ts";
import type { VerificationReport } from "../../../src/evidence/verification-report.ts";
import { verifyPack } from "../../../src/evidence/verify-pack.ts";
import { countingAnalysis } from "../../../src/selftest/counting-analysis.ts";
import type { PackFiles } from "../../../src/selftest/sample-pack.ts";
import { sampleSigner } from "../../../src/selftest/sample-signer.ts";

export { type PackFiles, packFiles, recomputeManifests, resign } from "../../../src/selftest/sample-pack.ts";

export const VERIFY_TIME = "2026-11-24T00:00:00Z";

export async function verifyFiles(files: PackFiles, allowed: string = allowedSignersLine(sampleSigner())): Promise<VerificationReport> {
  return await verifyPack(
    packInMemory(files),
    { signers: parseAllowedSigners(allowed) },
    { verifyTime: VERIFY_TIME, analyses: [countingAnalysis()] },
  );
}

export function failedSteps(report: VerificationReport): string[] {
  return report.steps.filter((step) => step.state === "fail").map((step) => step.id);
}

const folders: string[] = [];
afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tickmark-test-"));
  folders.push(folder);
  return folder;
}
