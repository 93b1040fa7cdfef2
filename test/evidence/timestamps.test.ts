import { createHash } from "node:crypto";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { allowedSignersLine, parseAllowedSigners } from "../../src/evidence/allowed-signers.ts";
import { parseCertificates, readCertificate, signerRefusal } from "../../src/evidence/certificate.ts";
import { type TimestampFinding, checkTimestamp, keptTimestamp } from "../../src/evidence/check-timestamp.ts";
import { DER, childrenOf, contextTag, encodeDer, readDer } from "../../src/evidence/der.ts";
import { utf8 } from "../../src/evidence/octets.ts";
import { packInMemory } from "../../src/evidence/pack-reader.ts";
import { AUDITOR_ENVELOPE } from "../../src/evidence/profile.ts";
import { type SubtleVerifier, subtleVerifier } from "../../src/evidence/public-key-signature.ts";
import { decodeTimestampRequest, encodeTimestampRequest, nonceFrom } from "../../src/evidence/timestamp-request.ts";
import { encodeTimestampResponse, readTimestampResponse } from "../../src/evidence/timestamp-token.ts";
import type { VerificationReport } from "../../src/evidence/verification-report.ts";
import { type VerifyOptions, verifyPack } from "../../src/evidence/verify-pack.ts";
import { sampleSigner } from "../../src/selftest/sample-signer.ts";
import { type PackFiles, packFiles, temporaryFolder } from "../packs/support/built-pack.ts";
import { type TimeStampingAuthority, timeStampingAuthority } from "./time-stamping-authority.ts";

const data = utf8("a signature file\n");
const imprint = sha256(data);
let subtle: SubtleVerifier;
let folder: string;
let authority: TimeStampingAuthority;
let kept: Uint8Array;

beforeAll(async () => {
  const found = subtleVerifier();
  if (found === null) throw new Error("Node has WebCrypto");
  subtle = found;
  folder = temporaryFolder();
  authority = timeStampingAuthority(join(folder, "rsa"));
  kept = await keptTimestamp(authority.stamp(imprint), subtle);
});

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

interface Change {
  readonly trusted?: string | null;
  readonly imprint?: Uint8Array;
  readonly verifyTimeMs?: number;
  readonly claimedMs?: number;
}

async function check(response: Uint8Array, change: Change = {}): Promise<TimestampFinding> {
  const trusted = change.trusted === undefined ? authority.rootPem : change.trusted;
  const question = {
    imprint: change.imprint ?? imprint,
    authorities: trusted === null ? null : parseCertificates(trusted, "root.pem"),
    verifyTimeMs: change.verifyTimeMs ?? Date.now(),
    claimedMs: change.claimedMs ?? null,
  };
  return checkTimestamp(response, question, subtle);
}

