import type { Analysis } from "../analyses/analysis.ts";
import type { Reperformance } from "../contract/review-schemas.ts";
import { runsOfPack } from "../evidence/pack-contents.ts";
import type { ReperformanceReport } from "../evidence/verification-report.ts";
import { reperformPack } from "../evidence/verify-pack.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { OpenedPack } from "../packs/read-pack.ts";
import type { JobContext } from "./job.ts";
import { pausesOf } from "./pausing.ts";
import { type RecordsRecomputation, hasRecords, recomputeFromRecords } from "./recompute-records.ts";
import { recomputeFromSources } from "./recompute-sources.ts";

export interface ReperformanceOptions {
  /** True: a pack without records is an error; else its records are recomputed from where it has them. */
  readonly records?: boolean;
  /** Consent to run SQL of the pack that this program would not write itself; it runs locked up all the same. */
  readonly runForeignSql?: boolean;
}

export interface SourceReperformance {
  readonly report: ReperformanceReport;
  /** Null when the sources were not asked for. */
  readonly sources: {
    readonly differences: readonly Reperformance["differences"][number][];
    readonly files: number;
    readonly aggregates: number;
  } | null;
  /** Null for a pack without records. */
  readonly records: RecordsRecomputation | null;
  /** Titles by run id. */
  readonly titles: ReadonlyMap<string, string>;
}

/** Figures and verdicts from the aggregates; the aggregates from the records where the pack has them, and from a folder of sources. */
export async function reperformOpened(
  pack: OpenedPack,
  analyses: readonly Analysis[],
  { sources, records = false, runForeignSql = false }: ReperformanceOptions & { readonly sources: string | null },
  job: JobContext,
): Promise<SourceReperformance> {
  if (records && !hasRecords(pack))
    throw new TickmarkError("bad-input", "This pack holds no records to recompute from.", {
      remedy: "Use the restricted pack of the same seal, or --sources with the files that were imported.",
    });
  job.report({ step: "Recomputing figures and verdicts from the aggregates", fraction: null });
  const report = await reperformPack(pack, analyses, pausesOf(job));
  const runs = runsOfPack(pack);
  return {
    report,
    records: hasRecords(pack) ? await recomputeFromRecords(pack, runs, { analyses, runForeignSql, job }) : null,
    sources: sources === null ? null : await recomputeFromSources(pack, runs, sources, analyses, job),
    titles: new Map(runs.map(({ record }) => [record.runId, record.title])),
  };
}

export function windowReperformance({ report, sources, records, titles }: SourceReperformance): Reperformance {
  const fromAggregates = report.runs.flatMap((run) => run.differences.map((difference) => ({ runId: run.runId, ...difference })));
  const beyond = [...(records?.differences ?? []), ...(sources?.differences ?? [])];
  const where = report.runs.some(({ withheld }) => withheld > 0) ? "all equal where the pack shows them" : "all equal";
  const sentences = [
    report.conclusion,
    ...(records === null ? [] : [recordsSentence(records, where)]),
    ...(sources === null ? [] : [origin("sources", sources, where)]),
  ];
  return {
    success: report.success && beyond.length === 0,
    conclusion: sentences.join(" "),
    runs: report.runs.map(({ runId, analysisId, state, figures, verdicts, aggregates, withheld, differences }) => {
      const own = beyond.filter((difference) => difference.runId === runId).length;
      return {
        runId,
        analysisId,
        title: titles.get(runId) ?? analysisId,
        state: own > 0 ? "fail" : state,
        withheld,
        figures,
        verdicts,
        aggregates,
        differences: differences.length + own,
      };
    }),
    differences: [...fromAggregates, ...beyond],
    foreignSql: [...(records?.foreignSql ?? [])],
  };
}

function origin(name: string, { differences, aggregates, files }: NonNullable<SourceReperformance["sources"]>, where: string): string {
  if (differences.length > 0) return `From the ${name}: ${differences.length} differences.`;
  return `From the ${name}: ${aggregates} aggregates recomputed from ${files} ${files === 1 ? "file" : "files"}, ${where}.`;
}

function recordsSentence(records: RecordsRecomputation, where: string): string {
  const { runsWithoutRecords: others, foreignSql, ranForeignSql } = records;
  return [
    origin("records of the pack", records, where),
    ...(others.length === 0 ? [] : [`Not checked, for they read an earlier population: ${others.join(", ")}.`]),
    ...(foreignSql.length === 0
      ? []
      : [
          `${foreignSql.length} queries of the pack are in other words than this program's and were ${ranForeignSql ? "run locked up" : "not run"}.`,
        ]),
  ].join(" ");
}
