import { compareText } from "../foundation/aggregate.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { pathRefusal, printable } from "./pack-paths.ts";

export const BAGIT_TXT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

export interface ManifestEntry {
  readonly path: string;
  readonly sha256: string;
}

/** RFC 8493 manifest, the format of `sha256sum`: two spaces, sorted by path bytes, LF. */
export function encodeManifest(entries: readonly ManifestEntry[]): string {
  return entries
    .toSorted((left, right) => compareText(left.path, right.path))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`)
    .join("");
}

/** Reads a manifest (hostile input); only what `encodeManifest` writes, with allowed and unique paths. */
export function decodeManifest(text: string, file: string): ManifestEntry[] {
  if (!text.endsWith("\n")) throw new TickmarkError("bad-input", "The manifest does not end with a line feed.", { file });
  const entries = text
    .slice(0, -1)
    .split("\n")
    .map((content, index): ManifestEntry => {
      const line = index + 1;
      const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/s.exec(content) ?? [];
      if (sha256 === undefined || path === undefined)
        throw new TickmarkError("bad-input", "Not a manifest line.", { file, line, expected: "64 hexadecimal digits, two spaces, path" });
      const refusal = pathRefusal(path);
      if (refusal !== null) throw new TickmarkError("bad-input", `The path ${printable(path)} ${refusal}.`, { file, line });
      return { path, sha256 };
    });
  entries.forEach(({ path }, index) => {
    const before = entries[index - 1];
    if (before !== undefined && compareText(before.path, path) >= 0)
      throw new TickmarkError("bad-input", "The paths are not sorted, or one comes twice.", { file, line: index + 1 });
  });
  return entries;
}

export interface BagInfo {
  readonly baggingDate: string;
  readonly externalIdentifier: string;
  readonly payload: { readonly bytes: number; readonly files: number };
}

/** `bag-info.txt`, a function of the sealed case alone. */
export function encodeBagInfo({ baggingDate, externalIdentifier, payload }: BagInfo): string {
  return [
    "Bag-Software-Agent: Tickmark",
    `Bagging-Date: ${baggingDate}`,
    `External-Identifier: ${externalIdentifier}`,
    `Payload-Oxum: ${payload.bytes}.${payload.files}`,
    "",
  ].join("\n");
}
