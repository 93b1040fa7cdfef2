import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "../../src/engine/open-engine.ts";
import { commitPopulation } from "../../src/packs/population-commitment.ts";
import { type PopulationRecord, recordTexts } from "../../src/packs/record-text.ts";
import { sql } from "../../src/sql/sql.ts";
import { populationRecords } from "../../src/workbench/population-records.ts";

/**
 * The commitment to a population against reading the same rows, against their canonical text, and against one SHA-256 over
 * the same bytes, in one run on one machine. Memory: what the program itself holds at most, beyond what reading alone holds.
 *
 *   npx node scripts/benchmarks/population-commitment.ts [rows] [records disclosed]
 */
const rows = Number(process.argv[2] ?? 1_000_000);
const disclosed = Number(process.argv[3] ?? 100);
const directory = mkdtempSync(join(tmpdir(), "tickmark-bench-"));

const columns = [
  "i as record_number",
  "'decisions' as source_id",
  "'D' || lpad(i::varchar, 9, '0') as decision_id",
  "timestamp '2026-01-01' + to_seconds(i * 15) as decided_at",
  "round(random(), 6) as score",
  "case when random() < 0.5 then 'approve' else 'deny' end as decision",
  "random() < 0.5 as favourable",
  ...Array.from({ length: 14 }, (_, index) => `round(random() * 1000, 4) as feature_f${index + 1}`),
  ...Array.from({ length: 5 }, (_, index) => `'level ' || (random() * 20)::integer as feature_c${index + 1}`),
];

try {
  await using engine = await openEngine({ file: join(directory, "population.duckdb"), tempDirectory: directory });
  await engine.withConnection(async (connection) => {
    await connection.run(`create table staged as select ${columns.join(", ")} from range(${rows}) t(i)`);
  });
  await engine.run(sql`create view population as select * from staged`);
  const source = (): AsyncIterable<readonly PopulationRecord[]> => populationRecords(engine, sql`population`);
  console.log(`${rows} rows x ${columns.length} columns, ${disclosed} records disclosed`);

  const reading = await measured(async () => await drain(source(), () => undefined));
  const textOf = recordTexts();
  let bytes = 0;
  const writing = await measured(async () => {
    await drain(source(), (record) => {
      bytes += Buffer.byteLength(textOf(record));
    });
  });
  const hashing = await measured(async () => hashBytes(bytes));
  const step = Math.max(1, Math.floor(rows / disclosed));
  const committing = await measured(
    async () =>
      await commitPopulation({
        packId: "urn:uuid:00000000-0000-4000-8000-000000000000",
        revision: 1,
        fingerprint: "0".repeat(64),
        records: source(),
        saltKey: randomBytes(32),
        signer: null,
        disclose: (_record, position) => position % step === 0 && position / step < disclosed,
      }),
  );
  print("reading the rows", reading, committing);
  print("and writing them as canonical JSON", writing, committing);
  print(`one SHA-256 over the same ${(bytes / 2 ** 20).toFixed(0)} MiB`, hashing, committing);
  print("commitment", committing, committing);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

interface Measured {
  readonly seconds: number;
  /** Most that the program's heap and buffers held, in MiB; the engine's own memory is not in it. */
  readonly held: number;
}

async function measured(work: () => Promise<unknown>): Promise<Measured> {
  let held = 0;
  const sampling = setInterval(() => {
    const { heapUsed, external } = process.memoryUsage();
    held = Math.max(held, heapUsed + external);
  }, 20);
  const start = performance.now();
  await work();
  clearInterval(sampling);
  return { seconds: (performance.now() - start) / 1000, held: held / 2 ** 20 };
}

async function drain(source: AsyncIterable<readonly PopulationRecord[]>, use: (record: PopulationRecord) => void): Promise<void> {
  for await (const batch of source) for (const record of batch) use(record);
}

function hashBytes(bytes: number): void {
  const block = randomBytes(2 ** 20);
  const hash = createHash("sha256");
  for (let done = 0; done < bytes; done += block.length) hash.update(block.subarray(0, Math.min(block.length, bytes - done)));
  hash.digest();
}

function print(what: string, own: Measured, commitment: Measured): void {
  const ratio = (commitment.seconds / own.seconds).toFixed(2);
  const each = ((own.seconds * 1e6) / rows).toFixed(2);
  console.log(
    `${what.padEnd(44)} ${own.seconds.toFixed(1).padStart(7)} s  ${each.padStart(6)} us a row  commitment takes ${ratio} times it  holds ${own.held.toFixed(0)} MiB`,
  );
}
