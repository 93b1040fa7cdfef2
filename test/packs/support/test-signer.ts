import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import { keyIdOf } from "../../../src/evidence/ed25519.ts";
import type { PackSigner } from "../../../src/packs/pack-signer.ts";

/** A signer from a fixed seed, so that packs of a test are the same each time. */
export function testSigner(principal = "auditor@example.org", seed = 7): PackSigner {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), Buffer.alloc(32, seed)]);
  const privateKey = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  const publicKey = new Uint8Array(Buffer.from(x, "base64url"));
  return { principal, keyId: keyIdOf(publicKey), publicKey, sign: (message) => new Uint8Array(sign(null, message, privateKey)) };
}
