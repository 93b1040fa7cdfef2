import { describeError } from "../foundation/errors.ts";
import type { Trust } from "./allowed-signers.ts";
import { type Certificate, parseCertificates } from "./certificate.ts";
import { checkTimestamp } from "./check-timestamp.ts";
import { decodeEnvelope } from "./dsse.ts";
import { hexBytes, utf8Text } from "./octets.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG } from "./profile.ts";
import { type SubtleVerifier, subtleVerifier } from "./public-key-signature.ts";
import { requireReadableDocument } from "./reading-limits.ts";
import type { StepRecorder } from "./step-recorder.ts";
import type { StepState, TimestampReport } from "./verification-report.ts";

export interface TimestampContext {
  readonly reader: PackReader;
  readonly trust: Trust;
  readonly verifyTimeMs: number;
  readonly recorder: StepRecorder;
}

const AUDITOR_STAMP = "timestamps/auditor.tsr";
/** A response with its chain has a few kilobytes. */
const LARGEST_RESPONSE = 2 ** 18;

/** RFC 3161 responses over the signature files, checked against the authorities that the reader trusts. */
export async function verifyTimestamps(context: TimestampContext): Promise<TimestampReport[]> {
  const { reader, trust, recorder } = context;
  // The list is the reader's own: one that cannot be read is told as an error, not as a fault of the pack.
  const authorities =
    trust.timestampAuthorities === undefined ? null : parseCertificates(trust.timestampAuthorities, "time stamp authorities");
  const stamps = reader.files.filter(({ path }) => /^timestamps\/.*\.tsr$/.test(path)).map(({ path }) => path);
  const subtle = subtleVerifier();
  const reports: TimestampReport[] = [];
  for (const file of stamps.toSorted()) reports.push(await verifyOne(context, file, authorities, subtle));
  recordStep(recorder, reports);
  return reports;
}

function recordStep(recorder: StepRecorder, reports: readonly TimestampReport[]): void {
  if (reports.length === 0) {
    recorder.record("timestamps", "not-checked", "No time stamp: every date is the signer's own claim.");
    return;
  }
  const details = reports.map(({ file, message }) => `${file}: ${message}`);
  const worst: StepState = (["fail", "not-checked"] as const).find((state) => reports.some((report) => report.state === state)) ?? "pass";
  const auditor = reports.find(({ file }) => file === AUDITOR_STAMP);
  if (worst === "pass" && auditor === undefined)
    recorder.record("timestamps", "not-checked", "The auditor's signature has no time stamp; a reviewer's has.", details);
  else
    recorder.record(
      "timestamps",
      worst,
      { pass: auditor?.message ?? "", fail: "A time stamp is wrong.", "not-checked": "Time stamps are there, but not all were checked." }[
        worst
      ],
      details,
    );
}

async function verifyOne(
  { reader, verifyTimeMs }: TimestampContext,
  file: string,
  authorities: readonly Certificate[] | null,
  subtle: SubtleVerifier | null,
): Promise<TimestampReport> {
  const of = stampedFile(reader, file);
  const report = { file, of, time: null, authority: null };
  if (of === null) return { ...report, state: "fail", message: "The signature that it is about is not there." };
  if (subtle === null)
    return { ...report, state: "not-checked", message: "This program offers no means (WebCrypto) to check certificates." };
  try {
    const bytes = reader.files.find(({ path }) => path === file)?.bytes ?? 0;
    if (bytes > LARGEST_RESPONSE) return { ...report, state: "fail", message: "It is larger than a time stamp can be." };
    const sha256 = reader.files.find(({ path }) => path === of)?.sha256 ?? "";
    const question = { imprint: hexBytes(sha256), authorities, verifyTimeMs, claimedMs: claimedTime(reader, of) };
    const { state, timeMs, authority, message } = await checkTimestamp(readVerified(reader, file), question, subtle);
    return { ...report, state, time: new Date(timeMs).toISOString(), authority, message };
  } catch (error) {
    return { ...report, state: "fail", message: describeError(error) };
  }
}

/** The signature file that a time stamp is about: the envelope, or the auditor's SSHSIG where there is no envelope. */
export function stampedFile(reader: Pick<PackReader, "files">, stamp: string): string | null {
  const name = /^timestamps\/(auditor|reviewer-[1-9]\d?)\.tsr$/.exec(stamp)?.[1];
  const candidates = name === "auditor" ? [AUDITOR_ENVELOPE, AUDITOR_SSHSIG] : [`signatures/${name}.dsse.json`];
  return candidates.find((candidate) => reader.files.some(({ path }) => path === candidate)) ?? null;
}

/** When the signature was made, by its signer's own account; null where that cannot be read here. */
function claimedTime(reader: PackReader, of: string): number | null {
  try {
    const text = of === AUDITOR_SSHSIG ? readVerified(reader, "data/pack.json") : decodeEnvelope(readVerified(reader, of), of).payload;
    requireReadableDocument(text, of);
    const document = JSON.parse(utf8Text(text, of)) as { sealedAt?: unknown; predicate?: { sealedAt?: unknown; reviewedAt?: unknown } };
    const claimed = Date.parse(String(document.predicate?.reviewedAt ?? document.predicate?.sealedAt ?? document.sealedAt));
    return Number.isNaN(claimed) ? null : claimed;
  } catch {
    return null; // The signature's own step tells what is wrong with it.
  }
}
