import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { allowedSignersLine, parseAllowedSigners } from "../../src/evidence/allowed-signers.ts";
import { fingerprintOf } from "../../src/evidence/ed25519.ts";
import { packInMemory } from "../../src/evidence/pack-reader.ts";
import { AUDITOR_ENVELOPE, AUDITOR_SSHSIG, ROLE_NAMESPACES, TAG_MANIFEST } from "../../src/evidence/profile.ts";
import {
  type SshSignature,
  decodeSshSignature,
  encodeSshSignature,
  sshSignedBytes,
  verifySshSignature,
} from "../../src/evidence/sshsig.ts";
import { StepRecorder } from "../../src/evidence/step-recorder.ts";
import type { TimestampReport, VerificationReport } from "../../src/evidence/verification-report.ts";
import { verifyAuditorSignatures } from "../../src/evidence/verify-signatures.ts";
import { utf8 } from "../../src/evidence/octets.ts";
import { composeUnsigned } from "../../src/packs/compose-pack.ts";
import { sampleInput } from "../packs/support/sample-input.ts";
import { type PackFiles, failedSteps, packFiles, recomputeManifests, temporaryFolder, verifyFiles } from "../packs/support/built-pack.ts";
import { testSigner } from "../packs/support/test-signer.ts";

const NAMESPACE = ROLE_NAMESPACES.auditor;
const signer = testSigner();
const APPLICATION = "ssh:";

interface Outside {
  readonly application: string | null;
  readonly line: string;
  sign(message: Uint8Array, namespace?: string, flags?: number): SshSignature;
}

/** An Ed25519 key in an agent: signs the SSHSIG bytes alone. */
const agent: Outside = {
  application: null,
  line: allowedSignersLine(signer),
  sign: (message, namespace = NAMESPACE) => ({
    publicKey: signer.publicKey,
    namespace,
    signature: signer.sign(sshSignedBytes(message, namespace)),
  }),
};

/** The arithmetic of a FIDO2 authenticator. */
const securityKey: Outside = {
  application: APPLICATION,
  line: allowedSignersLine({ ...signer, application: APPLICATION }),
  sign: (message, namespace = NAMESPACE, flags = 1) => {
    const digest = (bytes: Uint8Array | string): Buffer => createHash("sha256").update(bytes).digest();
    const counter = 7;
    const signed = Buffer.concat([digest(APPLICATION), Buffer.from([flags, 0, 0, 0, counter]), digest(sshSignedBytes(message, namespace))]);
    return {
      publicKey: signer.publicKey,
      namespace,
      signature: signer.sign(signed),
      securityKey: { application: APPLICATION, flags, counter },
    };
  },
};

async function outsidePack(
  outside: Outside,
  change: { principal?: string; signatures?: "sshsig" | "dsse-and-sshsig" } = {},
): Promise<PackFiles> {
  const unsigned = await composeUnsigned(sampleInput(), {
    principal: change.principal ?? signer.principal,
    fingerprint: fingerprintOf(signer.publicKey, outside.application),
    keyType: outside.application === null ? "ssh-ed25519" : "sk-ssh-ed25519@openssh.com",
    signatures: change.signatures ?? "sshsig",
  });
  const files: PackFiles = new Map(
    unsigned.files.flatMap(({ path, content }) => (content instanceof Uint8Array ? [[path, content] as const] : [])),
  );
  put(files, outside.sign(unsigned.tagManifest));
  return files;
}

function put(files: PackFiles, signature: SshSignature): void {
  files.set(AUDITOR_SSHSIG, utf8(encodeSshSignature(signature)));
}

const manifestOf = (files: PackFiles): Uint8Array => files.get(TAG_MANIFEST) ?? new Uint8Array();
const step = (report: VerificationReport, id: string) => report.steps.find((entry) => entry.id === id);

