/* The three analyses on a large population against a bare, warm scan of the same table. --rows=10000000 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyses } from "../../src/analyses/index.ts";
import { openEngine } from "../../src/engine/open-engine.ts";
import type { Policy } from "../../src/policy/policy.ts";
import type { Population } from "../../src/population/population.ts";
import { runAnalysis } from "../../src/runner/run-analysis.ts";
import type { Sql } from "../../src/sql/sql.ts";

const rows = Number(process.argv.find((word) => word.startsWith("--rows="))?.slice(7) ?? 10_000_000);
const NUMERIC = Array.from({ length: 12 }, (_, index) => `f${index + 1}`);
const CATEGORICAL = ["channel"];
const folder = mkdtempSync(join(tmpdir(), "tickmark-bench-"));
const file = join(folder, "population.duckdb");

function plain(text: string): Sql {
  return { text, values: [] };
}

function peakMegabytes(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0) / 1024;
}

const writer = await openEngine({ file, tempDirectory: join(folder, "spill"), memoryLimitMb: 3000, threads: 2 });
// 25 columns as an export has them, and those that the population derives: record number and four booleans.
console.log(`generating ${rows} rows x 25 columns (and 5 derived)...`);
await writer.run(
  plain(`create table decision as
    with base as (select i, (hash(i, 1) >> 11)::double / 9007199254740992 as u1, (hash(i, 2) >> 11)::double / 9007199254740992 as u2,
        timestamp '2025-01-01' + to_microseconds(i * (31449600000000 // ${rows})) as moment, (hash(i, 4) >> 20) % 4 = 0 as reviewed, (hash(i, 6) >> 20) % 10 = 0 as overrides
      from range(${rows}) t(i)),
    decided as (select *, u1 >= 0.5 as approve, case when (hash(i, 3) >> 20) % 10 = 0 then null else u2 < 0.2 + 0.6 * u1 end as good from base)
    select i as record_number, 'D' || i as decision_id, moment as decided_at, u1 as score,
      case when approve then 'approve' else 'decline' end as decision, case when good then 'good' when not good then 'bad' end as outcome,
      case when reviewed then 'r' || ((hash(i, 5) >> 20) % 12) end as reviewer,
      case when reviewed then moment + interval 1 hour end as review_started_at,
      case when reviewed then moment + interval 1 hour + to_seconds(30 + ((hash(i, 9) >> 20) % 200)::integer) end as reviewed_at,
      case when reviewed then case when approve != overrides then 'approve' else 'decline' end end as final_decision,
      case when (hash(i, 7) >> 20) % 25 = 0 then null when (hash(i, 7) >> 20) % 2 = 0 then 'F' else 'M' end as attribute_sex,
      ['18-25', '26-40', '41-60', '61+'][1 + ((hash(i, 8) >> 20) % 4)::integer] as attribute_age,
      ${NUMERIC.map((name, index) => `(hash(i, ${20 + index}) >> 11)::double / 9007199254740992 * ${index + 1} as feature_${name}`).join(", ")},
      'c' || ((hash(i, 40) >> 20) % 5) as feature_channel,
      approve as favourable, approve as predicted_positive, good as outcome_positive,
      case when reviewed then approve != overrides end as final_favourable, case when reviewed then approve != overrides end as final_positive
    from decided`),
);
await writer.run(plain("create view population as select * from decision"));
await writer.close();

const population: Population = {
  populationId: "bench",
  title: "benchmark",
  fingerprint: "0".repeat(64),
  taskType: "binary",
  timeZone: "UTC",
  positiveOutcome: "good",
  favourableDecision: "approve",
  positiveDecision: "approve",
  labelAvailability: "all",
  labelCausedByDecision: false,
  outcomeHorizonDays: null,
  cutOffMs: null,
  roles: ["decisionId", "decidedAt", "score", "decision", "outcome", "reviewer", "reviewStartedAt", "reviewedAt", "finalDecision"],
  features: [
    ...NUMERIC.map((name) => ({ name, column: `feature_${name}`, kind: "numeric" as const })),
    ...CATEGORICAL.map((name) => ({ name, column: `feature_${name}`, kind: "categorical" as const })),
  ],
  attributes: [
    { name: "sex", column: "attribute_sex" },
    { name: "age", column: "attribute_age" },
  ],
  covered: { startMs: Date.parse("2025-01-01T00:00:00Z"), endMs: Date.parse("2025-12-30T23:59:59Z") },
  timePrecision: "instant",
  baseline: { kind: "period", startMs: Date.parse("2024-12-30T00:00:00Z"), endMs: Date.parse("2025-02-03T00:00:00Z") },
  decisionRule: { operator: ">=", threshold: 0.5, origin: "benchmark" },
  filters: [],
  rows,
  sampledCapture: false,
};
const policy = JSON.parse(readFileSync(new URL("../../resources/policies/standard.json", import.meta.url), "utf8")) as Policy;

const engine = await openEngine({
  file,
  readOnly: true,
  locked: true,
  tempDirectory: join(folder, "spill"),
  memoryLimitMb: 3000,
  threads: 2,
});
const described = await engine.rows(plain("select column_name, column_type from (describe decision)"));
const scan = `select ${described.rows.map(([name, type]) => (/DOUBLE|BIGINT|INTEGER/.test(String(type)) ? `sum("${String(name)}")` : `max("${String(name)}")`)).join(", ")} from decision`;
await engine.rows(plain(scan));
const scans: number[] = [];
for (let round = 0; round < 3; round += 1) {
  const startedAt = performance.now();
  await engine.rows(plain(scan));
  scans.push((performance.now() - startedAt) / 1000);
}
const bare = scans.toSorted((a, b) => a - b)[1] ?? Number.NaN;
console.log(`bare scan of ${described.rows.length} columns: ${bare.toFixed(2)} s (${scans.map((value) => value.toFixed(2)).join(", ")})`);

let total = 0;
for (const analysis of analyses) {
  const startedAt = performance.now();
  let last = startedAt;
  let step = "";
  const steps: string[] = [];
  const mark = (next: string): void => {
    const now = performance.now();
    if (step !== "" && now - last > 200) steps.push(`    ${((now - last) / 1000).toFixed(2)} s  ${step}`);
    last = now;
    step = next;
  };
  const finished = await runAnalysis(
    { runId: "bench", analysis, parameters: {}, population, policy, origin: { kind: "planned", lockedBySequence: 1 }, funnel: [] },
    { engine, clock: { nowMs: () => 0 }, onProgress: (progress) => mark(progress.step) },
  );
  mark("");
  const seconds = (performance.now() - startedAt) / 1000;
  total += seconds;
  const exceptions = finished.record.verdicts.filter((verdict) => verdict.state === "exception").length;
  console.log(
    `${analysis.id}: ${seconds.toFixed(2)} s = ${(seconds / bare).toFixed(1)} scans; ${finished.record.figures.length} figures, ${exceptions} exceptions`,
  );
  for (const line of steps) console.log(line);
}
console.log(
  `together: ${total.toFixed(2)} s = ${(total / bare).toFixed(1)} scans (at most 12 are wanted); peak memory ${peakMegabytes().toFixed(0)} MB (under 4096 is wanted)`,
);
await engine.close();
rmSync(folder, { recursive: true, force: true });
