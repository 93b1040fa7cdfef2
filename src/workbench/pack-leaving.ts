import type { ChartSpec } from "../charts/chart-spec.ts";
import type { PackClaims } from "../contract/pack-schemas.ts";
import { namesSomebody } from "../evidence/run-journal.ts";
import type { Steps } from "../foundation/steps.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import { findingDigest } from "../evidence/sign-off.ts";
import type { PackInput } from "../packs/pack-input.ts";
import { PSEUDONYM_METHOD, pseudonymOf } from "../packs/pseudonyms.ts";
import type { CaseSession } from "./case-session.ts";
import { type PackServices, packContent } from "./pack-document.ts";
import { type Pseudonymise, findingInPack, identifierColumns } from "./pack-identifiers.ts";
import { type RunInPack, populationsInPack, runInPack } from "./pack-pseudonyms.ts";
import type { Seal } from "./pack-seal.ts";
import type { StoredRun } from "./run-service.ts";

type Content = Omit<PackInput, "report">;

/** Content of a pack with nobody's id in clear; cells and texts are not judged yet. */
export interface PseudonymisedContent {
  readonly input: Content;
  /** By run id. Drawn when they are asked for: that takes as long as the runs took. */
  readonly charts: () => Steps<ReadonlyMap<string, readonly ChartSpec[]>>;
}

/** The sealed case with every id under its pseudonym. The same key gives the same pseudonyms in every pack of the case. */
export function pseudonymisedContent(
  session: CaseSession,
  services: PackServices,
  seal: Seal,
  request: { readonly kind: PackClaims["kind"]; readonly pseudonymKey: Uint8Array },
): PseudonymisedContent {
  const { input, runs } = packContent(session, services, seal.document, { kind: request.kind, sealedBy: seal.sequence });
  const pseudonymise: Pseudonymise = (field, id) => pseudonymOf(request.pseudonymKey, field, id);
  const shown = runs.map((run) => runInPack(run, services.analyses, pseudonymise));
  const columns = [...new Set(input.populations.populations.flatMap(({ definition }) => identifierColumns(definition)))].toSorted();
  const naming = new Map(
    runs.filter(({ record }) => namesSomebody(record)).map(({ record }) => [session.kase.getRun(record.runId).sequence, record.runId]),
  );
  const records = new Map(runs.map(({ record }) => [record.runId, record]));
  return {
    input: {
      ...input,
      populations: populationsInPack(input.populations, pseudonymise),
      findings: { ...input.findings, findings: input.findings.findings.map((finding) => signedFinding(finding, records, pseudonymise)) },
      runs: shown.map(({ record, files }) => ({ record, files: Object.fromEntries(files) })),
      privacy: {
        ...input.privacy,
        pseudonyms: columns.length === 0 ? null : { method: PSEUDONYM_METHOD, columns },
        withheldPayloads: [...naming].map(([seq, runId]) => ({ seq, reason: `Its digest is over ${runId} with names in clear.` })),
      },
      journal: { ...input.journal, payloads: input.journal.payloads.filter(({ seq }) => !naming.has(seq)) },
    },
    *charts() {
      const charts = new Map<string, readonly ChartSpec[]>();
      for (const [index, run] of shown.entries()) {
        yield `Drawing the charts of ${run.record.runId}`;
        charts.set(run.record.runId, chartsOf(run, runs[index], services));
      }
      return charts;
    },
  };
}

function chartsOf(run: RunInPack, stored: StoredRun | undefined, services: PackServices): readonly ChartSpec[] {
  return run.charts ?? (stored === undefined ? [] : services.runs.charts(stored));
}

/** A sign-off over names in clear would tell them to whoever tries names; only those over the pack's own form stay. */
function signedFinding(
  finding: Content["findings"]["findings"][number],
  records: ReadonlyMap<string, RunRecord>,
  pseudonymise: Pseudonymise,
): Content["findings"]["findings"][number] {
  const shown = findingInPack(finding, records, pseudonymise);
  const digest = findingDigest(shown);
  return { ...shown, signOffs: shown.signOffs.filter(({ findingSha256 }) => findingSha256 === digest) };
}
