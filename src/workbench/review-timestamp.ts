import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { keptTimestamp } from "../evidence/check-timestamp.ts";
import { hexBytes } from "../evidence/octets.ts";
import type { PackReader } from "../evidence/pack-reader.ts";
import { subtleVerifier } from "../evidence/public-key-signature.ts";
import { type TimestampRequest, decodeTimestampRequest, encodeTimestampRequest, nonceFrom } from "../evidence/timestamp-request.ts";
import { readTimestampResponse } from "../evidence/timestamp-token.ts";
import { verifyPack } from "../evidence/verify-pack.ts";
import { stampedFile } from "../evidence/verify-timestamps.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { writeNewFile } from "../packs/durable-files.ts";
import { writeSignedCopy } from "../packs/signed-copy.ts";
import type { JobContext } from "./job.ts";
import { type PackToReview, besidePack, modeOfCopy, openSound, trustOf } from "./review-request.ts";
import { stateDirectory } from "./state-directory.ts";

const LARGEST_RESPONSE = 2 ** 18;

/** Writes a request for the signature of `auditor` or `reviewer-N`; this machine keeps a copy, to know the answer by its nonce. */
export async function requestTimestamp(request: PackToReview, of: string): Promise<{ file: string; command: string }> {
  const pack = await openSound(request, { records: "hash" });
  try {
    const signature = stampedFile(pack, `timestamps/${of}.tsr`);
    const sha256 = pack.files.find(({ path }) => path === signature)?.sha256;
    if (sha256 === undefined)
      throw new TickmarkError("not-found", `The pack has no signature of "${of}".`, {
        expected: "auditor, or reviewer-1, reviewer-2, ...",
      });
    const asked = { imprint: hexBytes(sha256), nonce: nonceFrom(new Uint8Array(randomBytes(8))) };
    const bytes = encodeTimestampRequest(asked);
    writeNewFile(join(requestsFolder(), `${sha256}-${asked.nonce.toString(16)}.tsq`), bytes, 0o600);
    const file = freeName(request.path, of);
    writeNewFile(file, bytes);
    const name = basename(file);
    const command = `curl -H "Content-Type: application/timestamp-query" --data-binary "@${name}" -o "${name.replace(/\.tsq$/, ".tsr")}" https://ADDRESS-OF-THE-AUTHORITY`;
    return { file, command };
  } finally {
    pack.close();
  }
}

function freeName(path: string, of: string): string {
  for (let number = 1; ; number += 1) {
    const file = besidePack(path, `.${of}${number === 1 ? "" : `-${number}`}.tsq`);
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return file;
  }
}

export interface TimestampImport {
  readonly request: PackToReview;
  /** The authority's `.tsr` file. */
  readonly response: string;
  /** The `.tsq` file, where the request was made on another machine. */
  readonly query?: string;
}

/** Checks a response against the request it answers, and writes a copy of the pack with it. The pack itself stays as it is. */
export async function importTimestamp(
  { request, response, query = "" }: TimestampImport,
  { job, now }: { job: JobContext; now: string },
): Promise<{ zipPath: string; time: string; authority: string }> {
  const subtle = subtleVerifier();
  if (subtle === null) throw new TickmarkError("unsupported", "This program offers no means (WebCrypto) to check certificates.");
  const content = await keptTimestamp(readResponse(response), subtle);
  const { info, signer } = readTimestampResponse(content);
  const trust = trustOf(request);
  const pack = await openSound(request);
  try {
    const imprint = Buffer.from(info.imprint).toString("hex");
    const name = stampedName(pack, imprint, response);
    requireAnswer(query === "" ? keptRequests(imprint) : [readQuery(query)], { imprint: info.imprint, nonce: info.nonce ?? -1n }, response);
    const path = `timestamps/${name}.tsr`;
    if (pack.files.some((file) => file.path === path))
      throw new TickmarkError("already-exists", `The signature of ${name} has a time stamp already.`, { file: request.path });
    const zipPath = besidePack(request.path, `.${name}-stamped.zip`);
    job.report({ step: "Writing and verifying the stamped pack", fraction: 0.5 });
    const copy = { target: zipPath, mode: await modeOfCopy(request.path) };
    await writeSignedCopy(pack, [{ path, content }], copy, async (written) => {
      const report = await verifyPack(written, trust, { verifyTime: now, analyses: null });
      const stamp = report.timestamps.find(({ file }) => file === path);
      if (stamp === undefined || stamp.state === "fail")
        throw new TickmarkError("verification-failed", `The response was not taken in: ${stamp?.message ?? "the pack cannot be read"}`, {
          file: response,
        });
    });
    return { zipPath, time: new Date(info.timeMs).toISOString(), authority: signer.subjectText };
  } finally {
    pack.close();
  }
}

function readResponse(file: string): Uint8Array {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status === undefined) throw new TickmarkError("not-found", "There is no such response.", { file });
  if (!status.isFile() || status.size > LARGEST_RESPONSE)
    throw new TickmarkError("bad-input", "This is no time stamp response: it is too large.", { file });
  return new Uint8Array(readFileSync(file));
}

/** `auditor` or `reviewer-N`: whose signature the response is about. */
function stampedName(pack: PackReader, imprint: string, response: string): string {
  const names = ["auditor", ...pack.files.flatMap(({ path }) => /^signatures\/(reviewer-[1-9]\d?)\.dsse\.json$/.exec(path)?.[1] ?? [])];
  const found = names.find((name) => {
    const signature = stampedFile(pack, `timestamps/${name}.tsr`);
    return pack.files.some(({ path, sha256 }) => path === signature && sha256 === imprint);
  });
  if (found !== undefined) return found;
  throw new TickmarkError("verification-failed", "The response is about no signature of this pack.", {
    file: response,
    remedy: "Check that it is the answer to the request for this pack.",
  });
}

function requireAnswer(requests: readonly TimestampRequest[], answer: TimestampRequest, file: string): void {
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  if (requests.some(({ imprint, nonce }) => nonce === answer.nonce && hex(imprint) === hex(answer.imprint))) return;
  throw new TickmarkError("verification-failed", "The response answers no request that was made: its nonce is another.", {
    file,
    remedy: requests.length === 0 ? "Make the request first, or give the request file." : "Ask the authority again.",
  });
}

function keptRequests(imprint: string): TimestampRequest[] {
  const folder = requestsFolder();
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${imprint}-`) && name.endsWith(".tsq"))
    .map((name) => readQuery(join(folder, name)));
}

function readQuery(file: string): TimestampRequest {
  try {
    return decodeTimestampRequest(new Uint8Array(readFileSync(file)), file);
  } catch (cause) {
    throw new TickmarkError("bad-input", "The time stamp request cannot be read.", { file }, cause);
  }
}

function requestsFolder(): string {
  const folder = join(stateDirectory(), "timestamp-requests");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}
