import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { TickmarkError } from "../foundation/errors.ts";
import { type DuckDbEngine, openEngine } from "../engine/open-engine.ts";

type Mode = "read" | "write";

/**
 * One DuckDB file, one engine at a time: readers share a locked engine (no file, network or setting in reach), a writer
 * waits for them and has the file alone. Nobody overtakes.
 */
export class EnginePool {
  readonly #directory: string;
  readonly #limits: { readonly memoryLimitMb?: number; readonly threads?: number };
  #reader: DuckDbEngine | null = null;
  #readers = 0;
  #turn: Promise<void> = Promise.resolve();
  #idle: (() => void)[] = [];

  constructor(directory: string, limits: { memoryLimitMb?: number; threads?: number } = {}) {
    this.#directory = directory;
    this.#limits = limits;
  }

  get file(): string {
    return join(this.#directory, "population.duckdb");
  }

  /** Runs work on the locked engine; several may run at once. */
  async read<Result>(work: (engine: DuckDbEngine) => Promise<Result>): Promise<Result> {
    const engine = await this.#inTurn(async () => {
      this.#reader ??= await this.#open("read");
      this.#readers += 1;
      return this.#reader;
    });
    try {
      return await work(engine);
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) for (const wake of this.#idle.splice(0)) wake();
    }
  }

  /** Runs work alone on a writable engine. */
  async write<Result>(work: (engine: DuckDbEngine) => Promise<Result>): Promise<Result> {
    return await this.#inTurn(async () => {
      await this.#closeReader();
      const engine = await this.#open("write");
      try {
        return await work(engine);
      } finally {
        await engine.close();
      }
    });
  }

  /** Waits for all work, closes, and lets `work` replace the file. */
  async replace(work: (file: string) => Promise<void>): Promise<void> {
    await this.#inTurn(async () => {
      await this.#closeReader();
      await work(this.file);
    });
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#closeReader());
  }

  async #closeReader(): Promise<void> {
    if (this.#readers > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
    await this.#reader?.close();
    this.#reader = null;
  }

  async #open(mode: Mode): Promise<DuckDbEngine> {
    const options = {
      file: this.file,
      readOnly: mode === "read",
      locked: mode === "read",
      tempDirectory: join(this.#directory, "population.duckdb.tmp"),
    };
    try {
      return await openEngine({ ...options, ...this.#limits });
    } catch (cause) {
      const missing = !existsSync(this.file);
      throw new TickmarkError(
        missing ? "not-found" : "case-damaged",
        `The population database is ${missing ? "missing" : "damaged"}.`,
        {
          file: this.file,
          remedy: "Nothing is lost: run tickmark rebuild on the case; it makes the database again from the source files.",
        },
        cause,
      );
    }
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}

/** Removes a DuckDB file with its write-ahead log. */
export function removeDatabase(file: string): void {
  for (const suffix of ["", ".wal"]) rmSync(`${file}${suffix}`, { force: true });
}
