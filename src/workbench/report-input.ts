import type { Analysis } from "../analyses/analysis.ts";
import type { ChartSpec } from "../charts/chart-spec.ts";
import { suppressionMark } from "../foundation/typed-csv.ts";
import type { PackInput } from "../packs/pack-input.ts";
import { renderReport } from "../report/render-report.ts";
import type { ReportRun } from "../report/report-input.ts";
import type { CaseSession } from "./case-session.ts";
import { latestSnapshot } from "./inventory-service.ts";
import type { SealDocument } from "./pack-seal.ts";

/** The report of a sealed case, from the very documents that go into its pack. */
export function reportOfCase(request: {
  readonly session: CaseSession;
  readonly seal: SealDocument;
  readonly input: Omit<PackInput, "report">;
  readonly charts: (runId: string) => readonly ChartSpec[];
  readonly staleness: (runId: string) => string | null;
  readonly analyses: readonly Analysis[];
}): string {
  const { session, seal, input, charts, staleness, analyses } = request;
  const snapshot = latestSnapshot(session);
  const { entry, digest } = lastEntry(session, input);
  return renderReport({
    engagement: input.engagement,
    environment: input.environment,
    pack: {
      name: seal.name,
      revision: seal.revision,
      kind: input.kind,
      classification: seal.classification,
      recipients: input.recipients,
      retainUntil: seal.retainUntil,
      privacyRule: privacyRuleOf(input),
    },
    writtenAt: seal.sealedAt,
    preparedBy: session.head.auditor,
    sources: input.sources.sources,
    populations: input.populations.populations,
    inventory:
      snapshot === null
        ? null
        : {
            title: `${snapshot.registry.product} export`,
            observedAt: snapshot.observedAt,
            models: snapshot.models.length,
            versions: snapshot.versions.length,
            limits: snapshot.limits.map((limit) => (limit.modelId === null ? limit.text : `${limit.modelId}: ${limit.text}`)),
          },
    findings: input.findings.findings,
    runs: input.runs.map((run): ReportRun => {
      const analysis = analyses.find((candidate) => candidate.id === run.record.analysisId);
      return {
        record: run.record,
        charts: charts(run.record.runId),
        question: analysis?.question ?? "",
        criteria: analysis?.criteria ?? [],
        stale: staleness(run.record.runId),
      };
    }),
    journalHead: { seq: entry, digest },
  });
}

/** For the reader of a shareable pack's report. */
function privacyRuleOf({ privacy: { suppression, withheldFigures }, restrictedPack }: Omit<PackInput, "report">): string {
  if (suppression === null) return "";
  const mark = suppressionMark(suppression.minimumCell);
  return [
    `Counts below ${suppression.minimumCell} are printed as ${mark}, and others with them from which they would follow.`,
    withheldFigures.length === 0 ? "No figure rests on them." : "Figures that rest on them are withheld: not shown, and no pass.",
    restrictedPack === null ? "" : `Revision ${restrictedPack.revision} of the restricted pack has them all.`,
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function lastEntry(session: CaseSession, input: Omit<PackInput, "report">): { entry: number; digest: string } {
  const last = input.journal.entries.at(-1)?.seq ?? 1;
  const [record] = session.kase.journalEntries(last, 1);
  return { entry: last, digest: record?.digest ?? "" };
}
