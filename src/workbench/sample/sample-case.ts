import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { type AnswerKey, answerKey } from "./answer-key.ts";
import { writeRegistry } from "./sample-registry.ts";
import { ATTRIBUTES_SQL, DECISIONS_SQL, OUTCOMES_SQL, REVIEWS_SQL, populationSql } from "./sample-sql.ts";

export interface SampleRequest {
  readonly directory: string;
  /** Decisions, 10 thousand to 10 million. */
  readonly rows: number;
  readonly seed: number;
  /** True: the faults of the answer key are planted. False: the clean twin. */
  readonly faults: boolean;
  readonly format: "csv" | "parquet";
  readonly signal?: AbortSignal | undefined;
}

export interface SampleFiles {
  readonly decisions: string;
  readonly outcomes: string;
  readonly reviews: string;
  readonly attributes: string;
  /** Registry snapshot, mlflow-export-import folder. */
  readonly registry: string;
  readonly answerKey: AnswerKey;
  /** Rows per file kind, as the data owner would state them. */
  readonly controlTotals: { readonly decisions: number; readonly outcomes: number; readonly reviews: number; readonly attributes: number };
}

/**
 * Writes a synthetic credit-decision year: monthly decision logs, outcomes with delay, reviews, applicant groups, a
 * registry snapshot, and the key of what was planted. The same request gives the same bytes.
 */
export async function writeSampleCase(request: SampleRequest): Promise<SampleFiles> {
  const { directory, format } = request;
  mkdirSync(join(directory, "decisions"), { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", memory_limit: "3GB" });
  const connection = await instance.connect();
  const stop = (): void => connection.interrupt();
  request.signal?.addEventListener("abort", stop);
  try {
    await connection.run("set timezone = 'UTC'");
    for (const statement of populationSql(request)) await connection.run(statement);
    const files = {
      decisions: join(directory, "decisions"),
      outcomes: join(directory, `outcomes.${format}`),
      reviews: join(directory, `reviews.${format}`),
      attributes: join(directory, `applicants.${format}`),
    };
    for (let month = 1; month <= 12; month += 1) {
      const name = `decisions-2025-${String(month).padStart(2, "0")}.${format}`;
      await copy(connection, `${DECISIONS_SQL} where month(decided) = ${month} order by i, copy_number`, join(files.decisions, name), format);
    }
    await copy(connection, OUTCOMES_SQL, files.outcomes, format);
    await copy(connection, REVIEWS_SQL, files.reviews, format);
    await copy(connection, ATTRIBUTES_SQL, files.attributes, format);
    const registry = writeRegistry(directory, request.faults);
    const key = answerKey(request);
    writeFileSync(join(directory, "answer-key.json"), `${JSON.stringify(key, null, 2)}\n`);
    const count = async (query: string): Promise<number> => {
      const reader = await connection.runAndReadAll(`select count(*)::integer from (${query})`);
      return Number(reader.getRows()[0]?.[0] ?? 0);
    };
    const controlTotals = {
      decisions: await count(DECISIONS_SQL),
      outcomes: await count(OUTCOMES_SQL),
      reviews: await count(REVIEWS_SQL),
      attributes: await count(ATTRIBUTES_SQL),
    };
    return { ...files, registry, answerKey: key, controlTotals };
  } finally {
    request.signal?.removeEventListener("abort", stop);
    connection.closeSync();
    instance.closeSync();
  }
}

async function copy(connection: DuckDBConnection, query: string, path: string, format: "csv" | "parquet"): Promise<void> {
  const options = format === "csv" ? "format csv, header true" : "format parquet, compression zstd";
  await connection.run(`copy (${query}) to '${path.replaceAll("'", "''")}' (${options})`);
}
