import { canonicalJson } from "../foundation/canonical-json.ts";
import { describeError } from "../foundation/errors.ts";
import { refusalOf } from "./allowed-signers.ts";
import type { SignOff } from "./documents.ts";
import { decodeEnvelope, preAuthenticationEncoding } from "./dsse.ts";
import { fingerprintOf, keyIdOf, verifyEd25519 } from "./ed25519.ts";
import { utf8 } from "./octets.ts";
import type { PackContents } from "./pack-contents.ts";
import { ROLE_NAMESPACES, SIGN_OFF_PREDICATE_TYPE, STATEMENT_PAYLOAD_TYPE } from "./profile.ts";
import { type PackFinding, findingDigest, predicateOf, signOffSubject } from "./sign-off.ts";
import { parseSshKeyLine } from "./ssh-wire.ts";
import { decodeStatement } from "./statement.ts";
import { type SignatureContext, trustTimeMs } from "./verify-signatures.ts";

interface Judged {
  readonly state: "pass" | "fail" | "not-checked";
  readonly text: string;
}

/** Roles of the reader's list that may sign off: who prepares a finding is an auditor; who reviews it may be either. */
const ALLOWED_ROLES = { preparer: ["auditor"], reviewer: ["reviewer", "auditor"] } as const;

/**
 * Sign-offs of findings: each is a signature by a key of the reader's own list over what the finding says. A wrong one fails;
 * one by somebody whom the list does not name for the role is "not-checked". Keys are held valid at the time of the auditor's signature.
 */
export function verifyFindings(context: SignatureContext, { findings, pack }: PackContents): void {
  const judged = findings.findings.flatMap((finding) => finding.signOffs.map((signOff) => judge(context, finding, signOff, pack.packId)));
  const open = findings.findings.filter((finding) => finding.signOffs.length === 0).length;
  const state = (["fail", "not-checked"] as const).find((candidate) => judged.some((entry) => entry.state === candidate)) ?? "pass";
  const details = judged.map(({ text }) => text);
  if (judged.length === 0)
    context.recorder.record("findings", "not-checked", open === 0 ? "The pack has no findings." : "No finding is signed off.");
  else if (state === "fail") context.recorder.record("findings", "fail", "A sign-off is wrong.", details);
  else if (state === "not-checked")
    context.recorder.record("findings", "not-checked", "Whoever signed off is not on the list of trusted signers.", details);
  else {
    const rest = open === 0 ? "" : ` ${open} of ${findings.findings.length} findings are not signed off.`;
    context.recorder.record("findings", "pass", `${judged.length} sign-offs are good and by trusted keys.${rest}`, details);
  }
}

function judge(context: SignatureContext, finding: PackFinding, signOff: SignOff, packId: string): Judged {
  const name = `${finding.findingId}, ${signOff.role}`;
  try {
    const problem = problemOf(finding, signOff, packId);
    if (problem !== null) return { state: "fail", text: `${name}: ${problem}.` };
    const refusal = notTrusted(context, signOff);
    if (refusal !== null) return { state: "not-checked", text: `${name}: signer unknown: ${refusal} (${signOff.fingerprint}).` };
    return { state: "pass", text: `${name}: ${signOff.principal}, ${signOff.at}.${ownReview(finding, signOff)}` };
  } catch (error) {
    return { state: "fail", text: `${name}: ${describeError(error)}` };
  }
}

/** What is wrong with the signature itself, whoever made it; null when nothing is. */
function problemOf(finding: PackFinding, signOff: SignOff, packId: string): string | null {
  const envelope = decodeEnvelope(utf8(signOff.envelope), "findings.json");
  const key = parseSshKeyLine(signOff.publicKey);
  if (key.application !== null) return "a security key signs no envelopes";
  if (fingerprintOf(key.publicKey) !== signOff.fingerprint || keyIdOf(key.publicKey) !== envelope.keyId)
    return "it names another key than the one beside it";
  if (envelope.payloadType !== STATEMENT_PAYLOAD_TYPE) return "the envelope holds another type of payload";
  if (!verifyEd25519(envelope.signature, preAuthenticationEncoding(envelope.payloadType, envelope.payload), key.publicKey))
    return "the signature is wrong";
  const statement = decodeStatement(envelope.payload, SIGN_OFF_PREDICATE_TYPE, "findings.json");
  if (canonicalJson(statement.predicate) !== canonicalJson(predicateOf(signOff, finding.findingId, packId)))
    return "what was signed is about another case, finding, role, signer or time";
  if (canonicalJson(statement.subject) !== canonicalJson([signOffSubject(finding.findingId, signOff.findingSha256)]))
    return "what was signed is about another text than it states";
  return signOff.findingSha256 === findingDigest(finding) ? null : "the finding was changed after it was signed off";
}

function notTrusted(context: SignatureContext, { role, principal, publicKey }: SignOff): string | null {
  const key = parseSshKeyLine(publicKey);
  const verifyTimeMs = trustTimeMs(context);
  const refusals = ALLOWED_ROLES[role].map((allowed) =>
    refusalOf(context.trust, { ...key, principal, namespace: ROLE_NAMESPACES[allowed], verifyTimeMs }),
  );
  return refusals.includes(null) ? null : (refusals[0] ?? null);
}

/** Allowed, but a reader should know that no second person looked at it. */
function ownReview(finding: PackFinding, signOff: SignOff): string {
  const same = finding.signOffs.some(({ role, fingerprint }) => role === "preparer" && fingerprint === signOff.fingerprint);
  return signOff.role === "reviewer" && same ? " The same key prepared it." : "";
}
