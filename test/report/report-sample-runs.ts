import type { ChartSpec } from "../../src/charts/chart-spec.ts";
import type { RunRecord } from "../../src/evidence/run-record.ts";
import { figureId } from "../../src/foundation/figure.ts";
import type { Policy } from "../../src/policy/policy.ts";
import type { Population } from "../../src/population/population.ts";
import type { ReportRun } from "../../src/report/report-input.ts";
import { distribution, heatmap, intervals } from "./chart-samples.ts";

export const DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export const population: Population = {
  populationId: "loans",
  title: "Consumer loan decisions",
  fingerprint: DIGEST,
  taskType: "binary",
  timeZone: "Europe/Berlin",
  positiveOutcome: "default",
  favourableDecision: "approve",
  positiveDecision: "deny",
  labelAvailability: "final-favourable-only",
  labelCausedByDecision: false,
  outcomeHorizonDays: 90,
  cutOffMs: Date.UTC(2026, 6, 1),
  roles: ["decisionId", "decidedAt", "score", "decision", "outcome", "reviewer", "finalDecision"],
  features: [{ name: "income", column: "feature_income", kind: "numeric" }],
  attributes: [{ name: "sex", column: "attribute_sex" }],
  covered: { startMs: Date.UTC(2025, 11, 28, 23), endMs: Date.UTC(2026, 5, 28, 22) },
  timePrecision: "instant",
  baseline: { kind: "period", startMs: Date.UTC(2025, 11, 28, 23), endMs: Date.UTC(2026, 0, 25, 23) },
  decisionRule: { operator: ">=", threshold: 0.5, origin: "policy document" },
  filters: [{ column: "status", operator: "=", values: ["ok"] }],
  rows: 85_335,
  sampledCapture: false,
};

export const policy: Policy = {
  policyId: "high-risk",
  version: "1.2",
  title: "High-risk systems: credit and employment",
  tier: "high",
  domains: ["credit", "employment"],
  q: 0.05,
  level: 0.95,
  minimumCell: 30,
  thresholds: { "data-drift.psi": 0.1, "subgroup-disaggregation.ratio": 0.8, "human-overrides.rate": 0.05 },
};

export const funnelLines = [
  { step: "rows in the population", rows: 86_012, lost: 0 },
  { step: "status = ok", rows: 85_335, lost: 677 },
  { step: "decision not null", rows: 85_335, lost: 0 },
  { step: "outcome not null", rows: 52_107, lost: 33_228 },
];

function record(
  more: Pick<RunRecord, "runId" | "analysisId" | "title" | "answer" | "figures" | "verdicts"> & Partial<RunRecord>,
): RunRecord {
  return {
    formatVersion: 1,
    methodVersion: "1.0.0",
    origin: "planned",
    lockedBySequence: 41,
    parameters: { window: { kind: "calendar", unit: "week" }, bins: 10, features: ["income", "age"] },
    population,
    policy,
    engine: { name: "DuckDB", version: "1.5.5", dialect: "duckdb" },
    queries: [
      {
        name: "histograms",
        purpose: "Counts each feature's values by bin and week.",
        stage: 0,
        sql: "select\n  window_index,\n  feature,\n  bin,\n  count(*) as n\nfrom population\nwhere decided_at < timestamp '2026-07-01'\n  and score >= $1\ngroup by all",
        values: [0.5],
        columns: [
          { name: "window_index", type: "integer", key: true },
          { name: "n", type: "integer" },
        ],
        file: "histograms.csv",
        sha256: DIGEST,
        rows: 1560,
      },
    ],
    funnel: funnelLines,
    startedAt: "2026-07-02T09:14:03.120Z",
    finishedAt: "2026-07-02T09:14:06.480Z",
    ...more,
  };
}

