import { decodeEnvelope, encodeEnvelope, preAuthenticationEncoding } from "../evidence/dsse.ts";
import { fingerprintOf } from "../evidence/ed25519.ts";
import { utf8 } from "../evidence/octets.ts";
import { AUDITOR_ENVELOPE, ROLE_NAMESPACES, STATEMENT_PAYLOAD_TYPE, TAG_MANIFEST } from "../evidence/profile.ts";
import { findingDigest, predicateOf, signOffStatement } from "../evidence/sign-off.ts";
import { sshKeyLine } from "../evidence/ssh-wire.ts";
import type { StepId } from "../evidence/verification-report.ts";
import type { Json } from "../foundation/canonical-json.ts";
import type { PackSigner } from "../packs/pack-signer.ts";
import { type ReviewInput, countersignatureFiles } from "../packs/signature-files.ts";
import type { Forgery, GenuinePack, PackAttack } from "./attack.ts";
import { editJson, readJson, readRun, runIds } from "./edit-pack.ts";
import { type PackFiles, bytesOf, resign } from "./sample-pack.ts";
import { sampleSigner } from "./sample-signer.ts";

const COUNTERSIGNED = "Edited countersignature";
const STAMPED = "Malicious time stamp";
const SIGNED_OFF = "Edited sign-off";
const ENVELOPE = "signatures/reviewer-1.dsse.json";

const reviewer = sampleSigner("reviewer@example.net", 21);

function attack(
  id: string,
  threat: string,
  description: string,
  expectedStep: StepId,
  change: (files: PackFiles, pack: GenuinePack) => Omit<Forgery, "files"> | void,
): PackAttack {
  return {
    id,
    threat,
    description,
    expectedStep,
    build: (pack) => {
      const files = new Map(pack.files);
      return { files, allowedSigners: withReviewer(pack), ...change(files, pack) };
    },
  };
}

/** The reader trusts this reviewer, so that only what was done to the countersignature can be wrong. */
function withReviewer({ allowedSigners }: GenuinePack): string {
  const key = sshKeyLine({ publicKey: reviewer.publicKey, application: null });
  return `${allowedSigners.trimEnd()}\n${reviewer.principal} namespaces="${ROLE_NAMESPACES.reviewer}" ${key}\n`;
}

function countersign(files: PackFiles, signer: PackSigner = reviewer, change: Partial<ReviewInput> = {}): void {
  const { packId, revision } = readJson(files, "data/pack.json") as { packId: string; revision: number };
  const review: ReviewInput = {
    number: 1,
    packId,
    revision,
    reviewedAt: "2026-11-23T18:00:00Z",
    conclusion: "disagrees",
    reasons: ["The population is not complete."],
    notes: [],
    verification: { application: "Tickmark", result: "success", reperformance: "pass" },
    ...change,
  };
  const signed = { tagManifest: bytesOf(files, TAG_MANIFEST), auditorEnvelope: bytesOf(files, AUDITOR_ENVELOPE) };
  for (const { path, content } of countersignatureFiles(review, signed, signer)) files.set(path, content);
}

