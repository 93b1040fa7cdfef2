import { expect, test } from "vitest";
import { allowedSignersLine, parseAllowedSigners, refusalOf } from "../../src/evidence/allowed-signers.ts";
import { readExtensions } from "../../src/evidence/certificate.ts";
import { DER, contextTag, encodeDer, encodeInteger, encodeOid, readDer } from "../../src/evidence/der.ts";
import { ROLE_NAMESPACES } from "../../src/evidence/profile.ts";
import { publicKeyOf } from "../../src/evidence/public-key-signature.ts";
import { sampleSigner } from "../../src/selftest/sample-signer.ts";

function rsaKey(exponent: bigint): ReturnType<typeof readDer> {
  const key = encodeDer(DER.sequence, encodeInteger(2n ** 2048n - 1n), encodeInteger(exponent));
  const algorithm = encodeDer(DER.sequence, encodeOid("1.2.840.113549.1.1.1"), encodeDer(DER.null));
  return readDer(encodeDer(DER.sequence, algorithm, encodeDer(DER.bitString, Uint8Array.of(0), key)));
}

test("an RSA key whose padded digests are their own signatures is refused", () => {
  expect(publicKeyOf(rsaKey(65_537n)).family).toBe("RSA");
  expect(publicKeyOf(rsaKey(3n)).family).toBe("RSA");
  for (const exponent of [0n, 1n, 2n]) expect(() => publicKeyOf(rsaKey(exponent))).toThrow(/exponent/);
});

test("an extension with parts that nobody knows is malformed, and so never taken for one that is not critical", () => {
  const part = encodeDer(DER.octetString, Uint8Array.of(0));
  const critical = encodeDer(DER.boolean, Uint8Array.of(0xff));
  const list = (...parts: Uint8Array[]): ReturnType<typeof readDer> =>
    readDer(encodeDer(contextTag(3), encodeDer(DER.sequence, encodeDer(DER.sequence, encodeOid("1.2.3"), ...parts))));
  expect(readExtensions(list(critical, part)).get("1.2.3")).toMatchObject({ critical: true });
  expect(() => readExtensions(list(critical, part, part))).toThrow(/three parts/);
});

test("a name that would keep the patterns of the list busy for hours is refused at once", () => {
  const { publicKey } = sampleSigner();
  const line = allowedSignersLine({ principal: "*a*a*a*a*b", publicKey });
  const question = { publicKey, namespace: ROLE_NAMESPACES.auditor, verifyTimeMs: 0 };
  const trust = { signers: parseAllowedSigners(line) };
  expect(refusalOf(trust, { ...question, principal: "aaaab" })).toBeNull();
  expect(refusalOf(trust, { ...question, principal: "a".repeat(100_000) })).toMatch(/more than 256 characters/);
});
