import { BAGIT_TXT, type ManifestEntry, decodeManifest } from "./bag-manifest.ts";
import { utf8Text } from "./octets.ts";
import { fileSetProblems, pathCollisions, pathRefusal, printable } from "./pack-paths.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import { PACK_LIMITS, PAYLOAD_MANIFEST, TAG_FILES, TAG_MANIFEST } from "./profile.ts";
import { byteLimit } from "./reading-limits.ts";
import type { StepRecorder } from "./step-recorder.ts";

/** Steps limits and names. False: nothing of this pack may be read. */
export function verifyContainer(reader: PackReader, recorder: StepRecorder): boolean {
  const inAll = reader.files.reduce((sum, file) => sum + file.bytes, 0);
  const limits = reader.problems.filter((problem) => problem.step === "limits").map((problem) => problem.message);
  if (reader.files.length > PACK_LIMITS.files) limits.push(`more than ${PACK_LIMITS.files} files`);
  if (inAll > PACK_LIMITS.bytesInAll) limits.push(`more than ${PACK_LIMITS.bytesInAll} bytes`);
  for (const file of reader.files) {
    const limit = byteLimit(file.path);
    if (file.bytes > limit) limits.push(`${printable(file.path)} has more than ${limit} bytes`);
  }
  recorder.conclude("limits", limits, `${reader.files.length} files, ${inAll} bytes, within the limits.`);
  const paths = reader.files.map((file) => file.path);
  const names = reader.problems.filter((problem) => problem.step === "names").map((problem) => problem.message);
  for (const path of paths) {
    const refusal = pathRefusal(path);
    if (refusal !== null) names.push(`${printable(path)} ${refusal}`);
  }
  names.push(...pathCollisions(paths));
  recorder.conclude("names", names, "All names are allowed and unique.");
  return limits.length === 0 && names.length === 0;
}

/** The exact set: what the manifest lists, what the profile fixes, and nothing else. */
export function verifyFileSet(reader: PackReader, recorder: StepRecorder): readonly ManifestEntry[] {
  const manifest = recorder.attempt("file-set", () =>
    decodeManifest(utf8Text(readVerified(reader, PAYLOAD_MANIFEST), PAYLOAD_MANIFEST), PAYLOAD_MANIFEST),
  );
  if (manifest === null) return [];
  const present = reader.files.map((file) => file.path);
  const problems = fileSetProblems(
    present,
    manifest.map((entry) => entry.path),
  );
  recorder.conclude("file-set", problems, "Every file that belongs to the pack is there, and no other.");
  return manifest;
}

/** `tagmanifest-sha256.txt` lists exactly the bag's own files, and they are unchanged. */
export function verifyTagManifest(reader: PackReader, recorder: StepRecorder): void {
  recorder.attempt("tagmanifest", () => {
    const entries = decodeManifest(utf8Text(readVerified(reader, TAG_MANIFEST), TAG_MANIFEST), TAG_MANIFEST);
    const listed = entries.map((entry) => entry.path).join("\n");
    const problems = listed === TAG_FILES.join("\n") ? [] : ["the tag manifest does not list exactly the files of the bag"];
    problems.push(...digestProblems(reader, entries), ...bagProblems(reader));
    recorder.conclude("tagmanifest", problems, `${entries.length} files of the bag are unchanged.`);
  });
}

export function verifyPayloadManifest(reader: PackReader, manifest: readonly ManifestEntry[], recorder: StepRecorder): void {
  if (manifest.length === 0) {
    recorder.record("manifest", "fail", "There is no readable manifest.");
    return;
  }
  recorder.conclude("manifest", digestProblems(reader, manifest), `${manifest.length} files of the payload are unchanged.`);
}

function digestProblems(reader: PackReader, entries: readonly ManifestEntry[]): string[] {
  const present = new Map(reader.files.map((file) => [file.path, file.sha256]));
  return entries
    .filter((entry) => present.get(entry.path) !== entry.sha256)
    .map((entry) => (present.has(entry.path) ? `${printable(entry.path)} was changed` : `${printable(entry.path)} is missing`));
}

function bagProblems(reader: PackReader): string[] {
  const problems: string[] = [];
  if (utf8Text(readVerified(reader, "bagit.txt"), "bagit.txt") !== BAGIT_TXT) problems.push("bagit.txt is not that of a BagIt 1.0 bag");
  const payload = reader.files.filter((file) => file.path.startsWith("data/"));
  const oxum = `${payload.reduce((sum, file) => sum + file.bytes, 0)}.${payload.length}`;
  const info = utf8Text(readVerified(reader, "bag-info.txt"), "bag-info.txt");
  if (!info.split("\n").includes(`Payload-Oxum: ${oxum}`)) problems.push(`bag-info.txt does not state the payload that is there (${oxum})`);
  return problems;
}
