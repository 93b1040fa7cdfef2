import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { analyses } from "../../src/analyses/index.ts";
import { EXIT } from "../../src/cli/command.ts";
import {
  RESULTS,
  STEP_IDS,
  STEP_STATES,
  type VerificationReport,
  verificationReportSchema,
} from "../../src/evidence/verification-report.ts";
import { verifyPackFile } from "../../src/packs/verify-pack-file.ts";
import { writePack } from "../../src/packs/write-pack.ts";
import { VERIFY_TIME, temporaryFolder } from "./support/built-pack.ts";
import { refusedInput } from "./support/refused-run.ts";
import { testSigner } from "./support/test-signer.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../resources/verification-report.md"), "utf8");

/** What follows from the text of the README in the pack is left aside: its wording is not part of the report. */
function settled(report: VerificationReport): unknown {
  const steps = report.steps.map((step) => (step.id === "limits" ? { ...step, message: "" } : step));
  return { ...report, steps, bytes: 0, pack: { ...report.pack, tagmanifestSha256: "" } };
}

test("the example is what a real run gives, and fits the schema", async () => {
  const example = verificationReportSchema.parse(JSON.parse(/```json\n([\s\S]*?)\n```/.exec(PAGE)?.[1] ?? ""));
  const written = await writePack(refusedInput(), testSigner(), temporaryFolder());
  const allowed = readFileSync(written.allowedSignersPath, "utf8");
  const report = await verifyPackFile(written.zipPath, allowed, { verifyTime: VERIFY_TIME, analyses });
  expect(settled(example)).toEqual(settled(report));
});

test("every field, state, result, step and exit code is told", () => {
  const told = new Set([...PAGE.matchAll(/`([^`]+)`/g)].map(([, word]) => word));
  const fields = Object.keys(verificationReportSchema.shape).map((field) =>
    ["steps", "countersignatures", "timestamps"].includes(field) ? `${field}[]` : field,
  );
  expect([...fields, ...STEP_STATES, ...RESULTS, ...STEP_IDS].filter((word) => !told.has(word))).toEqual([]);
  const codes = [...PAGE.matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code));
  expect(codes).toEqual([EXIT.good, EXIT.usage, EXIT.badInput, EXIT.verificationFailed, EXIT.integrityOnly, EXIT.figuresWithheld]);
  expect(PAGE).toContain(`\`formatVersion\` is ${verificationReportSchema.shape.formatVersion.value}`);
});