describe("a response of openssl ts", () => {
  test.each(["rsa", "ec", "ec-384"] as const)("with %s keys is good here, and kept in a form that openssl accepts", async (key) => {
    const local = timeStampingAuthority(join(folder, `good-${key}`), { key });
    for (let round = 0; round < 4; round += 1) {
      const stamped = await keptTimestamp(local.stamp(imprint), subtle);
      expect(await check(stamped, { trusted: local.rootPem })).toMatchObject({ state: "pass", authority: "Example Time" });
      expect(local.opensslVerify(stamped, data)).toContain("Verification: OK");
      expect(await keptTimestamp(stamped, subtle)).toEqual(stamped);
    }
  });

  test("through an intermediate authority, and with the older SHA-1 certificate identifier, is good", async () => {
    const local = timeStampingAuthority(join(folder, "chain"), { intermediate: true, ess: "sha1" });
    const stamped = await keptTimestamp(local.stamp(imprint), subtle);
    expect(readTimestampResponse(stamped).others).toHaveLength(1);
    expect(await check(stamped, { trusted: local.rootPem })).toMatchObject({ state: "pass" });
    expect(local.opensslVerify(stamped, data)).toContain("Verification: OK");
  });

  test.each([
    { key: "rsa", digest: "sha512", wordy: false },
    { key: "ec-384", digest: "sha384", wordy: false },
    { key: "ec", digest: "sha512", wordy: true, ess: "sha1" },
  ] as const)("of other digests and words is good: %o", async (options) => {
    const local = timeStampingAuthority(join(folder, `digest-${options.digest}-${options.key}`), options);
    const stamped = await keptTimestamp(local.stamp(imprint), subtle);
    expect(await check(stamped, { trusted: local.rootPem })).toMatchObject({ state: "pass" });
    expect(local.opensslVerify(stamped, data)).toContain("Verification: OK");
  });

  test("granted with modifications, and with words beside, is kept without them", async () => {
    const raw = authority.stamp(imprint);
    const [, token] = childrenOf(readDer(raw));
    const text = encodeDer(DER.sequence, encodeDer(0x0c, utf8("Operation Okay")));
    const status = encodeDer(DER.sequence, encodeDer(DER.integer, Uint8Array.of(1)), text);
    const worded = encodeDer(DER.sequence, status, token?.encoded ?? raw);
    expect(await keptTimestamp(worded, subtle)).toEqual(await keptTimestamp(raw, subtle));
    const refused = encodeDer(DER.sequence, encodeDer(DER.sequence, encodeDer(DER.integer, Uint8Array.of(2))));
    await expect(keptTimestamp(refused, subtle)).rejects.toThrow(/refused the request/);
  });

  test("is told with its time and authority, and without a list of authorities is not checked", async () => {
    const finding = await check(kept);
    expect(Math.abs(finding.timeMs - Date.now())).toBeLessThan(300_000);
    expect(await check(kept, { trusted: null })).toMatchObject({ state: "not-checked", authority: "Example Time" });
  });

  test("answers the request that openssl reads from us", () => {
    const request = { imprint, nonce: nonceFrom(Uint8Array.from([255, 1, 2, 3, 4, 5, 6, 7])) };
    const bytes = encodeTimestampRequest(request);
    expect(decodeTimestampRequest(bytes, "q.tsq")).toEqual(request);
    expect(readTimestampResponse(authority.answer(bytes)).info.nonce).toBe(request.nonce);
    expect(() => decodeTimestampRequest(bytes.slice(0, -1), "q.tsq")).toThrow("DER");
  });
});

describe("a response that proves nothing", () => {
  test("for another file, from the future, or older than the signer's own date, is wrong", async () => {
    expect(await check(kept, { imprint: sha256(utf8("another")) })).toMatchObject({
      state: "fail",
      message: expect.stringContaining("another file"),
    });
    expect(await check(kept, { verifyTimeMs: Date.now() - 3_600_000 })).toMatchObject({
      state: "fail",
      message: expect.stringContaining("future"),
    });
    expect(await check(kept, { claimedMs: Date.now() + 3_600_000 })).toMatchObject({
      state: "fail",
      message: expect.stringContaining("older"),
    });
  });

  test("of an authority that the reader does not list is wrong", async () => {
    const other = timeStampingAuthority(join(folder, "other"));
    expect(await check(kept, { trusted: other.rootPem })).toMatchObject({ state: "fail", message: expect.stringContaining("not trusted") });
  });

  test("signed with a certificate that had expired, or is not for time stamping, is wrong", async () => {
    const expired = timeStampingAuthority(join(folder, "expired"), { validity: { from: "20200101000000Z", to: "20210101000000Z" } });
    expect(await stampAndCheck(expired)).toMatchObject({ state: "fail", message: expect.stringContaining("expired") });
  });

  // `openssl ts` refuses to sign with such certificates, so an honest response gets another certificate and is signed again.
  test.each([
    ["no extended key usage", "keyUsage=critical,digitalSignature\n", "no extended key usage"],
    ["a usage that is not critical", "extendedKeyUsage=timeStamping\n", "alone"],
    ["a second usage", "extendedKeyUsage=critical,timeStamping,codeSigning\n", "alone"],
    [
      "the right to sign certificates",
      "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature,keyCertSign\n",
      "key usage",
    ],
  ])("with %s is wrong", async (_name, extensions, reason) => {
    const odd = timeStampingAuthority(join(folder, `odd-${_name.replaceAll(" ", "-")}`), { extensions });
    const signer = readCertificate(readDer(pemBytes(odd.certificatePem)));
    const response = readTimestampResponse(kept);
    const forged = encodeTimestampResponse({ ...response, signer }, [signer]);
    const finding = await check(forged, { trusted: odd.rootPem });
    expect(finding.state).toBe("fail");
    expect(signerRefusal(signer, Date.now())).toContain(reason);
  });

  test("through an authority that is none, or that may not issue for time stamping, is wrong", async () => {
    const none = timeStampingAuthority(join(folder, "no-ca"), {
      intermediate: true,
      intermediateExtensions: "basicConstraints=critical,CA:FALSE\n",
    });
    expect(await stampAndCheck(none)).toMatchObject({ state: "fail", message: expect.stringContaining("no certification authority") });
    const web = timeStampingAuthority(join(folder, "web-ca"), {
      intermediate: true,
      intermediateExtensions: "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\nextendedKeyUsage=serverAuth\n",
    });
    expect(await stampAndCheck(web)).toMatchObject({ state: "fail", message: expect.stringContaining("no authority for time stamping") });
    const strange = timeStampingAuthority(join(folder, "strange-ca"), {
      intermediate: true,
      intermediateExtensions:
        "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign\nnameConstraints=critical,permitted;DNS:example.org\n",
    });
    expect(await stampAndCheck(strange)).toMatchObject({ state: "fail", message: expect.stringContaining("not understood") });
  });

  async function stampAndCheck(local: TimeStampingAuthority): Promise<TimestampFinding> {
    return check(await keptTimestamp(local.stamp(imprint), subtle), { trusted: local.rootPem });
  }
});

