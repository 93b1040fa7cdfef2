import { open } from "node:fs/promises";
import { zstdDecompressSync } from "node:zlib";
import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  TIMESTAMP,
  TIMESTAMPTZ,
  VARCHAR,
} from "@duckdb/node-api";
import {
  CompressionType,
  DataType,
  type Field,
  RecordBatchReader,
  type Schema,
  TimeUnit,
  type Vector,
  compressionRegistry,
} from "apache-arrow";
import { throwIfAborted } from "../../engine/query-run.ts";
import { TickmarkError } from "../../foundation/errors.ts";

compressionRegistry.set(CompressionType.ZSTD, { decode: (bytes) => zstdDecompressSync(bytes) });

/** Rows of one data chunk, DuckDB's vector size. */
const CHUNK_ROWS = 2048;

export interface ArrowColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

/** Schema of an Arrow IPC file or stream. */
export async function arrowSchema(path: string): Promise<ArrowColumn[]> {
  return withReader(path, async (reader) => columnsOf(reader.schema));
}

/**
 * Appends the named columns of one Arrow file to a table, batch by batch; gives the number of rows.
 * A column that the file lacks stays null.
 */
export async function appendArrow(
  connection: DuckDBConnection,
  table: string,
  columns: readonly ArrowColumn[],
  source: { readonly path: string; readonly signal: AbortSignal | undefined; readonly atMost: number },
): Promise<number> {
  return withReader(source.path, async (reader) => {
    const appender = await connection.createAppender(table);
    const types = columns.map((column) => column.type);
    let rows = 0;
    for await (const batch of reader) {
      throwIfAborted(source.signal);
      const vectors = columns.map((column) => batch.getChild(column.name));
      for (let start = 0; start < batch.numRows; start += CHUNK_ROWS) {
        const end = Math.min(batch.numRows, start + CHUNK_ROWS);
        const chunk = DuckDBDataChunk.create(types, end - start);
        vectors.forEach((vector, index) => chunk.setColumnValues(index, values(vector, columns[index]?.type ?? VARCHAR, start, end)));
        appender.appendDataChunk(chunk);
      }
      rows += batch.numRows;
      if (rows >= source.atMost) break;
    }
    appender.closeSync();
    return rows;
  });
}

async function withReader<T>(path: string, work: (reader: RecordBatchReader) => Promise<T>): Promise<T> {
  await using file = await open(path, "r");
  try {
    const reader = await RecordBatchReader.from(file);
    await reader.open();
    return await work(reader);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof TickmarkError) throw cause;
    throw new TickmarkError(
      "bad-input",
      `The Arrow file cannot be read: ${reason}`,
      { file: path, remedy: "Ask for Arrow IPC without compression or with zstd, or for Parquet." },
      cause,
    );
  }
}

function columnsOf(schema: Schema): ArrowColumn[] {
  return schema.fields.map((field) => ({ name: field.name, type: duckType(field) }));
}

function duckType(field: Field): DuckDBType {
  const type: DataType = DataType.isDictionary(field.type) ? field.type.dictionary : field.type;
  if (DataType.isBool(type)) return BOOLEAN;
  if (DataType.isInt(type)) return type.bitWidth === 64 && !type.isSigned ? HUGEINT : BIGINT;
  if (DataType.isFloat(type)) return DOUBLE;
  if (DataType.isTimestamp(type)) return typeof type.timezone === "string" ? TIMESTAMPTZ : TIMESTAMP;
  if (DataType.isDate(type)) return DATE;
  return VARCHAR;
}

function values(vector: Vector | null, type: DuckDBType, start: number, end: number): DuckDBValue[] {
  const read = vector === null ? () => null : reader(vector, type);
  return Array.from({ length: end - start }, (_, index) => read(start + index));
}

/** Values in the table's type; where files disagree the table has text. */
function reader(vector: Vector, type: DuckDBType): (row: number) => DuckDBValue {
  const own = ownReader(vector);
  if (type !== VARCHAR) return own;
  return (row) => {
    const value = own(row);
    return value === null ? null : String(value);
  };
}

function ownReader(vector: Vector): (row: number) => DuckDBValue {
  const arrowType: DataType = DataType.isDictionary(vector.type) ? vector.type.dictionary : vector.type;
  if (DataType.isTimestamp(arrowType)) return timestampReader(vector, arrowType.unit, typeof arrowType.timezone === "string");
  const convert = converter(arrowType);
  return (row) => {
    const value: unknown = vector.get(row);
    return value === null || value === undefined ? null : convert(value);
  };
}

function converter(type: DataType): (value: unknown) => DuckDBValue {
  if (DataType.isBool(type)) return Boolean;
  if (DataType.isInt(type)) return (value) => BigInt(value as number | bigint);
  if (DataType.isFloat(type)) return Number;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return String;
  if (DataType.isDate(type)) return (value) => new DuckDBDateValue(Math.floor(Number(value) / 86_400_000));
  if (DataType.isDecimal(type)) return (value) => decimalText(value as Uint32Array, type.scale);
  return (value) => JSON.stringify(value, (_key, entry: unknown) => (typeof entry === "bigint" ? String(entry) : entry));
}

/** From the stored integers: `get` gives milliseconds as a float. */
function timestampReader(vector: Vector, unit: TimeUnit, zoned: boolean): (row: number) => DuckDBValue {
  const data = vector.data[0];
  const stored = data?.values as BigInt64Array | undefined;
  return (row) => {
    const value = stored?.[row];
    if (value === undefined || !vector.isValid(row)) return null;
    const micros = unit === TimeUnit.NANOSECOND ? BigInt.asIntN(64, value) / 1000n : value * (MICROS[unit] ?? 1n);
    return zoned ? new DuckDBTimestampTZValue(micros) : new DuckDBTimestampValue(micros);
  };
}

const MICROS: Partial<Record<TimeUnit, bigint>> = {
  [TimeUnit.SECOND]: 1_000_000n,
  [TimeUnit.MILLISECOND]: 1000n,
  [TimeUnit.MICROSECOND]: 1n,
};

/** Little-endian two's complement words to exact decimal text. */
function decimalText(words: Uint32Array, scale: number): string {
  let value = 0n;
  for (const word of [...words].toReversed()) value = (value << 32n) | BigInt(word);
  value = BigInt.asIntN(words.length * 32, value);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
  const text = scale > 0 ? `${digits.slice(0, -scale)}.${digits.slice(-scale)}` : digits;
  return value < 0n ? `-${text}` : text;
}
