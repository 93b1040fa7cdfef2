import { parseCanonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { describeError } from "../foundation/errors.ts";
import { type Checkpoint, MAXIMUM_RECORD_BYTES, checkpointOrigin, checkpointText, decodeCheckpoint, isDecimal } from "./checkpoint.ts";
import { fingerprintOf } from "./ed25519.ts";
import { HASH_LENGTH, merkleLeafHash, verifyInclusion } from "./merkle.ts";
import { utf8Text } from "./octets.ts";
import type { PackContents } from "./pack-contents.ts";
import { printable } from "./pack-paths.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import { AUDITOR_SSHSIG } from "./profile.ts";
import { verifyNoteSignature } from "./signed-note.ts";
import { decodeSshSignature } from "./sshsig.ts";
import type { StepRecorder } from "./step-recorder.ts";
import { decodeTlogProof } from "./tlog-proof.ts";

const CHECKPOINT = "data/population/checkpoint";
const PROOFS = "data/population/proofs/";
/** Numbers of records that the message names. */
const NAMED = 10;

/** The pack's checkpoint, byte for byte and read. */
interface PackCheckpoint {
  readonly text: string;
  readonly checkpoint: Checkpoint;
}

/** The population's tree head, and the proofs of the records that the pack discloses. */
export function verifyCheckpoint(reader: PackReader, contents: PackContents, recorder: StepRecorder): void {
  const proofs = reader.files.filter(({ path }) => path.startsWith(PROOFS)).map(({ path }) => path.slice(PROOFS.length));
  const present = reader.files.some(({ path }) => path === CHECKPOINT);
  if (contents.pack.checkpointSha256 === null && !present && proofs.length === 0) {
    recorder.record("checkpoint", "not-checked", "The pack has no population checkpoint.");
    return;
  }
  recorder.attempt("checkpoint", () => {
    const text = utf8Text(readVerified(reader, CHECKPOINT), CHECKPOINT);
    const pack = { text, checkpoint: decodeCheckpoint(text, CHECKPOINT) };
    const { numbers, problems } = pairsOf(proofs);
    const all = [
      ...headProblems(reader, contents, pack),
      ...problems,
      ...numbers.flatMap((number) => recordProblem(reader, number, pack) ?? []),
    ];
    recorder.conclude("checkpoint", all, passMessage(pack.checkpoint, numbers));
  });
}

function headProblems(reader: PackReader, { pack, populations }: PackContents, { text, checkpoint }: PackCheckpoint): string[] {
  const { packId, revision } = pack;
  const population = populations.populations.find(
    ({ definition: { fingerprint } }) => checkpoint.origin === checkpointOrigin({ packId, revision, fingerprint }),
  );
  const rows = population?.definition.rows ?? null;
  return [
    ...(pack.checkpointSha256 === sha256Hex(text) ? [] : ["the checkpoint is not the one that pack.json states"]),
    ...(rows === null ? ["the origin of the checkpoint names another pack, revision or population"] : []),
    ...(rows === null || rows === checkpoint.size
      ? []
      : [`the checkpoint is of ${checkpoint.size} records, and the population has ${rows} rows`]),
    ...signatureProblems(reader, pack, checkpoint),
  ];
}

/** A key that signs envelopes signs the checkpoint too; a key held outside cannot. A stripped or foreign signature fails. */
function signatureProblems(reader: PackReader, pack: PackContents["pack"], checkpoint: Checkpoint): string[] {
  const { signature } = checkpoint;
  if (pack.signatures === "sshsig")
    return signature === null ? [] : ["the checkpoint is signed, though pack.json says that the key makes no such signature"];
  if (signature === null) return ["the checkpoint is not signed"];
  const { publicKey } = decodeSshSignature(readVerified(reader, AUDITOR_SSHSIG), AUDITOR_SSHSIG);
  const good =
    fingerprintOf(publicKey) === pack.signer.fingerprint &&
    signature.name === checkpoint.origin &&
    verifyNoteSignature(checkpointText(checkpoint), signature, publicKey);
  return good ? [] : ["the checkpoint is not signed by the auditor's key"];
}

/** Record numbers that have both files, in order, and what does not belong there. */
function pairsOf(names: readonly string[]): { numbers: number[]; problems: string[] } {
  const known = new Set(names);
  const problems: string[] = [];
  const numbers: number[] = [];
  for (const name of names) {
    const [, digits = "", kind] = /^(\d+)\.(json|tlog-proof)$/.exec(name) ?? [];
    if (!isDecimal(digits)) problems.push(`${PROOFS}${printable(name)} is neither a disclosed record nor its proof`);
    else if (kind === "json" && !known.has(`${digits}.tlog-proof`)) problems.push(`record ${digits} has no proof`);
    else if (kind === "tlog-proof" && !known.has(`${digits}.json`)) problems.push(`the proof of record ${digits} has no record`);
    else if (kind === "json") numbers.push(Number(digits));
  }
  return { numbers: numbers.toSorted((left, right) => left - right), problems };
}

/** Null when the record is what its proof says; malformed files are problems of this record, and the others are still checked. */
function recordProblem(reader: PackReader, number: number, pack: PackCheckpoint): string | null {
  const [recordPath, proofPath] = [`${PROOFS}${number}.json`, `${PROOFS}${number}.tlog-proof`];
  try {
    const record = readVerified(reader, recordPath);
    if (record.length > MAXIMUM_RECORD_BYTES) return `${recordPath} is larger than a record may be (${MAXIMUM_RECORD_BYTES} bytes)`;
    const value = parseCanonicalJson(utf8Text(record, recordPath), recordPath);
    if (value === null || typeof value !== "object" || Array.isArray(value)) return `${recordPath} is not a record`;
    const proof = decodeTlogProof(utf8Text(readVerified(reader, proofPath), proofPath), proofPath);
    if (proof.index !== number) return `${proofPath} is about record ${proof.index}`;
    if (proof.checkpoint !== pack.text) return `${proofPath} is about another checkpoint`;
    if (proof.extra?.length !== HASH_LENGTH) return `${proofPath} has no salt of ${HASH_LENGTH} bytes`;
    const { size, root } = pack.checkpoint;
    if (number >= size) return `there is no record ${number} among ${size}`;
    const leafHash = merkleLeafHash([proof.extra, record]);
    return verifyInclusion({ index: number, size, leafHash, proof: proof.hashes, root })
      ? null
      : `record ${number} is not record ${number} of the committed population`;
  } catch (error) {
    return describeError(error);
  }
}

function passMessage({ size, signature }: Checkpoint, numbers: readonly number[]): string {
  const named = `${numbers.slice(0, NAMED).join(", ")}${numbers.length > NAMED ? ", ..." : ""}`;
  const disclosed =
    numbers.length === 0
      ? `The checkpoint commits to exactly ${size} records; none is disclosed.`
      : numbers.length === 1
        ? `1 record disclosed: it is number ${named} of exactly ${size} (counted from 0).`
        : `${numbers.length} records disclosed; each is number m of exactly ${size} (counted from 0; m = ${named}).`;
  const vouched = signature === null ? " The checkpoint has no signature of its own; the signature of the pack covers it." : "";
  return `${disclosed}${vouched} That the ${size} are all there were is not shown: completeness stays an audit procedure.`;
}