describe("a response that was changed", () => {
  const refused = async (bytes: Uint8Array): Promise<boolean> => {
    try {
      return (await check(bytes)).state === "fail";
    } catch (error) {
      expect(error).toMatchObject({ name: "TickmarkError" });
      return true;
    }
  };

  test("in any one byte, in two ways, is refused", async () => {
    const survivors: string[] = [];
    for (let index = 0; index < kept.length; index += 1)
      for (const mask of [0x01, 0x80]) {
        const changed = kept.slice();
        changed[index] = (changed[index] ?? 0) ^ mask;
        if (!(await refused(changed))) survivors.push(`${index}^${mask}`);
      }
    expect(survivors).toEqual([]);
  });

  test("by cutting or adding bytes is refused", async () => {
    for (let length = 0; length < kept.length; length += 13) expect(await refused(kept.slice(0, length))).toBe(true);
    expect(await refused(Uint8Array.from([...kept, 0]))).toBe(true);
    expect(await refused(Uint8Array.from([...kept, ...kept]))).toBe(true);
  });

  test("by certificates, attributes or words that nobody signed is refused, and keeping drops them", async () => {
    const raw = authority.stamp(imprint);
    expect(await refused(raw)).toBe(true); // With the root beside: good for import, but not the kept form.
    const rebuilt = (change: (fields: Uint8Array[]) => Uint8Array[]): Uint8Array => {
      const [status, token] = childrenOf(readDer(kept));
      const [type, wrapped] = token === undefined ? [] : childrenOf(token);
      const [signedData] = wrapped === undefined ? [] : childrenOf(wrapped, contextTag(0));
      const fields = signedData === undefined ? [] : childrenOf(signedData).map(({ encoded }) => encoded);
      const changed = encodeDer(contextTag(0), encodeDer(DER.sequence, ...change(fields)));
      return encodeDer(DER.sequence, status?.encoded ?? kept, encodeDer(DER.sequence, type?.encoded ?? kept, changed));
    };
    expect(rebuilt((fields) => fields)).toEqual(kept);
    const withAttribute = rebuilt((fields) => {
      const info = childrenOf(readDer(fields.at(-1) ?? kept), DER.set)[0]?.content ?? kept;
      const unsigned = encodeDer(
        contextTag(1),
        encodeDer(DER.sequence, Uint8Array.from([6, 1, 42]), encodeDer(DER.set, Uint8Array.from([5, 0]))),
      );
      return [...fields.slice(0, -1), encodeDer(DER.set, encodeDer(DER.sequence, info, unsigned))];
    });
    const stranger = pemBytes(timeStampingAuthority(join(folder, "stranger")).certificatePem);
    const withCertificate = rebuilt((fields) =>
      fields.map((field) => (field[0] === contextTag(0) ? encodeDer(contextTag(0), readDer(field).content, stranger) : field)),
    );
    for (const changed of [withAttribute, withCertificate]) {
      expect(await refused(changed)).toBe(true);
      expect(await keptTimestamp(changed, subtle)).toEqual(kept);
    }
  });
});

