import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { TickmarkError } from "../foundation/errors.ts";
import { createKeyFile, openKeyFile } from "../packs/key-file.ts";
import type { JobContext } from "./job.ts";
import { writeSampleCase } from "./sample/sample-case.ts";
import { SAMPLE_CASE, importSample } from "./sample/sample-import.ts";
import type { Workbench } from "./workbench.ts";

export interface DemoRequest {
  readonly out: string;
  readonly rows: number;
  readonly seed: number;
  readonly clean: boolean;
}

export interface DemoResult {
  readonly case: string;
  readonly pack: string;
  readonly allowedSigners: string;
  readonly report: string;
  readonly rows: number;
  readonly runs: {
    analysisId: string;
    exceptions: number;
    noException: number;
    insufficient: number;
    figures: number;
    answer: string;
    seconds: number;
  }[];
  readonly faults: { fault: string; expected: string; seen: boolean }[];
  readonly verification: { success: boolean; conclusion: string };
  readonly reperformance: { success: boolean; conclusion: string };
  readonly seconds: number;
}

/** The whole main job without a window: exports in, signed pack out, verified and recomputed as its reader would. */
export async function runDemo(workbench: Workbench, request: DemoRequest, job: JobContext): Promise<DemoResult> {
  const startedAt = performance.now();
  const out = resolve(request.out);
  if (existsSync(out) && readdirSync(out).length > 0)
    throw new TickmarkError("already-exists", "The folder for the demo is not empty.", {
      file: out,
      remedy: "Give another --out, or empty it.",
    });
  mkdirSync(out, { recursive: true });
  const { cases, runs, packs, review } = workbench;
  job.report({ step: "Writing the sample exports" });
  const files = await writeSampleCase({
    directory: join(out, "exports"),
    rows: request.rows,
    seed: request.seed,
    faults: !request.clean,
    format: "csv",
    signal: job.signal,
  });
  await cases.create({ ...SAMPLE_CASE, directory: join(out, "sample-credit.tickmark") });
  const { session } = cases;
  await importSample(workbench, session, files, job);
  const heads = await runs.runProgramme(session, null, job);
  const passphrase = randomBytes(24).toString("base64url");
  const keyFile = join(out, "demo-key.json");
  createKeyFile({ path: keyFile, principal: SAMPLE_CASE.auditor, passphrase, createdAt: session.nowIso() });
  const claims = { purpose: "demonstration", recipient: "", classification: "internal", retainUntil: "2033-12-31" };
  const built = await packs.build(session, claims, openKeyFile(keyFile, passphrase), job);
  const results = {
    pack: join(out, built.zipPath.split(/[\\/]/).at(-1) ?? "pack.zip"),
    allowedSigners: join(out, "allowed_signers"),
    report: join(out, "report.html"),
  };
  copyFileSync(built.zipPath, results.pack);
  copyFileSync(built.allowedSignersPath, results.allowedSigners);
  // Under the names that the pack's README uses as well, so that its commands run as they stand.
  for (const suffix of ["allowed_signers", "pub.pem"]) {
    const stem = built.zipPath.replace(/zip$/, suffix);
    copyFileSync(stem, join(out, stem.split(/[\\/]/).at(-1) ?? suffix));
  }
  copyFileSync(built.reportPath, results.report);
  job.report({ step: "Verifying and recomputing the pack" });
  const verification = await review.verify(results.pack, results.allowedSigners, session.nowIso());
  const { report: reperformance } = await review.reperform(results.pack, null, job);
  const exceptions = heads.flatMap((head) =>
    runs
      .load(session, head.runId)
      .record.verdicts.filter((verdict) => verdict.state === "exception")
      .map((verdict) => verdict.figureId),
  );
  return {
    case: session.kase.directory,
    ...results,
    rows: workbench.population.require(session).population.rows,
    runs: heads.map((head) => ({
      analysisId: head.analysisId,
      exceptions: head.verdicts.exception,
      noException: head.verdicts["no-exception"],
      insufficient: head.verdicts["insufficient-evidence"],
      figures: head.figures,
      answer: head.answer,
      seconds: head.durationMs / 1000,
    })),
    faults: files.answerKey.faults
      .filter((fault) => fault.exceptions.length > 0)
      .map((fault) => ({
        fault: fault.fault,
        expected: fault.exceptions.join(" | "),
        seen: fault.exceptions.some((pattern) => exceptions.some((id) => new RegExp(pattern).test(id))),
      })),
    verification: { success: verification.success, conclusion: verification.conclusion },
    reperformance: { success: reperformance.success, conclusion: reperformance.conclusion },
    seconds: (performance.now() - startedAt) / 1000,
  };
}
