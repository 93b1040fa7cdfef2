import { TickmarkError } from "../foundation/errors.ts";
import { type Certificate, isSelfIssued, isSignedBy, issuerRefusal, signerRefusal } from "./certificate.ts";
import { sameBytes } from "./octets.ts";
import { type SubtleVerifier, publicKeyOf, verifyPublicKeySignature } from "./public-key-signature.ts";
import {
  SHA_256,
  type TimestampResponse,
  encodeTimestampResponse,
  readTimestampResponse,
  signedAttributeProblems,
} from "./timestamp-token.ts";

export interface TimestampQuestion {
  /** SHA-256 of the file that was stamped. */
  readonly imprint: Uint8Array;
  /** Whom the reader trusts; null: no list was given. */
  readonly authorities: readonly Certificate[] | null;
  readonly verifyTimeMs: number;
  /** When the signature was made by its own account; a stamp from before shows that the account is wrong. */
  readonly claimedMs: number | null;
}

export interface TimestampFinding {
  readonly state: "pass" | "fail" | "not-checked";
  readonly timeMs: number;
  readonly authority: string;
  readonly message: string;
}

/** Authorities embed their own chain; longer ones are not followed. */
const LONGEST_PATH = 8;
/** Clocks of signer, authority and reader may differ by this much. */
const CLOCK_TOLERANCE_MS = 10 * 60_000;

/**
 * A response in its kept form, whatever order and unsigned extras the authority sent: the certificates from the signer
 * up to, and without, the root.
 */
export async function keptTimestamp(bytes: Uint8Array, subtle: SubtleVerifier): Promise<Uint8Array> {
  const response = readTimestampResponse(bytes);
  const path = [response.signer];
  for (let current = response.signer; !isSelfIssued(current) && path.length < LONGEST_PATH;) {
    const issuer = await firstIssuer(subtle, current, response.others);
    if (issuer === null || isSelfIssued(issuer) || path.includes(issuer)) break;
    path.push(issuer);
    current = issuer;
  }
  return encodeTimestampResponse(response, path);
}

/** Checks a kept response (hostile input). Throws for one that cannot be read; what it says is judged in the finding. */
export async function checkTimestamp(bytes: Uint8Array, question: TimestampQuestion, subtle: SubtleVerifier): Promise<TimestampFinding> {
  const response = readTimestampResponse(bytes);
  const path = [response.signer, ...response.others];
  if (!sameBytes(encodeTimestampResponse(response, path), bytes))
    throw new TickmarkError("bad-input", "The time stamp is not in the form in which time stamps are kept.", {
      expected: "the file as Tickmark wrote it",
      remedy: "Import the authority's response again.",
    });
  const { timeMs } = response.info;
  const found = { timeMs, authority: response.signer.subjectText };
  const problem =
    imprintProblem(response, question) ??
    signedAttributeProblems(response)[0] ??
    (await signatureProblem(response, subtle)) ??
    authorityNameProblem(response) ??
    timeProblem(timeMs, question) ??
    signerRefusal(response.signer, timeMs) ??
    (await linkProblem(path, timeMs, subtle));
  if (problem !== null) return { ...found, state: "fail", message: `The time stamp is wrong: ${problem}.` };
  const when = new Date(timeMs).toISOString();
  if (question.authorities === null)
    return { ...found, state: "not-checked", message: `${found.authority} says ${when}; no list of trusted authorities was given.` };
  const anchored = await anchorProblem(path, question.authorities, timeMs, subtle);
  if (anchored !== null) return { ...found, state: "fail", message: `The time stamp is not trusted: ${anchored}.` };
  return { ...found, state: "pass", message: `The signature existed at ${when}, says ${found.authority}.` };
}

function imprintProblem({ info }: TimestampResponse, { imprint }: TimestampQuestion): string | null {
  return info.imprintAlgorithm === SHA_256 && sameBytes(info.imprint, imprint) ? null : "it is about another file";
}

async function signatureProblem(
  { signer, hash, signature, signedAttributes }: TimestampResponse,
  subtle: SubtleVerifier,
): Promise<string | null> {
  const good = await verifyPublicKeySignature(subtle, publicKeyOf(signer.publicKey), hash, signature, signedAttributes);
  return good ? null : "its signature is not by the certificate that comes with it";
}

function authorityNameProblem({ info, signer }: TimestampResponse): string | null {
  return info.authority === null || sameBytes(info.authority, signer.subject) ? null : "it names another authority than its certificate";
}

function timeProblem(timeMs: number, { verifyTimeMs, claimedMs }: TimestampQuestion): string | null {
  if (timeMs > verifyTimeMs + CLOCK_TOLERANCE_MS) return "its time lies in the future";
  if (claimedMs !== null && timeMs < claimedMs - CLOCK_TOLERANCE_MS)
    return "it is older than the date that the signer gives, so that date is wrong";
  return null;
}

/** Each embedded certificate is signed by the next, which is an authority and not the root. */
async function linkProblem(path: readonly Certificate[], timeMs: number, subtle: SubtleVerifier): Promise<string | null> {
  if (path.length > LONGEST_PATH) return "its chain of certificates is too long";
  for (const [index, issuer] of path.entries()) {
    const below = path[index - 1];
    if (below === undefined) continue;
    if (isSelfIssued(issuer) || !(await isSignedBy(subtle, below, issuer))) return "the certificates that come with it are no chain";
    const refusal = issuerRefusal(issuer, index - 1, timeMs);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** The topmost certificate must be on the reader's list, or issued by one that is. */
async function anchorProblem(
  path: readonly Certificate[],
  authorities: readonly Certificate[],
  timeMs: number,
  subtle: SubtleVerifier,
): Promise<string | null> {
  const top = path.at(-1);
  if (top === undefined) return "it has no certificate";
  if (authorities.some((authority) => sameBytes(authority.encoded, top.encoded))) return null;
  const refusals: string[] = [];
  for (const authority of authorities) {
    if (!(await isSignedBy(subtle, top, authority))) continue;
    const refusal = issuerRefusal(authority, path.length - 1, timeMs);
    if (refusal === null) return null;
    refusals.push(refusal);
  }
  return refusals[0] ?? `its certificate (${top.subjectText}) does not lead to an authority on the reader's list`;
}

async function firstIssuer(
  subtle: SubtleVerifier,
  certificate: Certificate,
  candidates: readonly Certificate[],
): Promise<Certificate | null> {
  for (const candidate of candidates.slice(0, 32)) if (await isSignedBy(subtle, certificate, candidate)) return candidate;
  return null;
}
