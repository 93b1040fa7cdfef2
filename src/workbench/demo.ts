import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { DEFAULT_CLAIMS, type PackClaims } from "../contract/pack-schemas.ts";
import type { VerificationReport } from "../evidence/verification-report.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { createKeyFile, openKeyFile } from "../packs/key-file.ts";
import type { JobContext } from "./job.ts";
import { packToReview } from "./review-request.ts";
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
  /** The restricted pack: everything in it can be recomputed. */
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
  readonly shareable: DemoPack;
  readonly seconds: number;
}

/** A pack as its reader finds it. `result` is "withheld" where figures rest on numbers that the pack leaves out by its own rule. */
export interface DemoPack {
  readonly pack: string;
  readonly report: string;
  readonly result: VerificationReport["result"];
  readonly verification: { success: boolean; conclusion: string };
  readonly reperformance: { success: boolean; conclusion: string };
}

/** The whole main job without a window: exports in, both signed packs out, verified and recomputed as their readers would. */
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
  const signer = openKeyFile(keyFile, passphrase);
  const allowedSigners = join(out, "allowed_signers");
  const pack = async (kind: PackClaims["kind"], report: string): Promise<DemoPack> => {
    const claims = { ...DEFAULT_CLAIMS, kind, purpose: "demonstration", recipient: "whoever reads it", retainUntil: "2033-12-31" };
    const built = await packs.build(session, claims, signer, job);
    copyFileSync(built.allowedSignersPath, allowedSigners);
    copyFileSync(built.reportPath, join(out, report));
    // Under the names that the pack's README uses, so that its commands run as they stand.
    for (const suffix of ["allowed_signers", "pub.pem", "zip"]) {
      const path = built.zipPath.replace(/zip$/, suffix);
      copyFileSync(path, join(out, basename(path)));
    }
    const copied = join(out, basename(built.zipPath));
    job.report({ step: `Verifying and recomputing the ${kind} pack` });
    const { result, success, conclusion } = await review.verify(packToReview(copied, allowedSigners), session.nowIso());
    const { report: again } = await review.reperform(copied, null, job);
    return {
      pack: copied,
      report: join(out, report),
      result,
      verification: { success, conclusion },
      reperformance: { success: again.success, conclusion: again.conclusion },
    };
  };
  const restricted = await pack("restricted", "report.html");
  const shareable = await pack("shareable", "report-shareable.html");
  const exceptions = heads.flatMap((head) =>
    runs
      .load(session, head.runId)
      .record.verdicts.filter((verdict) => verdict.state === "exception")
      .map((verdict) => verdict.figureId),
  );
  return {
    case: session.kase.directory,
    pack: restricted.pack,
    allowedSigners,
    report: restricted.report,
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
    verification: restricted.verification,
    reperformance: restricted.reperformance,
    shareable,
    seconds: (performance.now() - startedAt) / 1000,
  };
}