describe("in a pack", () => {
  const verify = async (files: PackFiles, change: Partial<VerifyOptions> & { trusted?: string } = {}): Promise<VerificationReport> => {
    const { trusted, ...options } = change;
    const trust = {
      signers: parseAllowedSigners(allowedSignersLine(sampleSigner())),
      ...(trusted === undefined ? {} : { timestampAuthorities: trusted }),
    };
    return verifyPack(packInMemory(files), trust, { verifyTime: new Date().toISOString(), analyses: null, ...options });
  };
  const step = (report: VerificationReport) => report.steps.find(({ id }) => id === "timestamps");
  let stamped: PackFiles;
  beforeAll(async () => {
    const files = new Map(await packFiles({ sealedAt: "2025-01-01T00:00:00Z" }));
    const imprintOfPack = sha256(files.get(AUDITOR_ENVELOPE) ?? new Uint8Array());
    stamped = files.set("timestamps/auditor.tsr", await keptTimestamp(authority.stamp(imprintOfPack), subtle));
  });

  test("passes for a reader who lists the authority, and is not checked for others", async () => {
    const report = await verify(stamped, { trusted: authority.rootPem, require: { timestamp: true } });
    expect([report.result, step(report)?.state]).toEqual(["success", "pass"]);
    expect(report.timestamps).toEqual([
      expect.objectContaining({ file: "timestamps/auditor.tsr", of: AUDITOR_ENVELOPE, state: "pass", authority: "Example Time" }),
    ]);
    expect(step(await verify(stamped))).toMatchObject({ state: "not-checked" });
    expect((await verify(stamped, { require: { timestamp: true } })).result).toBe("incomplete");
  });

  test("a missing stamp is no success for a reader who asks for one", async () => {
    const bare = new Map(stamped);
    bare.delete("timestamps/auditor.tsr");
    expect((await verify(bare, { trusted: authority.rootPem, require: { timestamp: true } })).success).toBe(false);
    expect((await verify(bare, { trusted: authority.rootPem })).success).toBe(true);
  });

  test("of another pack, of a signature that is not there, or larger than any, fails", async () => {
    const other = new Map(await packFiles({ title: "Another", sealedAt: "2025-01-01T00:00:00Z" })).set(
      "timestamps/auditor.tsr",
      stamped.get("timestamps/auditor.tsr") ?? new Uint8Array(),
    );
    expect((await verify(other, { trusted: authority.rootPem })).result).toBe("failure");
    expect((await verify(other)).result).toBe("failure");
    const nobody = new Map(stamped).set("timestamps/reviewer-7.tsr", kept);
    expect(step(await verify(nobody))).toMatchObject({ state: "fail" });
    const large = new Map(stamped).set("timestamps/auditor.tsr", new Uint8Array(2 ** 18 + 1));
    expect(step(await verify(large))).toMatchObject({ state: "fail" });
  });

  test("decides when the auditor's key must have been valid, if the reader trusts the authority", async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const line = allowedSignersLine({ ...sampleSigner(), validBefore: new Date(Date.now() + 3_600_000).toISOString() });
    const later = async (trusted: string | undefined): Promise<VerificationReport> => {
      const trust = { signers: parseAllowedSigners(line), ...(trusted === undefined ? {} : { timestampAuthorities: trusted }) };
      return verifyPack(packInMemory(stamped), trust, { verifyTime: tomorrow, analyses: null });
    };
    expect((await later(authority.rootPem)).result).toBe("success");
    expect((await later(undefined)).result).toBe("failure");
  });

  test("without WebCrypto is not checked, never passed", async () => {
    vi.stubGlobal("crypto", {});
    try {
      expect(step(await verify(stamped, { trusted: authority.rootPem }))).toMatchObject({ state: "not-checked" });
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("a list of authorities that cannot be read is told to the reader", async () => {
    await expect(verify(stamped, { trusted: "no certificates" })).rejects.toMatchObject({ code: "bad-input" });
  });
});

function pemBytes(pem: string): Uint8Array {
  return new Uint8Array(Buffer.from(pem.replaceAll(/-----[A-Z ]+-----|\s/g, ""), "base64"));
}
