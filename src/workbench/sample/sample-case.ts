import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, type DuckDBConnection } from "@duckdb/node-api";
import { type AnswerKey, answerKey } from "./answer-key.ts";
import { cancelled, isInterruption } from "../job.ts";
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
  const { signal } = request;
  // An interrupt that comes between two statements is lost, so the signal is looked at before each as well.
  const stop = (): void => connection.interrupt();
  signal?.addEventListener("abort", stop);
  try {
    await run(connection, "set timezone = 'UTC'", signal);
    for (const statement of populationSql(request)) await run(connection, statement, signal);
    const files = {
      decisions: join(directory, "decisions"),
      outcomes: join(directory, `outcomes.${format}`),
      reviews: join(directory, `reviews.${format}`),
      attributes: join(directory, `applicants.${format}`),
    };
    for (let month = 1; month <= 12; month += 1) {
      const name = `decisions-2025-${String(month).padStart(2, "0")}.${format}`;
      await copy(
        connection,
        `${DECISIONS_SQL} where month(decided) = ${month} order by i, copy_number`,
        join(files.decisions, name),
        request,
      );
    }
    await copy(connection, OUTCOMES_SQL, files.outcomes, request);
    await copy(connection, REVIEWS_SQL, files.reviews, request);
    await copy(connection, ATTRIBUTES_SQL, files.attributes, request);
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
  } catch (error) {
    throw signal?.aborted === true && isInterruption(error) ? cancelled(error) : error;
  } finally {
    signal?.removeEventListener("abort", stop);
    connection.closeSync();
    instance.closeSync();
  }
}

async function run(connection: DuckDBConnection, statement: string, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) throw cancelled();
  await connection.run(statement);
}

async function copy(connection: DuckDBConnection, query: string, path: string, { format, signal }: SampleRequest): Promise<void> {
  const options = format === "csv" ? "format csv, header true" : "format parquet, compression zstd";
  await run(connection, `copy (${query}) to '${path.replaceAll("'", "''")}' (${options})`, signal);
}