describe.each([
  ["an agent's key", agent],
  ["a security key", securityKey],
] as const)("a pack signed outside by %s", (_what, outside) => {
  test("is verified, and the steps it cannot have are not asked for", async () => {
    const report = await verifyFiles(await outsidePack(outside), outside.line);
    expect(report).toMatchObject({ success: true, result: "success" });
    expect(report.signer).toEqual({
      principal: signer.principal,
      role: "auditor",
      fingerprint: fingerprintOf(signer.publicKey, outside.application),
      trusted: true,
    });
    for (const id of ["auditor-dsse", "same-key"]) expect(step(report, id)).toMatchObject({ state: "not-checked", mandatory: false });
  });

  test.each([
    ["over another manifest", async (files: PackFiles) => put(files, outside.sign(Buffer.from("another")))],
    ["in another namespace", async (files: PackFiles) => put(files, outside.sign(manifestOf(files), ROLE_NAMESPACES.reviewer))],
    [
      "with an envelope added",
      async (files: PackFiles) => void files.set(AUDITOR_ENVELOPE, (await packFiles()).get(AUDITOR_ENVELOPE) ?? utf8("")),
    ],
    ["with an empty envelope added", async (files: PackFiles) => void files.set(AUDITOR_ENVELOPE, utf8(""))],
    [
      "by another key",
      async (files: PackFiles) => {
        const other = testSigner("auditor@example.org", 9);
        put(files, {
          publicKey: other.publicKey,
          namespace: NAMESPACE,
          signature: other.sign(sshSignedBytes(manifestOf(files), NAMESPACE)),
        });
      },
    ],
    [
      "with its claims changed and the manifests made to fit",
      async (files: PackFiles) => {
        const pack = new TextDecoder().decode(files.get("data/pack.json")).replace('"purpose":"', '"purpose":"x');
        files.set("data/pack.json", utf8(pack));
        recomputeManifests(files);
      },
    ],
  ])("%s is refused", async (_name, change) => {
    const files = await outsidePack(outside);
    await change(files);
    // The other key is trusted too: being on the list does not make it the key that pack.json names.
    const report = await verifyFiles(files, `${outside.line}\n${allowedSignersLine(testSigner("auditor@example.org", 9))}`);
    expect(report).toMatchObject({ success: false, result: "failure" });
    expect(failedSteps(report)).not.toEqual([]);
  });

  test("by somebody whom the list does not name so is refused", async () => {
    const files = await outsidePack(outside, { principal: "somebody@example.org" });
    const report = await verifyFiles(files, outside.line);
    expect(step(report, "auditor-sshsig")).toMatchObject({
      state: "fail",
      message: expect.stringContaining("not to somebody@example.org"),
    });
    expect(report).toMatchObject({ success: false, signer: { trusted: false } });
  });

  test("that says it was signed twice misses its envelope", async () => {
    const report = await verifyFiles(await outsidePack(outside, { signatures: "dsse-and-sshsig" }), outside.line);
    expect(step(report, "auditor-dsse")).toMatchObject({ state: "fail", mandatory: true, message: expect.stringContaining("taken away") });
    expect(report.success).toBe(false);
  });

  test.each([
    ["an empty list", ""],
    ["a revoked key", (line: string) => line.replace('" s', '",valid-before="20261123Z" s')],
    ["a key that is not valid yet", (line: string) => line.replace('" s', '",valid-after="20261201Z" s')],
    ["the reviewer's role", (line: string) => line.replace("auditor.tickmark", "reviewer.tickmark")],
  ])("is not trusted with %s", async (_name, change) => {
    const list = typeof change === "string" ? change : change(outside.line);
    const report = await verifyFiles(await outsidePack(outside), list);
    expect(step(report, "auditor-sshsig")).toMatchObject({ state: "fail", message: expect.stringContaining("not trusted") });
    expect(report).toMatchObject({ success: false, result: "failure", signer: { trusted: false } });
  });
});

test("a pack that was signed twice does not pass without its envelope", async () => {
  const files = await packFiles();
  files.delete(AUDITOR_ENVELOPE);
  const report = await verifyFiles(files);
  expect(step(report, "auditor-dsse")).toMatchObject({ state: "fail", mandatory: true });
  expect(failedSteps(report)).toEqual(expect.arrayContaining(["auditor-dsse", "same-key", "claims"]));
  expect(report.result).toBe("failure");
});

test("a security key that nobody touched is refused in so many words", async () => {
  const files = await outsidePack(securityKey);
  put(files, securityKey.sign(manifestOf(files), NAMESPACE, 0));
  const report = await verifyFiles(files, securityKey.line);
  expect(step(report, "auditor-sshsig")).toMatchObject({ state: "fail", message: expect.stringContaining("without having been touched") });
  expect(report.success).toBe(false);
});

test("a plain key does not pass for a security key of the same 32 bytes, nor the other way round", async () => {
  expect((await verifyFiles(await outsidePack(agent), securityKey.line)).success).toBe(false);
  expect((await verifyFiles(await outsidePack(securityKey), agent.line)).success).toBe(false);
});

