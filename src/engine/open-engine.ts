import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { availableParallelism, totalmem } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance, version } from "@duckdb/node-api";
import { TickmarkError } from "../foundation/errors.ts";
import { DuckDbEngine } from "./duckdb-engine.ts";
import { withProgress } from "./query-run.ts";

export { DuckDbEngine } from "./duckdb-engine.ts";
export type { QueryOptions } from "./query-run.ts";
export type { PageCell, RowPage } from "./row-page.ts";

/** For a person: `DuckDB v1.5.5`. */
export function engineName(): string {
  return `DuckDB ${version()}`;
}

export interface EngineOptions {
  /** The population file, or ":memory:". */
  readonly file: string;
  readonly readOnly?: boolean;
  /** No file, network or setting can be reached from SQL: for analyses, and for SQL that came with a pack. */
  readonly locked?: boolean;
  /** Default: 60 % of the machine's memory. */
  readonly memoryLimitMb?: number;
  readonly threads?: number;
  /** Where queries spill to; made when missing. Left-overs of a killed process are removed. */
  readonly tempDirectory: string;
}

/** Connections that report progress even after settings are locked. */
const PREPARED_CONNECTIONS = 4;

/** Opens a DuckDB file without any extension that is not built in. One process can open a file once. */
export async function openEngine(options: EngineOptions): Promise<DuckDbEngine> {
  await mkdir(options.tempDirectory, { recursive: true });
  await removeLeftOvers(options.tempDirectory);
  const spill = await mkdtemp(join(options.tempDirectory, `spill-${process.pid}-`));
  const instance = await openInstance(options, spill);
  const prepared: DuckDBConnection[] = [];
  try {
    const setup = await instance.connect();
    await setup.run("set global TimeZone = 'UTC'");
    if (options.locked === true) {
      for (let index = 0; index < PREPARED_CONNECTIONS; index += 1) prepared.push(await withProgress(await instance.connect()));
      await setup.run("set global enable_external_access = false");
      await setup.run("set global lock_configuration = true");
    }
    setup.closeSync();
  } catch (cause) {
    instance.closeSync();
    throw cause;
  }
  return new DuckDbEngine(options.file, options.locked === true, instance, prepared, spill);
}

async function openInstance(options: EngineOptions, spill: string): Promise<DuckDBInstance> {
  const memoryLimitMb = options.memoryLimitMb ?? Math.floor((totalmem() / 1_048_576) * 0.6);
  try {
    return await DuckDBInstance.create(options.file, {
      access_mode: options.readOnly === true ? "READ_ONLY" : "AUTOMATIC",
      memory_limit: `${memoryLimitMb}MiB`,
      threads: String(options.threads ?? availableParallelism()),
      temp_directory: spill,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      allow_community_extensions: "false",
    });
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
    throw new TickmarkError(
      "query-failed",
      `The population file cannot be opened: ${reason}`,
      { file: options.file, remedy: "Close other programs that use the case; if the file is damaged, rebuild it from the sources." },
      cause,
    );
  }
}

/** Spill folders of processes that no longer run. */
async function removeLeftOvers(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const owner = /^spill-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) await rm(join(directory, name), { recursive: true, force: true });
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}
