import { TextDecoder as NodeTextDecoder } from "node:util";
import type { FormatOf } from "../../population/source-format.ts";
import { contentStream } from "../file-head.ts";
import type { LocatedRecord } from "../adapter.ts";
import { utf16Label } from "./csv-text.ts";

/** What a scan of the bytes is to find. Byte offsets are 0-based in the decompressed UTF-8 text. */
export interface LineRequest {
  /** Records that the reader refused, by the offset of their first byte; they have no position. */
  readonly refused: ReadonlySet<number>;
  /** 1-based positions among the other records (header and blank lines do not count). */
  readonly positions: ReadonlySet<number>;
}

export interface LineFindings {
  readonly lineOfRefused: ReadonlyMap<number, number>;
  readonly located: ReadonlyMap<number, LocatedRecord>;
  readonly blankLines: number;
}

const EXCERPT_BYTES = 500;
const [LINE_FEED, CARRIAGE_RETURN] = [10, 13];

/**
 * DuckDB counts records, not lines, and knows no position of a value that only our own reading refuses. So the
 * bytes are walked once more, and only when something was refused.
 */
export async function findLines(path: string, format: FormatOf<"csv">, request: LineRequest): Promise<LineFindings> {
  const scanner = new RecordScanner(format, request);
  for await (const chunk of utf8Content(path, format)) scanner.push(chunk);
  return scanner.finish();
}

async function* utf8Content(path: string, format: FormatOf<"csv">): AsyncGenerator<Uint8Array> {
  if (format.encoding === "utf-8") {
    yield* contentStream(path, format.compression);
    return;
  }
  let decoder: NodeTextDecoder | undefined;
  for await (const chunk of contentStream(path, format.compression)) {
    if (format.encoding === "utf-16") decoder ??= new NodeTextDecoder(utf16Label(chunk), { ignoreBOM: true });
    yield Buffer.from(decoder?.decode(chunk, { stream: true }) ?? Buffer.from(chunk).toString("latin1"));
  }
}

class RecordScanner {
  readonly #quote: number;
  readonly #escape: number;
  readonly #delimiterEnd: number;
  readonly #request: LineRequest;
  readonly #lineOfRefused = new Map<number, number>();
  readonly #located = new Map<number, LocatedRecord>();
  #linesToSkip: number;
  #headerToSkip: boolean;
  #offset = 0;
  #line = 1;
  #position = 0;
  #blankLines = 0;
  // State of the record that is being read.
  #recordStart = 0;
  #recordLine = 1;
  #recordBytes: number[] = [];
  #recordLength = 0;
  #inQuotes = false;
  #escaped = false;
  #atFieldStart = true;
  #fieldIsQuoted = false;

  constructor(format: FormatOf<"csv">, request: LineRequest) {
    this.#quote = format.quote === "" ? -1 : format.quote.charCodeAt(0);
    this.#escape = format.escape === "" ? -1 : format.escape.charCodeAt(0);
    this.#delimiterEnd = format.delimiter.charCodeAt(format.delimiter.length - 1);
    this.#linesToSkip = format.skipLines;
    this.#headerToSkip = format.header;
    this.#request = request;
  }

  push(chunk: Uint8Array): void {
    for (const byte of chunk) {
      this.#offset += 1;
      if (byte === LINE_FEED && (!this.#inQuotes || this.#linesToSkip > 0)) {
        this.#endRecord();
        this.#line += 1;
        this.#startRecord();
        continue;
      }
      if (byte === LINE_FEED) this.#line += 1;
      if (byte !== CARRIAGE_RETURN) this.#recordLength += 1;
      if (this.#recordBytes.length < EXCERPT_BYTES) this.#recordBytes.push(byte);
      this.#track(byte);
    }
  }

  finish(): LineFindings {
    if (this.#recordLength > 0) this.#endRecord();
    return { lineOfRefused: this.#lineOfRefused, located: this.#located, blankLines: this.#blankLines };
  }

  #track(byte: number): void {
    if (this.#inQuotes) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === this.#escape && this.#escape !== this.#quote) this.#escaped = true;
      else if (byte === this.#quote) this.#inQuotes = false;
      this.#atFieldStart = false;
    } else if (byte === this.#quote && (this.#atFieldStart || (this.#fieldIsQuoted && this.#escape === this.#quote))) {
      // After a closing quote a second one re-opens the field: that is how a doubled quote reads.
      this.#inQuotes = true;
      this.#fieldIsQuoted = true;
      this.#atFieldStart = false;
    } else {
      this.#atFieldStart = byte === this.#delimiterEnd;
      if (this.#atFieldStart) this.#fieldIsQuoted = false;
    }
  }

  #startRecord(): void {
    this.#recordStart = this.#offset;
    this.#recordLine = this.#line;
    this.#recordBytes = [];
    this.#recordLength = 0;
    this.#inQuotes = false;
    this.#escaped = false;
    this.#atFieldStart = true;
    this.#fieldIsQuoted = false;
  }

  #endRecord(): void {
    if (this.#linesToSkip > 0) {
      this.#linesToSkip -= 1;
      return;
    }
    if (this.#recordLength === 0) {
      this.#blankLines += 1;
      return;
    }
    if (this.#headerToSkip) {
      this.#headerToSkip = false;
      return;
    }
    if (this.#request.refused.has(this.#recordStart)) {
      this.#lineOfRefused.set(this.#recordStart, this.#recordLine);
      return;
    }
    this.#position += 1;
    if (!this.#request.positions.has(this.#position)) return;
    const raw = Buffer.from(this.#recordBytes).toString("utf8").trimEnd();
    this.#located.set(this.#position, { line: this.#recordLine, raw });
  }
}
