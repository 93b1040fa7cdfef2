import { sha256Hex } from "../foundation/digest.ts";
import { TickmarkError } from "../foundation/errors.ts";

export interface PackFile {
  /** Relative to the bag, with `/`. */
  readonly path: string;
  readonly bytes: number;
  /** Of the bytes that `read` gives; they were hashed while they were copied out of the container. */
  readonly sha256: string;
}

/** What is wrong with the container itself: found before any file is looked at. */
export interface ContainerProblem {
  readonly step: "limits" | "names";
  readonly message: string;
}

/** A pack whose files were read once into a private place; nothing here goes back to the path that the user gave. */
export interface PackReader {
  readonly files: readonly PackFile[];
  readonly problems: readonly ContainerProblem[];
  read(path: string): Uint8Array;
}

/** Bytes of a file, hashed again: what is parsed is what was verified. */
export function readVerified(reader: PackReader, path: string): Uint8Array {
  const file = reader.files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new TickmarkError("not-found", `${path} is missing.`, { file: path });
  const bytes = reader.read(path);
  if (sha256Hex(bytes) !== file.sha256)
    throw new TickmarkError("source-changed", "The file changed while it was being verified.", { file: path });
  return bytes;
}

/** A pack in memory. */
export function packInMemory(contents: ReadonlyMap<string, Uint8Array>): PackReader {
  const files = [...contents].map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256Hex(bytes) }));
  return {
    files,
    problems: [],
    read: (path) => {
      const bytes = contents.get(path);
      if (bytes === undefined) throw new TickmarkError("not-found", `${path} is missing.`, { file: path });
      return bytes;
    },
  };
}