describe("a security key's signature", () => {
  const message = utf8("sealed\n");

  test("counts only when somebody touched the key", () => {
    expect(verifySshSignature(securityKey.sign(message), message)).toBe(true);
    expect(verifySshSignature(securityKey.sign(message, NAMESPACE, 5), message)).toBe(true);
    expect(verifySshSignature(securityKey.sign(message, NAMESPACE, 0), message)).toBe(false);
    expect(verifySshSignature(securityKey.sign(message, NAMESPACE, 4), message)).toBe(false);
  });

  test("is what the real ssh-keygen accepts, with our line of the key", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "allowed"), `${securityKey.line}\n`);
    writeFileSync(join(folder, "m.sig"), encodeSshSignature(securityKey.sign(message)));
    const check = ["-Y", "verify", "-f", join(folder, "allowed"), "-I", signer.principal, "-n", NAMESPACE, "-s", join(folder, "m.sig")];
    const { status, stdout } = spawnSync("ssh-keygen", check, { input: Buffer.from(message), encoding: "utf8" });
    expect(stdout).toContain(`with ED25519-SK key ${fingerprintOf(signer.publicKey, APPLICATION)}`);
    expect(status).toBe(0);
  });

  test("covers flags, counter and application", () => {
    const good = securityKey.sign(message);
    const part = good.securityKey ?? { application: "", flags: 0, counter: 0 };
    for (const change of [{ flags: 5 }, { counter: 8 }, { application: "ssh:other" }])
      expect(verifySshSignature({ ...good, securityKey: { ...part, ...change } }, message)).toBe(false);
  });

  test("does not decode with its type changed, with bytes after its counter, or with a plain key", () => {
    const text = encodeSshSignature(securityKey.sign(message));
    expect(decodeSshSignature(utf8(text), "x")).toEqual(securityKey.sign(message));
    const { securityKey: _part, ...plain } = securityKey.sign(message);
    const plainBlob = Buffer.from(encodeSshSignature(plain).split("\n").slice(1, -2).join(""), "base64");
    const blob = Buffer.from(text.split("\n").slice(1, -2).join(""), "base64");
    const armored = (bytes: Buffer): Uint8Array =>
      utf8(
        `-----BEGIN SSH SIGNATURE-----\n${(bytes.toString("base64").match(/.{1,70}/g) ?? []).join("\n")}\n-----END SSH SIGNATURE-----\n`,
      );
    expect(() => decodeSshSignature(armored(Buffer.concat([blob, Buffer.from([0])])), "x")).toThrow();
    expect(() => decodeSshSignature(armored(blob.subarray(0, -1)), "x")).toThrow();
    // The plain signature behind the security key's public key.
    const innerPlain = plainBlob.subarray(plainBlob.length - 87);
    const innerLength = 4 + 26 + 4 + 64 + 5 + 4;
    const mixed = Buffer.concat([blob.subarray(0, blob.length - innerLength), innerPlain]);
    expect(() => decodeSshSignature(armored(mixed), "x")).toThrow("another type than its key");
  });
});

describe("the time at which a key is trusted", () => {
  const ended = allowedSignersLine({ ...signer, validBefore: "2026-11-20T00:00:00Z" });
  const stamp = (change: Partial<TimestampReport>): TimestampReport => ({
    file: "timestamps/auditor.tsr",
    of: AUDITOR_ENVELOPE,
    state: "pass",
    time: "2026-11-19T12:00:00Z",
    authority: "TSA",
    message: "",
    ...change,
  });
  const trusted = async (timestamps: readonly TimestampReport[], list = ended): Promise<boolean> => {
    const recorder = new StepRecorder([]);
    const { signer: found } = verifyAuditorSignatures({
      reader: packInMemory(await packFiles()),
      trust: { signers: parseAllowedSigners(list) },
      verifyTimeMs: Date.parse("2026-11-24T00:00:00Z"),
      recorder,
      timestamps,
    });
    return found?.trusted ?? false;
  };

  test("is that of the verification without a time stamp, and that of the stamp with one", async () => {
    expect(await trusted([])).toBe(false);
    expect(await trusted([stamp({})])).toBe(true);
    expect(await trusted([stamp({ of: AUDITOR_SSHSIG })])).toBe(true);
  });

  test.each([
    ["that was not checked", { state: "not-checked" as const }],
    ["that is wrong", { state: "fail" as const }],
    ["over a reviewer's signature", { of: "signatures/reviewer-1.dsse.json" }],
    ["over nothing known", { of: null }],
    ["without a time", { time: null }],
    ["with a time that is none", { time: "soon" }],
    ["after the key's end", { time: "2026-11-20T00:00:01Z" }],
  ])("a time stamp %s does not bring an ended key back", async (_what, change) => {
    expect(await trusted([stamp(change)])).toBe(false);
  });

  test("a key that became valid only after the stamp is not trusted, even now", async () => {
    const later = allowedSignersLine({ ...signer, validAfter: "2026-11-20T00:00:00Z" });
    expect(await trusted([], later)).toBe(true);
    expect(await trusted([stamp({})], later)).toBe(false);
  });
});
