import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDbEngine, openEngine } from "../../src/engine/open-engine.ts";
import type { FoldCell } from "../../src/statistics/estimation/cross-fitted-calibration.ts";
import type { MomentSums } from "../../src/statistics/estimation/standardised-moments.ts";

const FOLDER = join(import.meta.dirname, "../../../shared/data/reference/car-loan");
export const CHUNK_ROWS = 5000;
export const CHUNKS = Array.from({ length: 10 }, (_, chunk) => chunk);
export const COLUMNS = [
  "car_value",
  "salary_range",
  "debt_to_income_ratio",
  "loan_length",
  "repaid_loan_on_prev_car",
  "size_of_downpayment",
  "driver_tenure",
] as const;

/** Whether the data are beside the repository; says so when they are not. */
export function isCarLoanPresent(): boolean {
  if (existsSync(FOLDER)) return true;
  console.warn("Skipped: ../shared/data/reference/car-loan is not beside the repository (NannyML's published car-loan figures).");
  return false;
}

export type Period = "reference" | "analysis";

/** Rows of one chunk with one score and prediction. */
export interface ScoreRow {
  readonly period: Period;
  readonly chunk: number;
  readonly score: number;
  readonly isPredictedPositive: boolean;
  readonly rows: number;
  readonly events: number;
}

export interface CarLoan {
  readonly scores: readonly ScoreRow[];
  /** Labelled reference rows by fold (row number modulo 5) and score. */
  readonly folds: readonly FoldCell[];
  /** Sums of the features, coded as whole numbers, by period and chunk. */
  readonly sums: ReadonlyMap<string, MomentSums>;
  /** Cells of a published table, as printed, by "column, chunk". */
  readonly published: (table: string) => Promise<(column: string, chunk: number) => string>;
  /** Mean, and standard error of the mean, of the rows' norms sqrt(sum over k of (loadings_k . z)^2), by period and chunk. */
  readonly rowNorms: (components: readonly (readonly number[])[]) => Promise<ReadonlyMap<string, { mean: number; standardError: number }>>;
  readonly close: () => Promise<void>;
}

/** NannyML takes chunks in the order of time, which is the order of the files; its targets are joined by the row number. */
const ROWS = `
create table loans as
with files as (
  select 'reference' as period, file_row_number, y_pred_proba, y_pred, repaid::int as label, ${COLUMNS.join(", ")}
  from read_parquet('${FOLDER}/reference_synthetic_car_loan.parquet', file_row_number = true)
  union all
  select 'analysis', file_row_number, y_pred_proba, y_pred, target.repaid::int, ${COLUMNS.join(", ")}
  from read_parquet('${FOLDER}/monitoring_synthetic_car_loan.parquet', file_row_number = true) as loan
  join read_csv('${FOLDER}/synthetic_car_loan_analysis_target.csv') as target on target.id = loan.file_row_number + 50000
), salaries as (
  select salary_range, count(*) as salary_rows from files where period = 'reference' group by salary_range
), payments as (
  select size_of_downpayment, count(*) as payment_rows from files where period = 'reference' group by size_of_downpayment
)
select
  period, file_row_number, file_row_number // ${CHUNK_ROWS} as chunk, y_pred_proba as score, y_pred = 1 as positive, label,
  round(car_value * 1073741824)::hugeint as q0,
  salary_rows::hugeint as q1,
  round(debt_to_income_ratio * 1073741824)::hugeint as q2,
  round(loan_length * 1073741824)::hugeint as q3,
  repaid_loan_on_prev_car::int::hugeint as q4,
  payment_rows::hugeint as q5,
  round(driver_tenure * 1073741824)::hugeint as q6
from files join salaries using (salary_range) join payments using (size_of_downpayment)`;

