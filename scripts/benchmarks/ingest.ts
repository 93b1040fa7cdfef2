import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "../../src/engine/open-engine.ts";
import { applyFormatAnswers, draftMapping, importSource, planImport } from "../../src/ingest/index.ts";

/**
 * Import against the engine's own `create table as select` of the same file, in one run on one machine. Ratios above 0.8
 * are wanted; hashing, checking and rejects are included in ours.
 *
 *   npx node scripts/benchmarks/ingest.ts [rows] [rounds] [time zone]
 */
const rows = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 3);
const timeZone = process.argv[4] ?? "UTC";
const directory = mkdtempSync(join(tmpdir(), "tickmark-bench-"));

const FEATURES = 14;
const columns = [
  `'D' || lpad(i::varchar, 9, '0') as id`,
  `timestamp '2026-01-01' + to_seconds(i * 15) as "timestamp"`,
  `round(random(), 6) as score`,
  `case when random() < 0.5 then 'approve' else 'deny' end as decision`,
  `'S' || (i % 50000) as customer_id`,
  `(18 + random() * 60)::integer as age`,
  ...Array.from({ length: FEATURES }, (_, index) => `round(random() * 1000, 4) as f${index + 1}`),
  ...Array.from({ length: 5 }, (_, index) => `'level ' || (random() * 20)::integer as c${index + 1}`),
];

const csv = join(directory, "log.csv");
const parquet = join(directory, "log.parquet");

try {
  await generate();
  console.log(`${rows} rows x ${columns.length} columns, ${rounds} rounds, best of each`);
  await compare(
    "CSV",
    csv,
    `read_csv('${csv}', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = {${explicitTypes()}})`,
  );
  await compare("Parquet", parquet, `read_parquet('${parquet}')`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function generate(): Promise<void> {
  await using engine = await openEngine({ file: ":memory:", tempDirectory: directory });
  await engine.withConnection(async (connection) => {
    await connection.run(`create table log as select ${columns.join(", ")} from range(${rows}) t(i)`);
    await connection.run(`copy log to '${csv}' (header)`);
    await connection.run(`copy log to '${parquet}' (format parquet)`);
  });
}

function explicitTypes(): string {
  const names = [
    "id",
    "timestamp",
    "score",
    "decision",
    "customer_id",
    "age",
    ...Array.from({ length: FEATURES }, (_, index) => `f${index + 1}`),
  ];
  const types = ["VARCHAR", "TIMESTAMP", "DOUBLE", "VARCHAR", "VARCHAR", "DOUBLE", ...Array.from({ length: FEATURES }, () => "DOUBLE")];
  const categories = Array.from({ length: 5 }, (_, index) => `'c${index + 1}': 'VARCHAR'`);
  return [...names.map((name, index) => `'${name}': '${types[index]}'`), ...categories].join(", ");
}

async function compare(title: string, file: string, relation: string): Promise<void> {
  const [planned] = await planImport([file]);
  if (planned === undefined) throw new Error("No plan.");
  const plan = await applyFormatAnswers(planned, {});
  const { mapping } = draftMapping(plan, { "time-zone:timestamp": timeZone });
  if (mapping.columns.length !== columns.length) throw new Error(`Only ${mapping.columns.length} of ${columns.length} columns are mapped.`);
  const own: Time[] = [];
  const theirs: Time[] = [];
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(
      await timed((engine) => engine.withConnection((connection) => connection.run(`create table log as select * from ${relation}`))),
    );
    own.push(await timed((engine) => importSource({ engine, sourceId: "log", files: [file], format: plan.format, mapping, controls: [] })));
  }
  for (const measure of ["wall", "cpu"] as const) {
    const [best, reference] = [Math.min(...own.map((time) => time[measure])), Math.min(...theirs.map((time) => time[measure]))];
    console.log(
      `${title.padEnd(8)} ${measure.padEnd(4)} engine ${reference.toFixed(0)} ms, import ${best.toFixed(0)} ms, ratio ${(reference / best).toFixed(2)}, ${Math.round(rows / best)} thousand rows/s`,
    );
  }
}

async function timed(work: (engine: Awaited<ReturnType<typeof openEngine>>) => Promise<unknown>): Promise<Time> {
  const file = join(directory, "population.duckdb");
  rmSync(file, { force: true });
  await using engine = await openEngine({ file, tempDirectory: directory });
  execFileSync("sync");
  const start = performance.now();
  const before = process.cpuUsage();
  await work(engine);
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - start, cpu: (user + system) / 1000 };
}

/** Milliseconds. Processor time is the fairer measure on a machine that others use too. */
interface Time {
  readonly wall: number;
  readonly cpu: number;
}
