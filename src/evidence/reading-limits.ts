import { TickmarkError } from "../foundation/errors.ts";
import { isRecordsFile } from "./pack-paths.ts";
import type { PackReader } from "./pack-reader.ts";
import { PACK_LIMITS, PAYLOAD_MANIFEST } from "./profile.ts";

/** What is parsed of a payload: each value in it costs far more memory than its bytes. */
const PARSED = /^data\/.+\.(json|jsonl|csv)$/;
/** `[`, `{`, `,` and the line feed: about one for each value or cell. */
const BEFORE_A_VALUE = Uint8Array.from({ length: 256 }, (_, octet) => ([0x5b, 0x7b, 0x2c, 0x0a].includes(octet) ? 1 : 0));

/** The most bytes that a file under this path may have. */
export function byteLimit(path: string): number {
  if (isRecordsFile(path)) return PACK_LIMITS.bytesPerFile;
  if (path.startsWith("data/")) return PACK_LIMITS.bytesPerDocument;
  return path === PAYLOAD_MANIFEST ? PACK_LIMITS.bytesPerManifest : PACK_LIMITS.bytesPerSignature;
}

/** Refuses documents that would fill the memory once they are parsed; asked before the first of them is, signed or not. */
export function requireReadable(reader: PackReader): void {
  const parsed = reader.files.filter(({ path }) => PARSED.test(path));
  const bytes = parsed.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > PACK_LIMITS.parsedBytes)
    throw new TickmarkError("bad-input", `The documents have ${bytes} bytes.`, { expected: `at most ${PACK_LIMITS.parsedBytes}` });
  let values = 0;
  for (const { path } of parsed) {
    values += valuesIn(reader.read(path));
    if (values > PACK_LIMITS.parsedValues)
      throw new TickmarkError("bad-input", "The documents hold too many values.", {
        file: path,
        expected: `at most ${PACK_LIMITS.parsedValues} in all`,
      });
  }
}

/** The same for one document that is read before the others. */
export function requireReadableDocument(bytes: Uint8Array, path: string): void {
  if (bytes.length <= PACK_LIMITS.parsedBytes && valuesIn(bytes) <= PACK_LIMITS.parsedValues) return;
  throw new TickmarkError("bad-input", "The document is too large to be read.", { file: path });
}

function valuesIn(bytes: Uint8Array): number {
  let values = 0;
  for (const octet of bytes) values += BEFORE_A_VALUE[octet] ?? 0;
  return values;
}