export async function openCarLoan(): Promise<CarLoan> {
  const directory = mkdtempSync(join(tmpdir(), "tickmark-car-loan-"));
  const engine = await openEngine({ file: ":memory:", tempDirectory: directory, memoryLimitMb: 1024, threads: 2 });
  await engine.withConnection((connection) => connection.run(ROWS));
  const scores = await table(
    engine,
    "select period, chunk, score, positive, count(*) as n, sum(label) as events from loans group by all order by all",
  );
  const folds = await table(
    engine,
    "select file_row_number % 5, score, count(*), sum(label) from loans where period = 'reference' group by all order by all",
  );
  return {
    scores: scores.map(([period, chunk, score, positive, rows, events]) => ({
      period: period === "reference" ? "reference" : "analysis",
      chunk: Number(chunk),
      score: Number(score),
      isPredictedPositive: positive === true,
      rows: Number(rows),
      events: Number(events),
    })),
    folds: folds.map(([fold, x, rows, events]) => ({ fold: Number(fold), x: Number(x), rows: Number(rows), events: Number(events) })),
    sums: await momentSums(engine),
    published: async (name) => publishedTable(engine, name),
    rowNorms: async (components) => rowNorms(engine, components),
    close: async () => {
      await engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function table(engine: DuckDbEngine, text: string): Promise<readonly (readonly unknown[])[]> {
  return engine.withConnection(async (connection) => (await connection.runAndReadAll(text)).getRowsJS());
}

async function momentSums(engine: DuckDbEngine): Promise<ReadonlyMap<string, MomentSums>> {
  const pairs = COLUMNS.flatMap((_, i) => COLUMNS.slice(0, i + 1).map((_unused, j) => `sum(q${i} * q${j})::varchar`));
  const rows = await table(
    engine,
    `select coalesce(period || ' ' || chunk, period), count(*), ${COLUMNS.map((_, i) => `sum(q${i})::varchar`).join(", ")}, ${pairs.join(", ")}
     from loans group by grouping sets ((period, chunk), (period))`,
  );
  return new Map(
    rows.map(([key, count, ...sums]) => {
      const numbers = sums.map((sum) => BigInt(String(sum)));
      const products = numbers.slice(COLUMNS.length);
      return [
        String(key),
        {
          rows: Number(count),
          sums: numbers.slice(0, COLUMNS.length),
          products: COLUMNS.map((_, i) => products.slice((i * (i + 1)) / 2, ((i + 1) * (i + 2)) / 2)),
        },
      ];
    }),
  );
}

async function publishedTable(engine: DuckDbEngine, name: string): Promise<(column: string, chunk: number) => string> {
  const rows = await engine.withConnection(async (connection) =>
    (
      await connection.runAndReadAll(`select * from read_csv('${FOLDER}/${name}.csv', header = true, all_varchar = true)`)
    ).getRowObjectsJS(),
  );
  return (column, chunk) => {
    const cell = rows[chunk]?.[column];
    if (typeof cell !== "string") throw new Error(`${name} has no ${column} in chunk ${chunk}.`);
    return cell;
  };
}

async function rowNorms(
  engine: DuckDbEngine,
  components: readonly (readonly number[])[],
): Promise<ReadonlyMap<string, { mean: number; standardError: number }>> {
  const z = COLUMNS.map((_, i) => `(q${i} - mean${i}) / deviation${i}`);
  const squares = components.map((loadings) => `pow(${loadings.map((loading, i) => `(${loading}) * ${z[i]}`).join(" + ")}, 2)`);
  const rows = await table(
    engine,
    `with scale as (
       select ${COLUMNS.map((_, i) => `avg(q${i}) as mean${i}, stddev_pop(q${i}) as deviation${i}`).join(", ")} from loans where period = 'reference'
     ), norms as (
       select period, chunk, sqrt(${squares.join(" + ")}) as norm from loans, scale
     )
     select period || ' ' || chunk, avg(norm), stddev_samp(norm) / sqrt(count(*)) from norms group by period, chunk`,
  );
  return new Map(rows.map(([key, mean, standardError]) => [String(key), { mean: Number(mean), standardError: Number(standardError) }]));
}