export function driftRun(): ReportRun {
  const figures: RunRecord["figures"] = heatmap.cells.map((cell) => ({
    figureId: figureId("data-drift", "psi", cell.row, cell.column),
    name: "Population stability index",
    dimensions: { feature: cell.row, window: cell.column },
    unit: "index",
    outcome:
      cell.value === null
        ? { status: "not-computable", code: "too-few", reason: `Only 12 rows of ${cell.row} in ${cell.column}.` }
        : {
            status: "computed",
            estimate: cell.value,
            n: 3100,
            method: "PSI, bias-corrected",
            interval: { lower: cell.value * 0.8, upper: cell.value * 1.25, level: 0.95, method: "bootstrap of counts" },
            pValue: cell.value > 0.1 ? 0.000001 : 0.41,
            detail: { df: 9, "test statistic": 41.25 },
          },
  }));
  const verdicts: RunRecord["verdicts"] = heatmap.cells.flatMap((cell): RunRecord["verdicts"] => {
    const common = {
      figureId: figureId("data-drift", "psi", cell.row, cell.column),
      subject: `${cell.row} in ${cell.column} against the baseline`,
      family: "psi",
    };
    if (cell.value === null)
      return [{ ...common, state: "insufficient-evidence" as const, reason: "The index could not be computed.", missing: ["income"] }];
    if (cell.state === undefined) return [];
    const shared = {
      effect: cell.value,
      effectLower: cell.value * 0.8,
      effectUpper: cell.value * 1.25,
      acceptedUpper: 0.1,
      pValue: 0.00001,
      adjustedPValue: 0.0312,
      conservativePValue: 0.11,
    };
    const reason = {
      exception: "The index is beyond 0.1 and not explained by chance.",
      "no-exception": "The interval lies inside the accepted range.",
      "insufficient-evidence": "The interval reaches beyond the accepted range.",
    }[cell.state];
    return [{ ...common, state: cell.state, reason, ...shared, ...(cell.state === "insufficient-evidence" ? { rowsToDecide: 4200 } : {}) }];
  });
  return {
    record: record({
      runId: "r-20260702-data-drift",
      analysisId: "data-drift",
      title: "Data drift",
      figures,
      verdicts,
      answer:
        "Income and debt_to_income have moved away from the baseline since 2026-w14; four other features show no exception before 2026-w25.",
    }),
    charts: [heatmap, distribution],
    question: "Do the inputs still look as they did when the model was validated?",
    criteria: ["A15.1", "A72.2"],
    stale: null,
  };
}

export function simpleRun(
  id: string,
  title: string,
  question: string,
  answer: string,
  charts: readonly ChartSpec[],
  more: Partial<ReportRun> & { origin?: "planned" | "exploratory" } = {},
): ReportRun {
  const rows = intervals.rows.map((row) => ({ ...row, figureId: figureId(id, "rate", row.label) }));
  return {
    record: record({
      runId: `r-20260702-${id}${more.stale == null ? "" : "-old"}`,
      analysisId: id,
      title,
      answer,
      origin: more.origin ?? "planned",
      lockedBySequence: more.origin === "exploratory" ? null : 41,
      figures: rows.map((row) => ({
        figureId: row.figureId,
        name: "selectionRateRatio",
        dimensions: { group: row.label },
        unit: "ratio",
        outcome:
          row.estimate === null
            ? { status: "not-computable", code: "suppressed", reason: row.note ?? "" }
            : {
                status: "computed",
                estimate: row.estimate,
                n: row.n,
                method: "Ratio of selection rates",
                interval: { lower: row.lower ?? 0, upper: row.upper ?? 2, level: 0.95, method: "Miettinen-Nurminen" },
              },
      })),
      verdicts:
        more.origin === "exploratory"
          ? []
          : rows.flatMap((row) =>
              row.state === undefined || row.estimate === null
                ? []
                : [
                    {
                      figureId: row.figureId,
                      subject: row.label,
                      family: "groups",
                      state: row.state,
                      reason: "Compared with the accepted range.",
                      effect: row.estimate,
                      effectLower: row.lower ?? 0,
                      effectUpper: row.upper ?? 2,
                      acceptedLower: 0.8,
                      acceptedUpper: 1.25,
                      pValue: 0.0004,
                      adjustedPValue: 0.0011,
                    },
                  ],
            ),
    }),
    charts,
    question,
    criteria: ["A10.2f", "LL144"],
    stale: more.stale ?? null,
  };
}
