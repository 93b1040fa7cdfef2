import { describe, expect, test } from "vitest";
import { allowedSignersLine } from "../../src/evidence/allowed-signers.ts";
import type { SignOff } from "../../src/evidence/documents.ts";
import { encodeEnvelope, preAuthenticationEncoding } from "../../src/evidence/dsse.ts";
import { fingerprintOf } from "../../src/evidence/ed25519.ts";
import { ROLE_NAMESPACES, STATEMENT_PAYLOAD_TYPE } from "../../src/evidence/profile.ts";
import { type PackFinding, findingDigest, predicateOf, signOffStatement } from "../../src/evidence/sign-off.ts";
import { sshKeyLine } from "../../src/evidence/ssh-wire.ts";
import { encodeStatement } from "../../src/evidence/statement.ts";
import type { VerificationStep } from "../../src/evidence/verification-report.ts";
import type { PackSigner } from "../../src/packs/pack-signer.ts";
import { packFiles, verifyFiles } from "../packs/support/built-pack.ts";
import { sampleInput, sampleRun } from "../packs/support/sample-input.ts";
import { testSigner } from "../packs/support/test-signer.ts";

const auditor = testSigner();
const reviewer = testSigner("reviewer@example.org", 11);
const { packId } = sampleInput();
const LIST = [allowedSignersLine(auditor), allowedSignersLine({ ...reviewer, namespaces: [ROLE_NAMESPACES.reviewer] })].join("\n");

const run = sampleInput().runs[0] ?? sampleRun("run-1");
const figureId = run.record.figures[0]?.figureId ?? "";

function finding(change: Partial<PackFinding> = {}): PackFinding {
  return {
    findingId: "F-001",
    title: "Selection rate below the criterion",
    rating: "high",
    criteria: "Ratio of at least 0.80",
    condition: "Ratio of 0.71",
    cause: "",
    consequence: "",
    correctiveAction: { text: "Review the cut-off", owner: "Credit", due: "2027-02-28", managementResponse: "" },
    figures: [{ runId: run.record.runId, figureId }],
    signOffs: [],
    reviewNotes: [],
    ...change,
  };
}

interface Bend {
  readonly signer?: PackSigner;
  readonly role?: SignOff["role"];
  readonly packId?: string;
  readonly signOff?: Partial<SignOff>;
}

function signOff(of: PackFinding, { signer = auditor, role = "preparer", ...bend }: Bend = {}): SignOff {
  const findingSha256 = findingDigest(of);
  const unsigned: SignOff = {
    role,
    principal: signer.principal,
    fingerprint: fingerprintOf(signer.publicKey),
    at: "2026-11-22T10:00:00Z",
    findingSha256,
    publicKey: sshKeyLine({ publicKey: signer.publicKey, application: null }),
    envelope: "",
  };
  const payload = signOffStatement(predicateOf(unsigned, of.findingId, bend.packId ?? packId), findingSha256);
  return { ...unsigned, envelope: envelope(payload, signer), ...bend.signOff };
}

function envelope(payload: Uint8Array, signer: PackSigner): string {
  const signature = signer.sign(preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, payload));
  return encodeEnvelope({ payloadType: STATEMENT_PAYLOAD_TYPE, payload, keyId: signer.keyId, signature });
}

async function judged(findings: PackFinding[], list = LIST): Promise<{ step: VerificationStep | undefined; success: boolean }> {
  const files = await packFiles({ findings: { formatVersion: 1, findings } });
  const report = await verifyFiles(files, list);
  return { step: report.steps.find(({ id }) => id === "findings"), success: report.success };
}

