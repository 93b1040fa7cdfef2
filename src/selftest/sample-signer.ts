import { createPrivateKey, createPublicKey, hkdfSync, sign } from "node:crypto";
import { keyIdOf } from "../evidence/ed25519.ts";
import type { PackSigner } from "../packs/pack-signer.ts";

/** DER of an Ed25519 private key (RFC 8410) up to its 32 seed bytes. */
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** A signer from a fixed seed byte, so that a sample pack is the same each time. Never a key of anybody. */
export function sampleSigner(principal = "auditor@example.org", seed = 7): PackSigner {
  const seedBytes = Buffer.alloc(32, seed);
  const privateKey = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seedBytes]), format: "der", type: "pkcs8" });
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  const publicKey = new Uint8Array(Buffer.from(x, "base64url"));
  return {
    principal,
    keyType: "ssh-ed25519",
    keyId: keyIdOf(publicKey),
    publicKey,
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
    derive: (info) => new Uint8Array(hkdfSync("sha256", seedBytes, "", info, 32)),
  };
}
