import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../../../src/engine/open-engine.ts";
import { isComputed, type Outcome } from "../../../src/foundation/outcome.ts";
import { jensenShannonDistance } from "../../../src/statistics/divergences/jensen-shannon.ts";
import { kolmogorovSmirnov } from "../../../src/statistics/two-samples/kolmogorov-smirnov.ts";
import { twoSampleChiSquared } from "../../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { doaneEdges, equalEdges, histogramWithOutside, valueCounts } from "./nannyml-binning.ts";

const FOLDER = join(import.meta.dirname, "../../../../shared/data/reference/car-loan");
const present = existsSync(FOLDER);
if (!present)
  console.warn("Skipped: ../shared/data/reference/car-loan is not beside the repository (NannyML's published car-loan figures).");

const NUMERIC = ["car_value", "debt_to_income_ratio", "driver_tenure", "loan_length", "y_pred_proba"];
const CATEGORICAL = ["salary_range", "repaid_loan_on_prev_car", "size_of_downpayment", "y_pred"];
const CHUNK = 5000;

type Values = readonly (string | number)[];
const reference = new Map<string, Values>();
const analysis = new Map<string, Values>();
/** Published value by `column.method`, chunks of the reference first. */
const published = new Map<string, readonly number[]>();

describe.skipIf(!present)("NannyML 0.13.1 on its car-loan data: same counts, same numbers", () => {
  beforeAll(async () => {
    const directory = mkdtempSync(join(tmpdir(), "tickmark-car-loan-"));
    const engine = await openEngine({ file: ":memory:", tempDirectory: directory, memoryLimitMb: 1024, threads: 2 });
    try {
      const read = async (text: string): Promise<readonly (readonly unknown[])[]> =>
        engine.withConnection(async (connection) => (await connection.runAndReadAll(text)).getColumnsJS());
      const columns = [...NUMERIC.map((name) => `${name}::double`), ...CATEGORICAL.map((name) => `${name}::varchar`)].join(", ");
      for (const [target, file] of [
        [reference, "reference_synthetic_car_loan.parquet"],
        [analysis, "monitoring_synthetic_car_loan.parquet"],
      ] as const) {
        const values = await read(`select ${columns} from read_parquet('${join(FOLDER, file)}')`);
        [...NUMERIC, ...CATEGORICAL].forEach((name, index) => target.set(name, (values[index] ?? []) as Values));
      }
      const keys = [
        ...NUMERIC.flatMap((name) => [`${name}.jensen_shannon`, `${name}.kolmogorov_smirnov`]),
        ...CATEGORICAL.flatMap((name) => [`${name}.jensen_shannon`, `${name}.chi2`]),
      ];
      const table = await read(
        `select ${keys.map((key) => `"${key}.value"::double`).join(", ")} from read_csv('${join(FOLDER, "drift-univariate-all-methods.csv")}')
         order by "chunk.chunk.period" = 'analysis', "chunk.chunk.chunk_index"`,
      );
      keys.forEach((key, index) => published.set(key, (table[index] ?? []) as number[]));
    } finally {
      await engine.close();
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test.each(["car_value", "debt_to_income_ratio", "driver_tenure", "y_pred_proba"])(
    "Jensen-Shannon of %s over NannyML's doane cells with an out-of-range cell (ours: frozen quantile cells, out-of-range apart)",
    (column) => {
      const base = numbers(reference, column);
      const edges = doaneEdges(base);
      const counts = histogramWithOutside(base, edges);
      expectEach(
        `${column}.jensen_shannon`,
        (chunk) => jensenShannonDistance(counts, histogramWithOutside(chunk as number[], edges)),
        column,
        6,
      );
    },
  );

  test.each(["loan_length"])("Jensen-Shannon of %s, whose few values are categories for NannyML as for us", (column) => {
    expectEach(
      `${column}.jensen_shannon`,
      (chunk) => {
        const counts = valueCounts(numbers(reference, column), chunk as number[], (left, right) => left - right);
        return jensenShannonDistance(counts.reference, counts.chunk);
      },
      column,
      6,
    );
  });

  test.each(NUMERIC)(
    "Kolmogorov-Smirnov of %s over NannyML's 10,000 equal cells: within 2e-4 (ours, on request, over all values: within 3e-4)",
    (column) => {
      const base = numbers(reference, column);
      const edges = equalEdges(base, 10_000);
      const binned = histogramWithOutside(base, edges);
      chunksOf(column).forEach((chunk, index) => {
        const expected = published.get(`${column}.kolmogorov_smirnov`)?.[index] ?? Number.NaN;
        const counts = valueCounts(base, chunk as number[], (left, right) => left - right);
        expect(Math.abs(estimate(kolmogorovSmirnov(binned, histogramWithOutside(chunk as number[], edges))) - expected)).toBeLessThan(
          2.00001e-4,
        );
        expect(Math.abs(estimate(kolmogorovSmirnov(counts.reference, counts.chunk)) - expected)).toBeLessThan(3.00001e-4);
      });
    },
  );

  test.each(CATEGORICAL)("Jensen-Shannon of %s over its categories", (column) => {
    expectEach(
      `${column}.jensen_shannon`,
      (chunk) => {
        const counts = textCounts(column, chunk);
        return jensenShannonDistance(counts.reference, counts.chunk);
      },
      column,
      9,
    );
  });

  test.each(["salary_range", "size_of_downpayment"])("two-sample chi-squared of %s", (column) => {
    expectEach(
      `${column}.chi2`,
      (chunk) => {
        const counts = textCounts(column, chunk);
        return twoSampleChiSquared(counts.reference, counts.chunk);
      },
      column,
      6,
    );
  });

  test.each(["repaid_loan_on_prev_car", "y_pred"])(
    "chi-squared of %s differs by Yates' correction, which NannyML applies to two categories and we never do",
    (column) => {
      chunksOf(column).forEach((chunk, index) => {
        const counts = textCounts(column, chunk);
        const expected = published.get(`${column}.chi2`)?.[index] ?? Number.NaN;
        expect(yates(counts.reference, counts.chunk)).toBeCloseTo(expected, 6);
        expect(estimate(twoSampleChiSquared(counts.reference, counts.chunk))).toBeGreaterThan(expected);
      });
    },
  );
});

function expectEach(key: string, statistic: (chunk: Values) => Outcome, column: string, digits: number): void {
  const expected = published.get(key) ?? [];
  expect(expected.length).toBe(20);
  chunksOf(column).forEach((chunk, index) => expect(estimate(statistic(chunk))).toBeCloseTo(expected[index] ?? Number.NaN, digits));
}

function chunksOf(column: string): Values[] {
  return [reference, analysis].flatMap((source) => {
    const values = source.get(column) ?? [];
    return Array.from({ length: values.length / CHUNK }, (_, index) => values.slice(index * CHUNK, (index + 1) * CHUNK));
  });
}

function numbers(source: ReadonlyMap<string, Values>, column: string): number[] {
  return (source.get(column) ?? []).map(Number);
}

function textCounts(column: string, chunk: Values): { reference: number[]; chunk: number[] } {
  return valueCounts((reference.get(column) ?? []).map(String), chunk.map(String), (left, right) => (left < right ? -1 : 1));
}

function estimate(outcome: Outcome): number {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome.estimate;
}

/** Yates-corrected chi-squared of a fourfold table, as scipy's default. */
function yates([a = 0, b = 0]: readonly number[], [c = 0, d = 0]: readonly number[]): number {
  const n = a + b + c + d;
  const determinant = Math.abs(a * d - b * c);
  const corrected = Math.max(0, determinant - Math.min(n / 2, determinant));
  return (n * corrected ** 2) / ((a + b) * (c + d) * (a + c) * (b + d));
}
