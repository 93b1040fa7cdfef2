import { TickmarkError } from "../foundation/errors.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { isDecimal } from "./checkpoint.ts";
import { HASH_LENGTH } from "./merkle.ts";

const FIRST_LINE = "c2sp.org/tlog-proof@v1";
/** Of a tree with 2^53 leaves. */
const MAXIMUM_HASHES = 53;
const MAXIMUM_LENGTH = 16 * 1024;

/** c2sp.org/tlog-proof@v1. */
export interface TlogProof {
  /** The salt of the leaf. Not authenticated by itself: it counts because the leaf hash is made of it. */
  readonly extra: Uint8Array | null;
  /** From 0. */
  readonly index: number;
  /** From the leaf's sibling up to a child of the root. */
  readonly hashes: readonly Uint8Array[];
  /** Verbatim. */
  readonly checkpoint: string;
}

export function encodeTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  const lines = [
    FIRST_LINE,
    ...(extra === null ? [] : [`extra ${encodeBase64(extra)}`]),
    `index ${index}`,
    ...hashes.map((hash) => encodeBase64(hash)),
  ];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** Reads a proof (hostile input); one that would not be written the same way again is refused. The checkpoint is not parsed. */
export function decodeTlogProof(text: string, file: string): TlogProof {
  if (text.length > MAXIMUM_LENGTH) throw malformed(file);
  const end = text.indexOf("\n\n");
  const [first, ...lines] = text.slice(0, Math.max(0, end)).split("\n");
  const extraLine = lines[0]?.startsWith("extra ") === true ? lines.shift() : undefined;
  const index = /^index (\d+)$/.exec(lines.shift() ?? "")?.[1] ?? "";
  if (first !== FIRST_LINE || !isDecimal(index) || lines.length > MAXIMUM_HASHES) throw malformed(file);
  const decoded = {
    extra: extraLine === undefined ? null : decodeBase64(extraLine.slice("extra ".length)),
    index: Number(index),
    hashes: lines.map((line) => decodeBase64(line)),
    checkpoint: text.slice(end + 2),
  };
  if (decoded.hashes.some((hash) => hash.length !== HASH_LENGTH) || encodeTlogProof(decoded) !== text) throw malformed(file);
  return decoded;
}

function malformed(file: string): TickmarkError {
  return new TickmarkError("bad-input", "Not an inclusion proof.", {
    file,
    expected: `${FIRST_LINE}, extra, index, hashes, an empty line and the checkpoint`,
  });
}
