import type { DuckDBConnection } from "@duckdb/node-api";
import { TickmarkError, isTickmarkError } from "../foundation/errors.ts";

export interface QueryOptions {
  readonly signal?: AbortSignal | undefined;
  /** Share done of the running statement, 0 to 1; null while it cannot be known. */
  readonly onProgress?: ((fraction: number | null) => void) | undefined;
}

const INTERRUPT_EVERY_MS = 25;
const PROGRESS_EVERY_MS = 200;

/**
 * Runs work on one connection and stops it when the signal aborts. An interrupt that arrives between two
 * statements is lost, so it is repeated until the work ends.
 */
export async function runOnConnection<T>(connection: DuckDBConnection, work: () => Promise<T>, options: QueryOptions): Promise<T> {
  const { signal, onProgress } = options;
  throwIfAborted(signal);
  let interrupting: NodeJS.Timeout | undefined;
  const stop = (): void => {
    connection.interrupt();
    interrupting = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  };
  signal?.addEventListener("abort", stop, { once: true });
  const reporting = onProgress === undefined ? undefined : setInterval(() => onProgress(fractionOf(connection)), PROGRESS_EVERY_MS);
  try {
    const result = await work();
    throwIfAborted(signal);
    return result;
  } catch (cause) {
    if (signal?.aborted === true) throw cancelled(cause);
    throw cause;
  } finally {
    signal?.removeEventListener("abort", stop);
    clearInterval(interrupting);
    clearInterval(reporting);
  }
}

/** Progress is a setting of the connection; without it the engine always answers "unknown". */
export async function withProgress(connection: DuckDBConnection): Promise<DuckDBConnection> {
  await connection.run("set enable_progress_bar = true");
  await connection.run("set enable_progress_bar_print = false");
  return connection;
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled();
}

/** Wraps what the engine threw, with its SQL; errors of our own pass. */
export function queryError(cause: unknown, sqlText: string): TickmarkError {
  if (isTickmarkError(cause)) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (reason.startsWith("INTERRUPT")) return cancelled(cause);
  return new TickmarkError("query-failed", `The engine refused a query: ${reason.split("\n")[0] ?? ""}`, { sql: sqlText }, cause);
}

function cancelled(cause?: unknown): TickmarkError {
  return isTickmarkError(cause) && cause.code === "cancelled" ? cause : new TickmarkError("cancelled", "Cancelled.", {}, cause);
}

function fractionOf(connection: DuckDBConnection): number | null {
  const { percentage } = connection.progress;
  return percentage < 0 ? null : Math.min(1, percentage / 100);
}
