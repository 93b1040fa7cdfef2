import { compareText } from "../foundation/aggregate.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { AUDITOR_SSHSIG, REQUIRED_PAYLOAD, TAG_FILES, TAG_MANIFEST } from "./profile.ts";

const SEGMENT = /^[a-z0-9][a-z0-9._-]*$/;
const PATH_LENGTH = 100;
/** Names that Windows keeps for devices, with any extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)/;

/** Null for a path that the profile allows, else what is wrong with it. Names of the bag's own files are fixed. */
export function pathRefusal(path: string): string | null {
  if ((TAG_FILES as readonly string[]).includes(path)) return null;
  if (path.length > PATH_LENGTH) return `is longer than ${PATH_LENGTH} characters`;
  const segments = path.split("/");
  if (segments.some((segment) => !SEGMENT.test(segment))) return "has a segment outside [a-z0-9][a-z0-9._-]*";
  if (segments.some((segment) => DEVICE.test(segment))) return "has a segment that Windows keeps for a device";
  if (segments.some((segment) => segment.endsWith("."))) return "has a segment that ends with a point";
  return null;
}

/** A segment of a path that the writer is asked to use: run id, query name, inventory name. */
export function checkedSegment(segment: string, what: string): string {
  const refusal = segment.includes("/") ? "holds a slash" : pathRefusal(segment);
  if (refusal !== null)
    throw new TickmarkError("bad-input", `The ${what} "${segment}" cannot be a name in a pack: it ${refusal}.`, {
      expected: "a-z, 0-9, point, underscore, hyphen",
    });
  return segment;
}

/** Names that one file system would merge, or of which one is a folder of the other. */
export function pathCollisions(paths: readonly string[]): string[] {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const path of paths) {
    const key = path.normalize("NFC").toLowerCase();
    const other = seen.get(key);
    if (other !== undefined) problems.push(`${printable(path)} and ${printable(other)} are one name on some systems`);
    seen.set(key, path);
  }
  for (const [key, path] of seen)
    for (let slash = key.indexOf("/"); slash >= 0; slash = key.indexOf("/", slash + 1))
      if (seen.has(key.slice(0, slash))) problems.push(`${printable(path)} lies below a name that is a file`);
  return problems;
}

const OPTIONAL_PAYLOAD = [
  /^data\/inventory\/[^/]+\.json$/,
  /^data\/runs\/[^/]+\/run\.json$/,
  /^data\/runs\/[^/]+\/[^/]+\.(csv|schema\.json)$/,
  /^data\/journal\/payloads\/\d{8}\.json$/,
  /^data\/population\/checkpoint$/,
  /^data\/population\/proofs\/[^/]+$/,
  /^data\/report\/report\.pdf$/,
];
const RECORDS = /^data\/sources\/records\/[^/]+\.parquet$/;
/** Files outside the tag manifest, which may be added after the signature. */
const UNCOVERED = [
  /^signatures\/auditor\.dsse\.json$/,
  /^signatures\/reviewer-[1-9]\d?\.dsse\.json$/,
  /^signatures\/reviewer-[1-9]\d?\.auditor\.(dsse\.json|tagmanifest-sha256\.txt\.sig)\.sig$/,
  /^timestamps\/(auditor|reviewer-[1-9]\d?)\.tsr$/,
];

export function isRecordsFile(path: string): boolean {
  return RECORDS.test(path);
}

/**
 * Differences between the files that are there and the exact set that the profile asks for, given the
 * payload paths of the manifest. Neither bagit.py nor `sha256sum -c` sees an added top-level file.
 */
export function fileSetProblems(present: readonly string[], payload: readonly string[]): string[] {
  // The envelope is asked for by the claims step: a key held outside makes none, and then pack.json says so under the signature.
  const required = new Set<string>([...TAG_FILES, TAG_MANIFEST, AUDITOR_SSHSIG, ...REQUIRED_PAYLOAD, ...payload]);
  const here = new Set(present);
  const listed = new Set(payload);
  return [
    ...[...required].filter((path) => !here.has(path)).map((path) => `${printable(path)} is missing`),
    ...REQUIRED_PAYLOAD.filter((path) => here.has(path) && !listed.has(path)).map((path) => `${path} is not in the manifest`),
    ...present
      .filter((path) => !required.has(path) && !UNCOVERED.some((pattern) => pattern.test(path)))
      .map((path) => `${printable(path)} does not belong to the pack`),
    ...payload.filter((path) => !isKnownPayload(path)).map((path) => `${printable(path)} has no place in this profile`),
  ].toSorted(compareText);
}

function isKnownPayload(path: string): boolean {
  return (
    (REQUIRED_PAYLOAD as readonly string[]).includes(path) || RECORDS.test(path) || OPTIONAL_PAYLOAD.some((pattern) => pattern.test(path))
  );
}

/** Hostile names must not reach a terminal or a page as they are. */
export function printable(path: string): string {
  const short = path.length > 120 ? `${path.slice(0, 120)}...` : path;
  return Array.from(short, (character) =>
    /[\u0020-\u007e]/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  ).join("");
}
