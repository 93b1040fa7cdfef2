import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { VerificationReport } from "../evidence/verification-report.ts";
import { describeError } from "../foundation/errors.ts";
import { verifyPackFile } from "../packs/verify-pack-file.ts";
import { type Attack, type Forgery, type GenuinePack, type PackAttack, expectedStepOf, isPackAttack } from "./attack.ts";
import { rawZip } from "./raw-zip.ts";

export interface AttackResult {
  readonly id: string;
  readonly threat: string;
  readonly description: string;
  readonly expectedStep: string;
  /** "accepted": the genuine pack. "stopped": at the expected step. "stopped-elsewhere" and "got-through" are defects of this program. */
  readonly result: "accepted" | "stopped" | "stopped-elsewhere" | "got-through" | "skipped";
  /** What verification said, in one sentence. */
  readonly message: string;
  readonly milliseconds: number;
}

export function isDefect({ result }: AttackResult): boolean {
  return result === "stopped-elsewhere" || result === "got-through";
}

/** Stops a self-test that would hang; far above what any attack takes. */
const PATIENCE_MS = 60_000;

/**
 * Builds and tries every attack, one after the other. The genuine pack must verify first, by the same way: otherwise
 * a verifier that refuses everything would look strong.
 */
export async function* runAttacks(attacks: readonly Attack[], pack: GenuinePack): AsyncGenerator<AttackResult> {
  const control = await tried(CONTROL, pack);
  yield control;
  for (const attack of attacks) yield await tried(attack, pack);
}

/** The pack as it is: it must be accepted. */
const CONTROL = { id: "genuine-pack", threat: "None", description: "the genuine pack, as it is", guard: "none: accepted" };

async function tried(attack: Attack | typeof CONTROL, pack: GenuinePack): Promise<AttackResult> {
  const started = performance.now();
  const outcome = await withPatience(judge(attack, pack));
  return {
    id: attack.id,
    threat: attack.threat,
    description: attack.description,
    expectedStep: "build" in attack || "attempt" in attack ? expectedStepOf(attack) : attack.guard,
    ...outcome,
    milliseconds: Math.round(performance.now() - started),
  };
}

type Outcome = Pick<AttackResult, "result" | "message">;

async function withPatience(judged: Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ result: "got-through", message: `No answer within ${PATIENCE_MS / 1000} s.` }), PATIENCE_MS);
  });
  try {
    return await Promise.race([judged, tooLong]);
  } catch (error) {
    return { result: "got-through", message: `The program itself broke: ${describeError(error)}` };
  } finally {
    clearTimeout(timer);
  }
}

async function judge(attack: Attack | typeof CONTROL, pack: GenuinePack): Promise<Outcome> {
  if (!("build" in attack || "attempt" in attack)) {
    const report = await verifyForgery({ files: pack.files }, pack);
    return report.success ? { result: "accepted", message: report.conclusion } : { result: "got-through", message: report.conclusion };
  }
  if (attack.possible?.(pack) === false) return { result: "skipped", message: "It cannot be built here, or from this pack." };
  if (isPackAttack(attack)) return judgeReport(attack, await verifyForgery(await attack.build(pack), pack));
  const gotThrough = await attack.attempt(pack);
  return gotThrough === null ? { result: "stopped", message: attack.guard } : { result: "got-through", message: gotThrough };
}

function judgeReport(attack: PackAttack, report: VerificationReport): Outcome {
  const { expectedState = "fail", expectedResult = "failure" } = attack;
  if (report.success || report.result !== expectedResult) return { result: "got-through", message: report.conclusion };
  const step = report.steps.find(({ id }) => id === attack.expectedStep);
  if (step?.state === expectedState) return { result: "stopped", message: step.message };
  const found = report.steps.filter(({ state }) => state === "fail").map(({ id, message }) => `${id}: ${message}`);
  return { result: "stopped-elsewhere", message: found.join(" ") };
}

/** Writes a forgery to disk as a reader would receive it, and verifies it from there. */
export async function verifyForgery(forgery: Forgery, pack: GenuinePack): Promise<VerificationReport> {
  const directory = mkdtempSync(join(tmpdir(), "tickmark-selftest-"));
  try {
    const path = placed(forgery, pack, directory);
    return await verifyPackFile(path, forgery.allowedSigners ?? pack.allowedSigners, {
      verifyTime: pack.verifyTime,
      analyses: pack.analyses,
      ...(forgery.rollback === undefined ? {} : { rollback: forgery.rollback }),
      ...(forgery.require === undefined ? {} : { require: forgery.require }),
    });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function placed(forgery: Forgery, { files, root }: GenuinePack, directory: string): string {
  if ("folder" in forgery) {
    const bag = join(directory, root);
    for (const [path, bytes] of files) {
      const target = join(bag, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, bytes);
    }
    forgery.folder(bag);
    return bag;
  }
  const path = join(directory, `${root}.zip`);
  const bytes = "zip" in forgery ? forgery.zip : rawZip([...forgery.files].map(([name, data]) => ({ name: `${root}/${name}`, data })));
  writeFileSync(path, bytes);
  return path;
}
