import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyses } from "../../../src/analyses/index.ts";
import { openEngine } from "../../../src/engine/open-engine.ts";
import type { PrivacyDocument } from "../../../src/evidence/documents.ts";
import type { ShareableInput } from "../../../src/evidence/disclosure/shareable-content.ts";
import { DECISION_RELATION, type Population } from "../../../src/population/population.ts";
import { runAnalysis } from "../../../src/runner/run-analysis.ts";

export const POPULATION: Population = {
  populationId: "shared",
  title: "Loans",
  fingerprint: "f".repeat(64),
  taskType: "binary",
  timeZone: "UTC",
  positiveOutcome: "repaid",
  favourableDecision: "approve",
  positiveDecision: "approve",
  labelAvailability: "all",
  labelCausedByDecision: false,
  outcomeHorizonDays: null,
  cutOffMs: null,
  roles: ["decisionId", "decidedAt", "decision", "finalDecision", "reviewer", "reviewedAt", "reviewStartedAt", "score", "outcome"],
  features: [
    { name: "income", column: "feature_income", kind: "numeric" },
    { name: "region", column: "feature_region", kind: "categorical" },
  ],
  attributes: [{ name: "sex", column: "attribute_sex" }],
  covered: { startMs: Date.UTC(2026, 0, 5), endMs: Date.UTC(2026, 1, 16) - 1 },
  timePrecision: "instant",
  baseline: { kind: "period", startMs: Date.UTC(2026, 0, 5), endMs: Date.UTC(2026, 0, 19) },
  decisionRule: { operator: ">=", threshold: 0.5, origin: "stated" },
  filters: [],
  rows: 3000,
  sampledCapture: false,
};

/** 3000 decisions in six weeks, a fifth reviewed by three people; regions and missing values of one to nine rows among them. */
const RELATION = `create table ${DECISION_RELATION} as
with n as (select i, hash(i) % 1000 / 1000.0 as a, hash(i + 100000) % 1000 / 1000.0 as b, hash(i + 200000) % 1000 / 1000.0 as c from range(3000) as t(i))
select i as record_number, 'loan-' || i as decision_id, timestamp '2026-01-05' + interval (i * 1209) second as decided_at,
  a as score, case when a >= 0.5 then 'approve' else 'reject' end as decision,
  case when b < 0.2 and c < 0.1 then 'approve' when a >= 0.5 then 'approve' else 'reject' end as final_decision,
  case when b < 0.2 then ['ann', 'bob', 'cid'][1 + i % 3] end as reviewer,
  case when b < 0.2 then timestamp '2026-01-05' + interval (i * 1209 + 600) second end as reviewed_at,
  case when b < 0.2 then timestamp '2026-01-05' + interval (i * 1209 + 600 - (i % 97)) second end as review_started_at,
  case when c < 0.3 + a / 2 then 'repaid' else 'default' end as outcome,
  case when i % 700 = 3 then null else round(1000 + 4000 * b * b + i % 7, 2) end as feature_income,
  case when i % 600 = 5 then 'island' when c < 0.5 then 'north' else 'south' end as feature_region,
  case when i % 800 = 1 then null when b < 0.45 then 'f' else 'm' end as attribute_sex
from n`;

const DERIVED = `create view population as select *, decision = 'approve' as favourable, final_decision = 'approve' as final_favourable,
  decision = 'approve' as predicted_positive, final_decision = 'approve' as final_positive, outcome = 'repaid' as outcome_positive from ${DECISION_RELATION}`;

export async function withCase<T>(work: (engine: Awaited<ReturnType<typeof openEngine>>) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "tickmark-shared-"));
  const engine = await openEngine({ file: ":memory:", tempDirectory: folder, threads: 2, memoryLimitMb: 512 });
  try {
    await engine.withConnection(async (connection) => {
      await connection.run(RELATION);
      await connection.run(DERIVED);
    });
    return await work(engine);
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const NO_PRIVACY: PrivacyDocument = {
  formatVersion: 1,
  suppression: null,
  pseudonyms: null,
  withheldQueries: [],
  withheldFigures: [],
  withheldPayloads: [],
  records: null,
  acceptedDisclosures: [],
};

/** The three analyses, run on a real DuckDB. */
export async function sharedCase(): Promise<ShareableInput> {
  return await withCase(async (engine) => {
    const runs = [];
    for (const [index, analysis] of analyses.entries()) {
      const { record, files } = await runAnalysis(
        {
          runId: `run-${index + 1}`,
          analysis,
          parameters: analysis.id === "data-drift" ? { replicates: 199 } : {},
          population: POPULATION,
          policy: {
            policyId: "p",
            version: "1",
            title: "P",
            tier: "standard",
            domains: [],
            q: 0.05,
            level: 0.95,
            minimumCell: 20,
            thresholds: THRESHOLDS,
          },
          origin: { kind: "planned", lockedBySequence: 1 },
          funnel: [],
        },
        { engine, clock: { nowMs: () => 0, monotonicMs: () => 0 } as never },
      );
      runs.push({ record, files: Object.fromEntries(files) });
    }
    return { runs, privacy: NO_PRIVACY, journal: { entries: [], payloads: [] } };
  });
}

const THRESHOLDS = {
  "data-drift.psi": 0.1,
  "data-drift.nullShareDifference": 0.05,
  "subgroup-disaggregation.selectionRateDifference": 0.05,
  "human-overrides.minimumOverrideRate": 0.02,
};