const COUNTERSIGNATURES: readonly PackAttack[] = [
  attack("countersignature-edited", COUNTERSIGNED, "a reviewer who disagrees made to agree", "countersignatures", (files) => {
    countersign(files);
    const envelope = decodeEnvelope(bytesOf(files, ENVELOPE), ENVELOPE);
    const payload = utf8(new TextDecoder().decode(envelope.payload).replace('"disagrees"', '"agrees"'));
    files.set(ENVELOPE, utf8(encodeEnvelope({ ...envelope, payload })));
  }),
  attack("countersignature-reason-edited", COUNTERSIGNED, "another reason than the reviewer gave", "countersignatures", (files) => {
    countersign(files);
    const envelope = decodeEnvelope(bytesOf(files, ENVELOPE), ENVELOPE);
    const payload = utf8(new TextDecoder().decode(envelope.payload).replace("not complete", "complete"));
    files.set(ENVELOPE, utf8(encodeEnvelope({ ...envelope, payload })));
  }),
  attack("countersignature-other-pack", COUNTERSIGNED, "a countersignature of another pack", "countersignatures", (files, pack) => {
    const other = new Map(files);
    editJson(other, "data/pack.json", (document) => void (document["title"] = "Another engagement"));
    resign(other, pack.signer);
    countersign(other, reviewer, { conclusion: "agrees" });
    for (const [path, bytes] of other) if (path.startsWith("signatures/reviewer-")) files.set(path, bytes);
  }),
  attack("countersignature-half", COUNTERSIGNED, "one of its two signatures left out", "countersignatures", (files) => {
    countersign(files);
    files.delete(ENVELOPE);
  }),
  attack("countersignature-two-keys", COUNTERSIGNED, "its two signatures by two keys", "countersignatures", (files) => {
    countersign(files, sampleSigner("other@example.net", 22));
    const kept = bytesOf(files, ENVELOPE);
    countersign(files);
    files.set(ENVELOPE, kept);
  }),
  attack("countersignature-missing", COUNTERSIGNED, "no countersignature, where the reader asks for one", "countersignatures", () => ({
    require: { countersignatures: 1 },
  })),
  attack(
    "countersignature-by-stranger",
    COUNTERSIGNED,
    "by a key that is not on the list, where the reader asks for one",
    "countersignatures",
    (files) => {
      countersign(files, sampleSigner("stranger@example.net", 23), { conclusion: "agrees", reasons: [] });
      return { require: { countersignatures: 1 } };
    },
  ),
  attack(
    "countersignature-by-auditor",
    COUNTERSIGNED,
    "the auditor as own reviewer, where the reader asks for one",
    "countersignatures",
    (files, { signer }) => {
      countersign(files, signer, { conclusion: "agrees", reasons: [] });
      return { require: { countersignatures: 1 } };
    },
  ),
  attack("countersignature-twice", COUNTERSIGNED, "one reviewer twice, where the reader asks for two", "countersignatures", (files) => {
    countersign(files, reviewer, { conclusion: "agrees", reasons: [] });
    countersign(files, reviewer, { conclusion: "agrees", reasons: [], number: 2 });
    return { require: { countersignatures: 2 } };
  }),
  attack(
    "countersignature-many-names",
    COUNTERSIGNED,
    "two people as three, by a key of two names and a name of two keys",
    "countersignatures",
    (files, pack) => {
      const people = [
        { ...reviewer, principal: "one@example.net" },
        { ...reviewer, principal: "first@example.net" },
        sampleSigner("two@example.net", 24),
        sampleSigner("two@example.net", 25),
      ];
      const lines = people.map(
        ({ principal, publicKey }) =>
          `${principal} namespaces="${ROLE_NAMESPACES.reviewer}" ${sshKeyLine({ publicKey, application: null })}\n`,
      );
      for (const [index, person] of people.entries()) countersign(files, person, { conclusion: "agrees", reasons: [], number: index + 1 });
      return { allowedSigners: `${pack.allowedSigners.trimEnd()}\n${lines.join("")}`, require: { countersignatures: 3 } };
    },
  ),
];

