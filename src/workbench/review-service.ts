import { readFileSync } from "node:fs";
import type { Analysis } from "../analyses/analysis.ts";
import type { Reperformance, Verification } from "../contract/pack-schemas.ts";
import { allowedSignersLine } from "../evidence/allowed-signers.ts";
import { reperformPack } from "../evidence/verify-pack.ts";
import { runsOfPack } from "../evidence/pack-contents.ts";
import { AUDITOR_SSHSIG } from "../evidence/profile.ts";
import { decodeSshSignature } from "../evidence/sshsig.ts";
import type { ReperformanceReport, VerificationReport } from "../evidence/verification-report.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type OpenedPack, openPack } from "../packs/read-pack.ts";
import { verifyPackFile } from "../packs/verify-pack-file.ts";
import type { JobContext } from "./job.ts";
import { rememberRevision, rollbackRegister } from "./rollback-file.ts";
import { recomputeFromSources } from "./recompute-sources.ts";

export interface SourceReperformance {
  readonly report: ReperformanceReport;
  /** Null when the sources were not asked for. */
  readonly sources: { readonly differences: Reperformance["differences"]; readonly files: number; readonly aggregates: number } | null;
}

export class ReviewService {
  readonly #analyses: readonly Analysis[];

  constructor(analyses: readonly Analysis[]) {
    this.#analyses = analyses;
  }

  async verify(path: string, allowedSignersFile: string, now: string): Promise<VerificationReport> {
    // No list trusts nobody: the steps are all shown, and the signer's fails.
    const text = allowedSignersFile === "" ? "" : readSigners(allowedSignersFile);
    const rollback = rollbackRegister();
    const report = await verifyPackFile(path, text, {
      verifyTime: now,
      analyses: this.#analyses,
      ...(rollback === null ? {} : { rollback }),
    });
    if (report.success && report.pack !== null) rememberRevision(report.pack);
    return report;
  }

  /**
   * Everything but who signed: the pack's own key is taken at its word, so this proves no more than that nothing was damaged.
   * Never a success: "incomplete" when everything else passed, else "failure".
   */
  async verifyIntegrity(path: string, now: string): Promise<VerificationReport> {
    const rollback = rollbackRegister();
    return withoutSigner(
      await verifyPackFile(path, await ownSigner(path), {
        verifyTime: now,
        analyses: this.#analyses,
        ...(rollback === null ? {} : { rollback }),
      }),
    );
  }

  /** Figures and verdicts from the aggregates; with a folder of sources, the aggregates from the sources too. */
  async reperform(path: string, sources: string | null, job: JobContext): Promise<SourceReperformance> {
    const pack = await openPack(path);
    try {
      if (pack.problems.length > 0)
        throw new TickmarkError("verification-failed", `The container is not sound: ${pack.problems[0]?.message ?? ""}`, { file: path });
      job.report({ step: "Recomputing figures and verdicts from the aggregates", fraction: null });
      const report = reperformPack(pack, this.#analyses);
      if (sources === null) return { report, sources: null };
      return { report, sources: await recomputeFromSources(pack, runsOfPack(pack), sources, this.#analyses, job) };
    } finally {
      pack.close();
    }
  }
}

function readSigners(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new TickmarkError("not-found", "The allowed signers file cannot be read.", { file }, cause);
  }
}

const SIGNER_STEPS: ReadonlySet<string> = new Set(["auditor-dsse", "auditor-sshsig", "same-key"]);

/** The pack's own key vouched for itself: whatever rests on it is told as not checked. */
function withoutSigner(report: VerificationReport): VerificationReport {
  return {
    ...report,
    success: false,
    result: report.result === "failure" ? "failure" : "incomplete",
    conclusion: report.success
      ? "INTACT, BUT WHO SIGNED WAS NOT CHECKED: this is no verification."
      : `NOT INTACT, and who signed was not checked. ${notPassed(report)}`,
    steps: report.steps.map((step) =>
      SIGNER_STEPS.has(step.id) && step.state === "pass"
        ? {
            ...step,
            state: "not-checked",
            message: "The signature fits the key that comes with the pack; whose key that is was not checked.",
            details: [],
          }
        : step,
    ),
    signer: report.signer === null ? null : { ...report.signer, trusted: false },
  };
}

/** Of a report without a signer: true when every other mandatory step passed. */
export function isIntact({ steps }: VerificationReport): boolean {
  return steps.every((step) => !step.mandatory || step.state === "pass" || (SIGNER_STEPS.has(step.id) && step.state === "not-checked"));
}

function notPassed({ steps }: VerificationReport): string {
  const titles = steps.filter((step) => step.mandatory && step.state !== "pass").map((step) => step.title);
  return `Not passed: ${titles.join(", ")}.`;
}

/** An allow-list line made from the signature in the pack itself. */
async function ownSigner(path: string): Promise<string> {
  const pack: OpenedPack = await openPack(path);
  try {
    if (!pack.files.some((file) => file.path === AUDITOR_SSHSIG)) return "";
    const { publicKey } = decodeSshSignature(pack.read(AUDITOR_SSHSIG), AUDITOR_SSHSIG);
    return `${allowedSignersLine({ principal: "*", publicKey })}\n`;
  } catch {
    return ""; // A signature that cannot be read fails its own step.
  } finally {
    pack.close();
  }
}

export function windowVerification(report: VerificationReport): Verification {
  return {
    success: report.success,
    conclusion: report.conclusion,
    steps: report.steps.map(({ id, title, state, message, mandatory, details }) => ({
      id,
      title,
      state,
      mandatory,
      message: [message, ...details.slice(0, 5)].join("\n"),
    })),
    packId: report.pack?.packId ?? null,
    signer: report.signer?.trusted === true ? report.signer.principal : null,
    fingerprint: report.signer?.fingerprint ?? null,
  };
}

export function windowReperformance({ report, sources }: SourceReperformance): Reperformance {
  const fromAggregates = report.runs.flatMap((run) => run.differences.map((difference) => ({ runId: run.runId, ...difference })));
  const fromSources = sources?.differences ?? [];
  const success = report.success && fromSources.length === 0;
  const sourceSentence =
    sources === null
      ? ""
      : fromSources.length === 0
        ? ` From the sources: ${sources.aggregates} aggregates recomputed from ${sources.files} files, all equal.`
        : ` From the sources: ${fromSources.length} differences.`;
  return {
    success,
    conclusion: `${report.conclusion}${sourceSentence}`,
    runs: report.runs.map(({ runId, analysisId, figures, verdicts, aggregates, differences }) => ({
      runId,
      analysisId,
      figures,
      verdicts,
      aggregates,
      differences: differences.length + fromSources.filter((difference) => difference.runId === runId).length,
    })),
    differences: [...fromAggregates, ...fromSources],
  };
}
