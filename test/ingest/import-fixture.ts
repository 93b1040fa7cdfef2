import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";
import { type DuckDbEngine, openEngine } from "../../src/engine/open-engine.ts";
import { type ImportedSource, importSource } from "../../src/ingest/index.ts";
import type { ColumnMapping, Control, Reading, SourceMapping, Target } from "../../src/population/mapping.ts";
import type { Role } from "../../src/population/roles.ts";
import type { FormatOf, SourceFormat } from "../../src/population/source-format.ts";
import { sql } from "../../src/sql/sql.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A temporary folder with an engine on a real file, fresh for each test. */
export class ImportFixture {
  directory = "";
  #engine: DuckDbEngine | undefined;

  constructor() {
    beforeEach(async () => {
      this.directory = await mkdtemp(join(tmpdir(), "tickmark-test-"));
      this.#engine = await openEngine({
        file: join(this.directory, "population.duckdb"),
        tempDirectory: this.directory,
        memoryLimitMb: 512,
        threads: 2,
      });
    });
    afterEach(async () => {
      await this.#engine?.close();
      await rm(this.directory, { recursive: true, force: true });
    });
  }

  get engine(): DuckDbEngine {
    if (this.#engine === undefined) throw new Error("The engine is open during tests only.");
    return this.#engine;
  }

  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.directory, name);
    await writeFile(path, content);
    return path;
  }

  /** Lets the engine write a file, for formats that Node cannot. */
  async copied(name: string, select: string, options: string): Promise<string> {
    const path = join(this.directory, name);
    await this.engine.withConnection((connection) => connection.run(`copy (${select}) to '${path}' (${options})`));
    return path;
  }

  async import(
    files: string[],
    format: SourceFormat,
    columns: ColumnMapping[],
    more: { nullTokens?: string[]; controls?: Control[]; sourceId?: string } = {},
  ): Promise<ImportedSource> {
    const mapping: SourceMapping = { columns, nullTokens: more.nullTokens ?? [] };
    return importSource({ engine: this.engine, sourceId: more.sourceId ?? "log", files, format, mapping, controls: more.controls ?? [] });
  }

  async rows(sourceId = "log"): Promise<readonly (readonly unknown[])[]> {
    return (await this.engine.withConnection(async (connection) =>
      (await connection.runAndReadAll(`select * from source_${sourceId} order by rowid`)).getRowsJson(),
    )) as unknown[][];
  }

  async single(text: string): Promise<unknown> {
    const page = await this.engine.withConnection(async (connection) => (await connection.runAndReadAll(text)).getRowsJson());
    return page[0]?.[0];
  }
}

export const parquet: SourceFormat = { adapter: "parquet", adapterVersion: 1 };
export const arrow: SourceFormat = { adapter: "arrow", adapterVersion: 1 };

export function csv(columns: string[], more: Partial<FormatOf<"csv">> = {}): SourceFormat {
  return {
    adapter: "csv",
    adapterVersion: 1,
    delimiter: ",",
    quote: '"',
    escape: '"',
    header: true,
    skipLines: 0,
    encoding: "utf-8",
    compression: "none",
    columns,
    ...more,
  };
}

export function jsonLines(columns: string[], more: Partial<FormatOf<"json-lines">> = {}): SourceFormat {
  return { adapter: "json-lines", adapterVersion: 1, layout: "lines", compression: "none", columns, ...more };
}

export const text: Reading = { as: "text" };
export const number: Reading = { as: "number", decimalSeparator: ".", notANumber: "reject" };

export function instant(timeZone: string | null, encoding: Extract<Reading, { as: "instant" }>["encoding"] = { kind: "iso" }): Reading {
  return { as: "instant", encoding, zone: timeZone === null ? { kind: "in-text" } : { kind: "declared", timeZone }, precision: "instant" };
}

export function role(name: Role, column: string, reading: Reading = text): ColumnMapping {
  return { target: { kind: "role", role: name }, origin: { kind: "column", column }, reading };
}

export function feature(name: string, reading: Reading = number): ColumnMapping {
  const target: Target = { kind: "feature", name, type: reading.as === "number" ? "numeric" : "categorical" };
  return { target, origin: { kind: "column", column: name }, reading };
}

export function attribute(name: string): ColumnMapping {
  return { target: { kind: "attribute", name }, origin: { kind: "column", column: name }, reading: text };
}

export { sql };