const TIMESTAMPS: readonly PackAttack[] = [
  attack(
    "timestamp-garbage",
    STAMPED,
    "bytes that are no time stamp",
    "timestamps",
    (files) => void files.set("timestamps/auditor.tsr", utf8("yesterday")),
  ),
  attack(
    "timestamp-empty",
    STAMPED,
    "an empty time stamp",
    "timestamps",
    (files) => void files.set("timestamps/auditor.tsr", new Uint8Array()),
  ),
  attack(
    "timestamp-nested",
    STAMPED,
    "a time stamp of lengths within lengths",
    "timestamps",
    (files) =>
      void files.set(
        "timestamps/auditor.tsr",
        Uint8Array.from({ length: 60_000 }, (_, index) => (index % 2 === 0 ? 0x30 : 0x80)),
      ),
  ),
  attack(
    "timestamp-huge-length",
    STAMPED,
    "a time stamp that announces 4 GiB",
    "timestamps",
    (files) => void files.set("timestamps/auditor.tsr", Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02, 0x01)),
  ),
  attack(
    "timestamp-large",
    STAMPED,
    "a time stamp of 1 MB",
    "timestamps",
    (files) => void files.set("timestamps/auditor.tsr", new Uint8Array(2 ** 20).fill(0x30)),
  ),
  attack(
    "timestamp-of-nobody",
    STAMPED,
    "a time stamp over a countersignature that is not there",
    "timestamps",
    (files) => void files.set("timestamps/reviewer-1.tsr", Uint8Array.of(0x30, 0x03, 0x02, 0x01, 0x00)),
  ),
  attack(
    "timestamp-refusal",
    STAMPED,
    "a refusal of an authority passed off as its time stamp",
    "timestamps",
    (files) => void files.set("timestamps/auditor.tsr", Uint8Array.of(0x30, 0x05, 0x30, 0x03, 0x02, 0x01, 0x02)),
  ),
  {
    ...attack("timestamp-missing", STAMPED, "no time stamp, where the reader asks for one", "timestamps", () => ({
      require: { timestamp: true },
    })),
    expectedState: "not-checked",
    expectedResult: "incomplete",
  },
];

/** A finding of the pack, signed off as its preparer by the auditor. */
function withSignOff(
  files: PackFiles,
  { signer }: GenuinePack,
  afterwards: (finding: Record<string, Json>, signOff: Record<string, Json>) => void,
): void {
  const [runId = ""] = runIds(files);
  const figure = readRun(files, runId).figures[0]?.figureId ?? "";
  const finding = {
    findingId: "F-900",
    title: "Share of approvals",
    rating: "high",
    criteria: "Policy 4.2",
    condition: "Above the agreed share.",
    cause: "",
    consequence: "",
    correctiveAction: { text: "", owner: "", due: "", managementResponse: "" },
    figures: [{ runId, figureId: figure }],
  };
  const { packId } = readJson(files, "data/pack.json") as { packId: string };
  const signOff = {
    role: "preparer" as const,
    principal: signer.principal,
    fingerprint: fingerprintOf(signer.publicKey),
    at: "2026-11-22T10:00:00Z",
    findingSha256: findingDigest(finding),
    publicKey: sshKeyLine({ publicKey: signer.publicKey, application: null }),
    envelope: "",
  };
  const payload = signOffStatement(predicateOf(signOff, finding.findingId, packId), signOff.findingSha256);
  const signature = signer.sign(preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, payload));
  signOff.envelope = encodeEnvelope({ payloadType: STATEMENT_PAYLOAD_TYPE, payload, keyId: signer.keyId, signature });
  const written: Record<string, Json> = { ...finding };
  const signed: Record<string, Json> = { ...signOff };
  afterwards(written, signed);
  editJson(files, "data/findings/findings.json", (document) => {
    document["findings"] = [{ ...written, signOffs: [signed], reviewNotes: [] }];
  });
  resign(files, signer);
}

const SIGN_OFFS: readonly PackAttack[] = [
  attack("finding-edited-after-sign-off", SIGNED_OFF, "a finding softened after it was signed off", "findings", (files, pack) =>
    withSignOff(files, pack, (finding) => void (finding["rating"] = "low")),
  ),
  attack("sign-off-other-role", SIGNED_OFF, "a preparer's sign-off passed off as the reviewer's", "findings", (files, pack) =>
    withSignOff(files, pack, (_, signOff) => void (signOff["role"] = "reviewer")),
  ),
  attack("sign-off-other-name", SIGNED_OFF, "a sign-off under another name", "findings", (files, pack) =>
    withSignOff(files, pack, (_, signOff) => void (signOff["principal"] = "partner@example.org")),
  ),
  attack("sign-off-other-finding", SIGNED_OFF, "a sign-off moved to another finding", "findings", (files, pack) =>
    withSignOff(files, pack, (finding) => void (finding["findingId"] = "F-901")),
  ),
];

/** Attacks on what others than the auditor signed. */
export const REVIEWER_ATTACKS: readonly PackAttack[] = [...SIGN_OFFS, ...COUNTERSIGNATURES, ...TIMESTAMPS];