describe("sign-offs of findings", () => {
  test("by trusted keys in their roles pass", async () => {
    const text = finding();
    const { step, success } = await judged([
      { ...text, signOffs: [signOff(text), signOff(text, { signer: reviewer, role: "reviewer" })] },
      finding({ findingId: "F-002", title: "Another" }),
    ]);
    expect(step).toMatchObject({ state: "pass", message: "2 sign-offs are good and by trusted keys. 1 of 2 findings are not signed off." });
    expect(success).toBe(true);
  });

  test("nothing signed off is not checked, and no failure", async () => {
    expect(await judged([finding()])).toMatchObject({
      step: { state: "not-checked", message: "No finding is signed off." },
      success: true,
    });
    expect(await judged([])).toMatchObject({ step: { state: "not-checked", message: "The pack has no findings." }, success: true });
  });

  test("an auditor may review, and the reader is told when it is the preparer", async () => {
    const text = finding();
    const { step } = await judged([{ ...text, signOffs: [signOff(text), signOff(text, { role: "reviewer" })] }]);
    expect(step?.state).toBe("pass");
    expect(step?.details[1]).toContain("The same key prepared it");
  });

  test.each([
    ["nobody of the list", { signer: testSigner("x@example.org", 20) }, "not in the list"],
    ["a reviewer who signs as preparer", { signer: reviewer }, "does not allow this key the role"],
    ["another name than the list gives the key", { signer: { ...auditor, principal: "x@example.org" } }, "not to x@example.org"],
  ])("by %s are not checked, never passed", async (_what, bend: Bend, reason) => {
    const text = finding();
    const { step } = await judged([{ ...text, signOffs: [signOff(text), signOff(text, bend)] }]);
    expect(step).toMatchObject({ state: "not-checked" });
    expect(step?.details.join()).toContain(reason);
  });

  test("a key whose time has ended is not checked", async () => {
    const text = finding();
    const ended = allowedSignersLine({ ...reviewer, namespaces: [ROLE_NAMESPACES.reviewer], validBefore: "2026-11-20" });
    const { step } = await judged(
      [{ ...text, signOffs: [signOff(text, { signer: reviewer, role: "reviewer" })] }],
      `${allowedSignersLine(auditor)}\n${ended}`,
    );
    expect(step).toMatchObject({ state: "not-checked", details: [expect.stringContaining("no longer valid")] });
  });

  const text = finding();
  const good = signOff(text);
  const statementOf = (predicateType: string): Uint8Array =>
    encodeStatement({
      subject: [{ name: "findings/F-001", digest: { sha256: findingDigest(text) } }],
      predicateType,
      predicate: predicateOf(good, "F-001", packId),
    });
  test.each([
    ["over a text that was changed after", { ...text, title: "All is well" }, good, "changed after it was signed off"],
    ["over other figures", { ...text, figures: [] }, good, "changed after it was signed off"],
    [
      "with the digest moved to the new text",
      { ...text, title: "x" },
      { ...good, findingSha256: findingDigest({ ...text, title: "x" }) },
      "another text",
    ],
    ["of another case", text, signOff(text, { packId: "urn:uuid:00000000-0000-4000-8000-000000000000" }), "another case, finding, role"],
    ["of another finding", { ...text, findingId: "F-002" }, good, "another case, finding, role"],
    ["with its role raised", text, { ...good, role: "reviewer" as const }, "another case, finding, role"],
    ["with another name", text, { ...good, principal: "reviewer@example.org" }, "another case, finding, role"],
    ["with another time", text, { ...good, at: "2026-11-21T10:00:00Z" }, "another case, finding, role"],
    ["with another key beside it", text, { ...good, publicKey: sshKeyLine({ ...reviewer, application: null }) }, "another key"],
    [
      "with another key and its fingerprint",
      text,
      { ...good, publicKey: sshKeyLine({ ...reviewer, application: null }), fingerprint: fingerprintOf(reviewer.publicKey) },
      "another key",
    ],
    [
      "signed by another key in the name of this one",
      text,
      {
        ...good,
        envelope: encodeEnvelope({
          payloadType: STATEMENT_PAYLOAD_TYPE,
          payload: statementOf("https://tickmark.example/sign-off/v1"),
          keyId: auditor.keyId,
          signature: reviewer.sign(preAuthenticationEncoding(STATEMENT_PAYLOAD_TYPE, statementOf("https://tickmark.example/sign-off/v1"))),
        }),
      },
      "signature is wrong",
    ],
    [
      "that is a statement of another kind",
      text,
      { ...good, envelope: envelope(statementOf("https://tickmark.example/review/v2"), auditor) },
      "of type",
    ],
    ["not in canonical form", text, { ...good, envelope: good.envelope.replace("\n", "\n ") }, "canonical"],
    ["that is no envelope", text, { ...good, envelope: "{}" }, "DSSE"],
    ["by an RSA key", text, { ...good, publicKey: "ssh-rsa AAAA" }, "ssh-rsa"],
    ["by a security key", text, { ...good, publicKey: sshKeyLine({ ...auditor, application: "ssh:" }) }, "security key"],
  ])("one %s fails, and with it the pack", async (_what, of, bent, reason) => {
    const { step, success } = await judged([{ ...of, signOffs: [bent] }]);
    expect(step).toMatchObject({ state: "fail", message: "A sign-off is wrong." });
    expect(step?.details.join()).toContain(reason);
    expect(success).toBe(false);
  });
});
