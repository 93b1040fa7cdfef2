import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import type { Analysis } from "../analyses/analysis.ts";
import { openLockedEngine } from "../engine/locked-engine.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { PackInput } from "../packs/pack-input.ts";
import { POPULATION_RELATION } from "../population/population.ts";
import type { JobContext } from "./job.ts";
import { type RecordsFile, recordsFileName } from "./pack-records.ts";
import { compareRun, recomputeRun } from "./recompute-run.ts";

/** Hours, not minutes: here nobody is hostile, and a large population takes its time. */
const TIME_LIMIT_MS = 6 * 3_600_000;

/** Records that would not give a reviewer the same aggregates must not leave the house: each is recomputed from the very file. */
export async function requireSameAggregates(
  file: RecordsFile,
  input: Omit<PackInput, "report">,
  analyses: readonly Analysis[],
  job: JobContext,
): Promise<void> {
  const here = input.runs.filter(({ record }) => recordsFileName(record.population.fingerprint) === file.name);
  const known = here.filter(({ record }) =>
    analyses.some(({ id, methodVersion }) => id === record.analysisId && methodVersion === record.methodVersion),
  );
  const engine = await openLockedEngine({
    tables: [{ name: POPULATION_RELATION, parquet: file.path }],
    memoryLimitMb: Math.floor((totalmem() / 1_048_576) * 0.5),
    threads: availableParallelism(),
    tempDirectory: join(file.path, "..", "check"),
    spillLimitMb: 65_536,
    timeLimitMs: TIME_LIMIT_MS,
    rowLimit: 50_000_000,
    signal: job.signal,
  });
  try {
    for (const { record, files } of known) {
      job.report({ step: `Recomputing ${record.runId} from the records`, fraction: null });
      const run = { record, files: new Map(Object.entries(files)), withheld: new Set<string>() };
      const recomputed = await recomputeRun(run, analyses, record.population, (query) => engine.aggregate(query));
      const [first] = [...recomputed.differences, ...compareRun(run, recomputed.aggregates, { names: "same", minimumCell: null })];
      if (first === undefined) continue;
      throw new TickmarkError("verification-failed", `${record.runId} cannot be recomputed from the records that would leave.`, {
        expected: `${first.subject}: ${first.stored}, not ${first.recomputed}`,
        remedy: "This is a defect of the program; please report it.",
      });
    }
  } finally {
    await engine.close();
  }
}
