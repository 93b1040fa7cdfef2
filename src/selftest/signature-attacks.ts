import { allowedSignersLine } from "../evidence/allowed-signers.ts";
import { fingerprintOf } from "../evidence/ed25519.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG, REVIEW_PREDICATE_TYPE, ROLE_NAMESPACES, TAG_MANIFEST } from "../evidence/profile.ts";
import { sha256Hex } from "../foundation/digest.ts";
import type { PackAttack } from "./attack.ts";
import { editJson } from "./edit-pack.ts";
import { bytesOf, recomputeManifests, resign, signAgain } from "./sample-pack.ts";
import { sampleSigner } from "./sample-signer.ts";
import {
  attack,
  attackerOf,
  nextRevision,
  otherPack,
  packOf,
  sshSignature,
  statementSigned,
  textChanged,
  DOWNGRADE,
  REPLAYED,
  ROLE,
  STRIPPED,
  SUBSTITUTED,
} from "./signature-forms.ts";

const STRIPPING: readonly PackAttack[] = [
  attack("stripped-both", STRIPPED, "both signatures removed (bagit.py: valid)", "file-set", (files) => {
    files.delete(AUDITOR_ENVELOPE);
    files.delete(AUDITOR_SSHSIG);
  }),
  attack("stripped-dsse", STRIPPED, "the DSSE envelope removed, the SSHSIG left", "claims", (files) => void files.delete(AUDITOR_ENVELOPE)),
  attack(
    "stripped-sshsig",
    STRIPPED,
    "the SSHSIG removed, the DSSE envelope left",
    "file-set",
    (files) => void files.delete(AUDITOR_SSHSIG),
  ),
  attack("emptied-dsse", STRIPPED, "an empty envelope", "auditor-dsse", (files) => void files.set(AUDITOR_ENVELOPE, new Uint8Array())),
  attack("no-signatures-in-envelope", STRIPPED, "an envelope with no signature in it", "auditor-dsse", (files) =>
    textChanged(files, AUDITOR_ENVELOPE, (text) => text.replace(/"signatures": \[[^\]]*\]/s, '"signatures": []')),
  ),
  attack("said-to-be-outside", STRIPPED, "the envelope removed and pack.json made to say that there is none", "auditor-sshsig", (files) => {
    files.delete(AUDITOR_ENVELOPE);
    editJson(files, "data/pack.json", (pack) => void (pack["signatures"] = "sshsig"));
    recomputeManifests(files);
  }),
];

const REPLAYING: readonly PackAttack[] = [
  attack("replayed-other-pack", REPLAYED, "both signatures of another pack of the same auditor", "auditor-sshsig", (files, pack) => {
    const other = otherPack(files, pack);
    for (const path of [AUDITOR_ENVELOPE, AUDITOR_SSHSIG]) files.set(path, bytesOf(other, path));
  }),
  attack("replayed-other-statement", REPLAYED, "the statement of another pack", "subject-digests", (files, pack) => {
    files.set(AUDITOR_ENVELOPE, bytesOf(otherPack(files, pack), AUDITOR_ENVELOPE));
  }),
  attack("replayed-other-revision", REPLAYED, "both signatures of the next revision", "auditor-sshsig", (files, pack) => {
    const next = nextRevision(files, pack);
    for (const path of [AUDITOR_ENVELOPE, AUDITOR_SSHSIG]) files.set(path, bytesOf(next, path));
  }),
  attack("mixed-payload", "Mix and match", "the payload of one pack in the bag of another", "tagmanifest", (files, pack) => {
    const other = otherPack(files, pack);
    for (const [path, bytes] of other) if (!path.startsWith("data/") && path !== "manifest-sha256.txt") files.set(path, bytes);
  }),
  attack("mixed-document", "Mix and match", "pack.json of another pack", "manifest", (files, pack) => {
    files.set("data/pack.json", bytesOf(otherPack(files, pack), "data/pack.json"));
  }),
  attack("rollback-older", "Rollback", "an older revision than the reader has seen", "rollback", (files, pack) => {
    const { revision } = packOf(nextRevision(files, pack));
    return { rollback: { highest: () => ({ revision, tagmanifestSha256: "0".repeat(64) }) } };
  }),
  attack("rollback-same-number", "Rollback", "a second pack under a number that the reader has seen", "rollback", (files) => {
    const { revision } = packOf(files);
    return { rollback: { highest: () => ({ revision, tagmanifestSha256: "1".repeat(64) }) } };
  }),
  attack("rollback-false-history", "Rollback", "a revision that supersedes another one than was seen", "rollback", (files, pack) => {
    const { revision } = packOf(files);
    for (const [path, bytes] of nextRevision(files, pack)) files.set(path, bytes);
    return { rollback: { highest: () => ({ revision, tagmanifestSha256: "2".repeat(64) }) } };
  }),
];

const KEYS: readonly PackAttack[] = [
  attack(
    "attacker-key",
    SUBSTITUTED,
    "all signed again by a key of the attacker, under the auditor's name",
    "auditor-sshsig",
    (files, pack) => {
      const attacker = attackerOf(pack);
      editJson(files, "data/pack.json", (document) => {
        document["signer"] = { ...(document["signer"] as object), fingerprint: fingerprintOf(attacker.publicKey) };
      });
      resign(files, attacker);
    },
  ),
  attack(
    "attacker-key-same-fingerprint",
    SUBSTITUTED,
    "signed by another key, while pack.json names the auditor's",
    "auditor-dsse",
    (files, pack) => resign(files, attackerOf(pack)),
  ),
  attack("key-id-lie", SUBSTITUTED, "the attacker's signature under the trusted key's id", "auditor-dsse", (files, pack) => {
    const attacker = attackerOf(pack);
    statementSigned(files, { ...attacker, keyId: pack.signer.keyId }, {});
  }),
  attack("one-signature-kept", SUBSTITUTED, "the auditor's envelope beside the attacker's SSHSIG", "auditor-sshsig", (files, pack) => {
    const kept = bytesOf(files, AUDITOR_ENVELOPE);
    resign(files, attackerOf(pack));
    files.set(AUDITOR_ENVELOPE, kept);
  }),
  attack("two-trusted-keys", SUBSTITUTED, "two signatures by two trusted auditors, passed off as one", "same-key", (files, pack) => {
    const second = sampleSigner("second@example.org", 9);
    files.set(AUDITOR_SSHSIG, sshSignature(files, second, {}));
    return { allowedSigners: `${pack.allowedSigners.trimEnd()}\n${allowedSignersLine({ ...second, principal: "*" })}\n` };
  }),
  attack(
    "key-of-another-person",
    SUBSTITUTED,
    "a trusted key that the reader's list gives to somebody else",
    "auditor-dsse",
    (_files, { signer }) => ({
      allowedSigners: allowedSignersLine({ ...signer, principal: "other@example.org" }),
    }),
  ),
  attack("key-not-listed", SUBSTITUTED, "good signatures of a key that is not on the reader's list", "auditor-sshsig", () => ({
    allowedSigners: "",
  })),
  attack("key-expired", SUBSTITUTED, "a key whose time on the reader's list is over", "auditor-sshsig", (_files, pack) => ({
    allowedSigners: pack.allowedSigners.replace('namespaces="', 'valid-before="20200101Z",namespaces="'),
  })),
  attack("reviewer-as-auditor", ROLE, "a key that the list allows as reviewer signs as auditor", "auditor-sshsig", (_files, pack) => ({
    allowedSigners: pack.allowedSigners.replaceAll(ROLE_NAMESPACES.auditor, ROLE_NAMESPACES.reviewer),
  })),
  attack("review-as-envelope", ROLE, "a reviewer's statement in place of the auditor's", "auditor-dsse", (files, pack) =>
    statementSigned(files, pack.signer, { predicateType: REVIEW_PREDICATE_TYPE }),
  ),
  attack("other-namespace", ROLE, "a signature that the auditor made for e-mail", "auditor-sshsig", (files, pack) => {
    files.set(AUDITOR_SSHSIG, sshSignature(files, pack.signer, { namespace: "email" }));
  }),
  attack("reviewer-namespace", ROLE, "a signature that was made as reviewer", "auditor-sshsig", (files, pack) => {
    files.set(AUDITOR_SSHSIG, sshSignature(files, pack.signer, { namespace: ROLE_NAMESPACES.reviewer }));
  }),
  attack("other-payload-type", ROLE, "a signed statement of another media type", "auditor-dsse", (files, pack) =>
    statementSigned(files, pack.signer, { payloadType: "text/plain" }),
  ),
  attack("other-claims", "Claims", "a signed statement that claims less than pack.json", "claims", (files, { signer }) =>
    signAgain(files, { ...packOf(files), classification: "public" }, signer),
  ),
  attack("two-subjects", "Claims", "a statement about this pack or another", "subject-digests", (files, { signer }) => {
    const own = { name: TAG_MANIFEST, digest: { sha256: sha256Hex(bytesOf(files, TAG_MANIFEST)) } };
    statementSigned(files, signer, { subject: [own, { name: TAG_MANIFEST, digest: { sha256: "0".repeat(64) } }] });
  }),
  attack("older-profile", DOWNGRADE, "a pack of profile 1", "documents", (files, { signer }) => {
    editJson(files, "data/pack.json", (pack) => void (pack["profile"] = "tickmark-evidence-pack/1"));
    resign(files, signer);
  }),
];

/** Attacks on who signed what. */
export const SIGNATURE_ATTACKS: readonly PackAttack[] = [...STRIPPING, ...REPLAYING, ...KEYS];
